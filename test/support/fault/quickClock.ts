import type { Clock } from '../../../src/base/clock.ts';
import { disposable } from '../../../src/base/disposable.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock for which waiting takes no time: when nothing else is ready to run, it is the time of the next callback. */
export class QuickClock implements Clock {
  #nowMs = 0;
  readonly #waiting = new Set<Waiting>();
  #moving = false;

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): { dispose(): void } {
    const waiting = { dueMs: this.#nowMs + delayMs, callback };
    this.#waiting.add(waiting);
    if (!this.#moving) {
      this.#moving = true;
      setImmediate(() => {
        this.#move();
      });
    }
    return disposable(() => this.#waiting.delete(waiting));
  }

  #move(): void {
    const [next] = [...this.#waiting].sort((a, b) => a.dueMs - b.dueMs);
    this.#moving = next !== undefined;
    if (next === undefined) return;
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    this.#waiting.delete(next);
    next.callback();
    setImmediate(() => {
      this.#move();
    });
  }
}
