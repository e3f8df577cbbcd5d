/** Long work beside other work. Loads nothing of the model: what activation loads needs it too. */
import { finishAtPace, type Pace, type Steps } from '../base/steps.ts';

/** How long it goes on while others wait. */
const longestMs = 8;

/** Those who rest. One of them goes on in each turn of the event loop: a turn takes no longer because several are at work. */
const resting: (() => void)[] = [];

function rest(): Promise<void> {
  return new Promise((resolve) => {
    if (resting.push(resolve) === 1) setImmediate(goOn);
  });
}

function goOn(): void {
  const [next] = resting.splice(0, 1);
  if (resting.length > 0) setImmediate(goOn);
  next?.();
}

class TurnsOfEventLoop implements Pace {
  #begunMs = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#begunMs >= longestMs;
  }

  async rest(): Promise<void> {
    await rest();
    this.#begunMs = performance.now();
  }
}

/** What waits in the event loop has its turn every few milliseconds. */
export function finishBesides<T>(steps: Steps<T>): Promise<T> {
  return finishAtPace(steps, new TurnsOfEventLoop());
}
