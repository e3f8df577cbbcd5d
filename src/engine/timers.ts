/** Timers by kind and node; the earliest first. A timer that is moved or cleared stays in the heap as a ghost. */
import type { TimerKind } from './core/outcome.ts';
import { Heap } from './heap.ts';

export interface Timer {
  readonly timer: TimerKind;
  readonly node: number;
  readonly dueMs: number;
}

export class TimerQueue {
  readonly #heap = new Heap<Timer>((a, b) => a.dueMs < b.dueMs);
  readonly #set = new Map<string, Timer>();

  set(timer: TimerKind, node: number, dueMs: number): void {
    const entry = { timer, node, dueMs };
    this.#set.set(`${timer} ${node}`, entry);
    this.#heap.push(entry);
  }

  clear(timer: TimerKind, node: number): void {
    this.#set.delete(`${timer} ${node}`);
  }

  clearAll(): void {
    this.#set.clear();
  }

  /** When the next is due; undefined when none is set. */
  nextMs(): number | undefined {
    this.#dropGhosts();
    return this.#heap.peek()?.dueMs;
  }

  /** Takes those that are due, in the order of their time, then of nodes. */
  takeDue(nowMs: number): Timer[] {
    const due: Timer[] = [];
    for (let next = this.#earliest(); next && next.dueMs <= nowMs; next = this.#earliest()) {
      this.#heap.pop();
      this.#set.delete(`${next.timer} ${next.node}`);
      due.push(next);
    }
    return due.sort((a, b) => a.dueMs - b.dueMs || a.node - b.node);
  }

  #earliest(): Timer | undefined {
    this.#dropGhosts();
    return this.#heap.peek();
  }

  #dropGhosts(): void {
    for (let top = this.#heap.peek(); top; top = this.#heap.peek()) {
      if (this.#set.get(`${top.timer} ${top.node}`) === top) return;
      this.#heap.pop();
    }
  }
}
