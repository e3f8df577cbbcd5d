/** Long work beside other work. Loads nothing of the model: what activation loads needs it too. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { finishAtPace, type Pace, type Steps } from '../base/steps.ts';

/** How long it goes on while others wait. */
const longestMs = 8;

class TurnsOfEventLoop implements Pace {
  #begunMs = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#begunMs >= longestMs;
  }

  async rest(): Promise<void> {
    await nextTurn();
    this.#begunMs = performance.now();
  }
}

/** What waits in the event loop has its turn every few milliseconds. */
export function finishBesides<T>(steps: Steps<T>): Promise<T> {
  return finishAtPace(steps, new TurnsOfEventLoop());
}
