import type { Clock } from '../../../../src/base/clock.ts';
import { disposable } from '../../../../src/base/disposable.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that goes from timer to timer, so that what drives it can look around after each. */
export class StepClock implements Clock {
  readonly #startMs: number;
  #nowMs = 0;
  readonly #waiting = new Set<Waiting>();

  /** @param wallMs what the wall clock shows at the beginning */
  constructor(wallMs: number) {
    this.#startMs = wallMs;
  }

  wallMs(): number {
    return this.#startMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): { dispose(): void } {
    const waiting = { dueMs: this.#nowMs + delayMs, callback };
    this.#waiting.add(waiting);
    return disposable(() => this.#waiting.delete(waiting));
  }

  /** Moves to the earliest timer and calls it back; false when there is none. */
  step(): boolean {
    let next: Waiting | undefined;
    for (const waiting of this.#waiting) if (next === undefined || waiting.dueMs < next.dueMs) next = waiting;
    if (next === undefined) return false;
    this.#waiting.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.callback();
    return true;
  }
}
