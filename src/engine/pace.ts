/** Lets others have the thread: a long run of work would otherwise never give it up. */
import type { Clock } from './ports.ts';

/** How long work may go on. */
const longestMs = 20;

/** How many small pieces of work are done between two looks at the clock. */
export const slice = 64;

export class Pace {
  readonly #clock: Clock;
  #restedMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#restedMs = clock.monotonicMs();
  }

  /** Others have had the thread until now. */
  start(): void {
    this.#restedMs = this.#clock.monotonicMs();
  }

  get isOver(): boolean {
    return this.#clock.monotonicMs() - this.#restedMs >= longestMs;
  }

  async rest(): Promise<void> {
    await new Promise<void>((resolve) => this.#clock.schedule(0, resolve));
    this.start();
  }
}
