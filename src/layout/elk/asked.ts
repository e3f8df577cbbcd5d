/** ELK, asked once for all questions that are alike: a changed branch of a large graph asks for little more than that branch. */
import type { ElkPort } from './elkPort.ts';
import { fromElk } from './fromElk.ts';
import { type Answer, type Question, questionKey } from './question.ts';
import { toElk } from './toElk.ts';

/** Answers that are kept, and how many boxes and edges one of them may have. */
const mostAnswers = 5_000;
const mostKept = 500;
/** To keep more branches of one fork in their order takes ELK many seconds. */
const mostBranches = 300;

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
  if (hasTooManyBranches(question)) throw new Error(`A node has more than ${mostBranches} branches.`);
  return fromElk(question, await elk.layout(toElk(question)));
}

function hasTooManyBranches({ boxes, edges }: Question): boolean {
  const branches = new Uint32Array(boxes.length + 1);
  return edges.some(({ source }) => (branches[source + 1] = (branches[source + 1] ?? 0) + 1) > mostBranches);
}
