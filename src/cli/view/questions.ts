import type { Showing } from './showing.ts';

/** Questions at the terminal, one after the other; the picture of the execution stands still meanwhile. */
export class Questions {
  readonly #show: Pick<Showing, 'hold'>;
  #asking: Promise<unknown> = Promise.resolve();

  constructor(show: Pick<Showing, 'hold'>) {
    this.#show = show;
  }

  /** @param ask writes the question and waits for its answer */
  inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#asking.then(async () => {
      const held = this.#show.hold();
      try {
        return await ask();
      } finally {
        held.dispose();
      }
    });
    this.#asking = answer.catch(() => undefined);
    return answer;
  }
}
