import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Consent, type ConsentRequest, digestOf } from './consent.ts';

/** What a person says: for this execution, or for good. Undefined: they turned away, which refuses. */
export type PersonsAnswer = 'once' | 'always' | undefined;

export interface Person {
  /** The signal is aborted when nobody waits for the answer any more. */
  ask(request: ConsentRequest, signal: AbortSignal): Promise<PersonsAnswer>;
  /** What was allowed for good, by its digest. */
  isKept(digest: string): boolean;
  keep(digest: string): void;
}

/** Answers of this many questions are known at the same time. */
const mostAnswers = 1_000;

/**
 * Consent by a person who is asked once for the same thing in an execution: branches, items and retries that start the same wait
 * for one answer, yes or no.
 */
export function consentOf(person: Person): Consent {
  const questions = new Map<string, Question>();
  return {
    async ask(request, signal) {
      const digest = digestOf(request);
      if (person.isKept(digest)) return ok(undefined);
      const key = `${request.executionId} ${digest}`;
      let question = questions.get(key);
      if (question === undefined || question.isLeft) {
        question = new Question((asked) => person.ask(request, asked));
        questions.set(key, question);
        const [oldest] = questions.keys();
        if (questions.size > mostAnswers && oldest !== undefined) questions.delete(oldest);
      }
      const answer = await question.answer(signal);
      if (answer === 'always') person.keep(digest);
      return answer === undefined ? refused() : ok(undefined);
    },
  };
}

function refused(): Result<undefined, string> {
  return err(t('It was not allowed to start. Execute the workflow again to be asked again.'));
}

/** A question that several wait for. */
class Question {
  readonly #controller = new AbortController();
  readonly #answer: Promise<PersonsAnswer>;
  #waiting = 0;
  #isAnswered = false;

  constructor(ask: (signal: AbortSignal) => Promise<PersonsAnswer>) {
    this.#answer = ask(this.#controller.signal).finally(() => {
      this.#isAnswered = true;
    });
  }

  /** All who waited have gone before there was an answer. */
  get isLeft(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Undefined also when the signal is aborted. */
  async answer(signal: AbortSignal): Promise<PersonsAnswer> {
    this.#waiting++;
    let left = (): void => undefined;
    const leaving = new Promise<undefined>((resolve) => {
      left = () => {
        resolve(undefined);
      };
      signal.addEventListener('abort', left);
      if (signal.aborted) left();
    });
    try {
      return await Promise.race([this.#answer, leaving]);
    } finally {
      signal.removeEventListener('abort', left);
      if (--this.#waiting === 0 && !this.#isAnswered) this.#controller.abort();
    }
  }
}
