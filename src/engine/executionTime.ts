import type { Clock } from '../base/clock.ts';

/** The time of one execution: where the wall clock was when it began here, and the monotonic clock from there on (threat T19). */
export class ExecutionTime {
  readonly #clock: Clock;
  readonly #baseMs: number;
  readonly #baseMonotonicMs: number;

  /** @param lastMs of the last event before; the wall clock may have been set back since */
  constructor(clock: Clock, lastMs = 0) {
    this.#clock = clock;
    this.#baseMs = Math.max(Math.round(clock.wallMs()), lastMs);
    this.#baseMonotonicMs = clock.monotonicMs();
  }

  /** Whole milliseconds since the epoch. */
  nowMs(): number {
    return this.#baseMs + Math.max(0, Math.round(this.#clock.monotonicMs() - this.#baseMonotonicMs));
  }
}
