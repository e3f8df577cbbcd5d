/** The timers of one execution on the clock of the machine: one is armed at a time, for whatever is due next. */
import type { Disposable } from '../base/disposable.ts';
import type { Clock } from './ports.ts';
import { type Timer, TimerQueue } from './timers.ts';

export class Alarm {
  readonly timers = new TimerQueue();
  readonly #clock: Clock;
  readonly #nowMs: () => number;
  readonly #onDue: (timer: Timer) => void;
  #armed: { readonly dueMs: number; readonly timer: Disposable } | undefined;

  /** @param nowMs the execution's time */
  constructor(clock: Clock, nowMs: () => number, onDue: (timer: Timer) => void) {
    this.#clock = clock;
    this.#nowMs = nowMs;
    this.#onDue = onDue;
  }

  /** To be called when timers were set or cleared. */
  arm(): void {
    const dueMs = this.timers.nextMs();
    if (dueMs === this.#armed?.dueMs) return;
    this.#armed?.timer.dispose();
    this.#armed = undefined;
    if (dueMs === undefined) return;
    const timer = this.#clock.schedule(Math.max(0, dueMs - this.#nowMs()), () => {
      this.#armed = undefined;
      for (const due of this.timers.takeDue(this.#nowMs())) this.#onDue(due);
      this.arm();
    });
    this.#armed = { dueMs, timer };
  }

  stop(): void {
    this.#armed?.timer.dispose();
    this.timers.clearAll();
  }
}
