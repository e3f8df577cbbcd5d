import type { Clock } from '../../../src/base/clock.ts';
import { disposable } from '../../../src/base/disposable.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that a test moves. Its wall clock can be set apart from the monotonic one (threat T19). */
export class ManualClock implements Clock {
  #nowMs = 0;
  #wallMs: number;
  readonly #waiting = new Set<Waiting>();

  constructor(wallMs = 1_700_000_000_000) {
    this.#wallMs = wallMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): { dispose(): void } {
    const waiting = { dueMs: this.#nowMs + delayMs, callback };
    this.#waiting.add(waiting);
    return disposable(() => this.#waiting.delete(waiting));
  }

  get timers(): number {
    return this.#waiting.size;
  }

  setWall(wallMs: number): void {
    this.#wallMs = wallMs;
  }

  /** Lets the engine take what it was told, then moves both clocks, and lets it react to each time that falls due. */
  async advance(ms: number): Promise<void> {
    await turn();
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#move(next.dueMs);
      this.#waiting.delete(next);
      next.callback();
      await turn();
    }
    this.#move(untilMs);
  }

  #next(untilMs: number): Waiting | undefined {
    return [...this.#waiting].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }

  #move(toMs: number): void {
    this.#wallMs += toMs - this.#nowMs;
    this.#nowMs = toMs;
  }
}

/** Lets everything that is ready run: all microtasks, and one round of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
