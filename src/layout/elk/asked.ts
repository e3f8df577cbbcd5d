/** ELK, asked once for all questions that are alike: a changed branch of a large graph asks for little more than that branch. */
import type { ElkPort } from './elkPort.ts';
import { fromElk } from './fromElk.ts';
import { mostInOrder } from './options.ts';
import { type Answer, type Question, questionKey } from './question.ts';
import { toElk } from './toElk.ts';

/** Answers that are kept, and how many boxes and edges one of them may have. */
const mostAnswers = 5_000;
const mostKept = 500;
export type Ask = (question: Question) => Promise<Answer>;

/** What is asked rejects with what ELK says where it cannot, and where it would take too long. */
export function askElk(elk: ElkPort): Ask {
  /** By key, the one asked for last at the end. */
  const answers = new Map<string, Promise<Answer>>();
  return async (question) => {
    const key = questionKey(question);
    const known = answers.get(key);
    answers.delete(key);
    const answer = known ?? layOut(elk, question);
    if (question.boxes.length + question.edges.length <= mostKept) answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > mostAnswers && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

async function layOut(elk: ElkPort, question: Question): Promise<Answer> {
  if (losesOrder(question)) throw new Error(`A group has more than ${mostInOrder} boxes, and branches.`);
  return fromElk(question, await elk.layout(toElk(question)));
}

/** Whether there are branches that ELK would put in an order of its own: a picture that is in the file's order reads better than its. */
function losesOrder({ boxes, edges }: Question): boolean {
  if (boxes.length <= mostInOrder) return false;
  const targets = new Map<number, number>();
  return edges.some(({ source, target }) => {
    const known = targets.get(source);
    targets.set(source, target);
    return known !== undefined && known !== target;
  });
}
