/** Timers by kind and slot; the earliest first. A timer that is moved or cleared stays in the heap as a ghost. */
import type { TimerKind } from './core/outcome.ts';
import { Heap } from './heap.ts';

export interface Timer {
  readonly timer: TimerKind;
  readonly slot: number;
  readonly dueMs: number;
}

export class TimerQueue {
  readonly #heap = new Heap<Timer>((a, b) => a.dueMs < b.dueMs);
  readonly #set = new Map<string, Timer>();

  set(timer: TimerKind, slot: number, dueMs: number): void {
    const entry = { timer, slot, dueMs };
    this.#set.set(`${timer} ${slot}`, entry);
    this.#heap.push(entry);
  }

  clear(timer: TimerKind, slot: number): void {
    this.#set.delete(`${timer} ${slot}`);
  }

  clearAll(): void {
    this.#set.clear();
  }

  /** When the next is due; undefined when none is set. */
  nextMs(): number | undefined {
    this.#dropGhosts();
    return this.#heap.peek()?.dueMs;
  }

  /** Takes those that are due, in the order of their time, then of slots. */
  takeDue(nowMs: number): Timer[] {
    const due: Timer[] = [];
    for (let next = this.#earliest(); next && next.dueMs <= nowMs; next = this.#earliest()) {
      this.#heap.pop();
      this.#set.delete(`${next.timer} ${next.slot}`);
      due.push(next);
    }
    return due.sort((a, b) => a.dueMs - b.dueMs || a.slot - b.slot);
  }

  #earliest(): Timer | undefined {
    this.#dropGhosts();
    return this.#heap.peek();
  }

  #dropGhosts(): void {
    for (let top = this.#heap.peek(); top; top = this.#heap.peek()) {
      if (this.#set.get(`${top.timer} ${top.slot}`) === top) return;
      this.#heap.pop();
    }
  }
}
