/**
 * R5: which ready node starts next under the concurrency limits of the workflow and of forks.
 *
 * 1. Nodes start in the order in which they became ready; one that its fork's limit holds back does not hold back others.
 * 2. A node that is held back is looked at again only when a slot of that fork is free: no scan of all that wait.
 * 3. An entry keeps its place when its node no longer waits: what orders the heaps never changes.
 * 4. A node that was let look at a free slot and does not take it (it was cancelled, another fork holds it back) passes it on.
 */
import { Heap } from '../heap.ts';
import type { ProgramNode } from '../program.ts';
import type { ExecutionState } from '../state.ts';

interface Entry {
  /** A node, or an item of a `for_each`. */
  readonly slot: number;
  /** Its `ready` when it came. */
  readonly order: number;
}

const earlier = (a: Entry, b: Entry): boolean => a.order < b.order;

/** Entries come in their order but for the few that were held back: a heap would sort again what is sorted. */
class Arrivals implements Entry {
  /** Of the entry taken last. */
  slot = -1;
  order = -1;
  readonly #late = new Heap<Entry>(earlier);
  /** Apart from each other: a list of twice the length would be too large for the memory that is used again and again. */
  #slots: number[] = [];
  #orders: number[] = [];
  #next = 0;

  push(slot: number, order: number): void {
    const { length } = this.#orders;
    if (length === 0 || (this.#orders[length - 1] as number) <= order) {
      this.#slots.push(slot);
      this.#orders.push(order);
    } else this.#late.push({ slot, order });
  }

  /** Takes the first; false when there is none. */
  take(): boolean {
    const late = this.#late.peek();
    if (
      this.#next === this.#slots.length ||
      (late !== undefined && late.order < (this.#orders[this.#next] as number))
    ) {
      if (late === undefined) return false;
      this.#late.pop();
      this.slot = late.slot;
      this.order = late.order;
      return true;
    }
    this.slot = this.#slots[this.#next] as number;
    this.order = this.#orders[this.#next] as number;
    this.#next++;
    if (this.#next === this.#slots.length) {
      this.#slots = [];
      this.#orders = [];
      this.#next = 0;
    }
    return true;
  }
}

export class StartQueue {
  readonly #state: ExecutionState;
  readonly #isHeldBack: (slot: number) => boolean;
  /** Not known to be held back by a limit, in their order. */
  readonly #open = new Arrivals();
  /** By limit: held back by it. */
  readonly #held = new Map<number, Heap<Entry>>();
  /** Attempts that run, by limit. */
  readonly #running = new Map<number, number>();

  /** @param isHeldBack whether nothing may start for a slot any more */
  constructor(state: ExecutionState, isHeldBack: (slot: number) => boolean) {
    this.#state = state;
    this.#isHeldBack = isHeldBack;
  }

  add(slot: number): void {
    this.#open.push(slot, this.#state.ready[slot] as number);
  }

  /** An attempt has started. */
  occupy(slot: number): void {
    const limited = this.#limitsOf(slot);
    if (limited.length === 0) return;
    for (const limit of limited) this.#running.set(limit, (this.#running.get(limit) ?? 0) + 1);
  }

  /** An attempt has ended. */
  release(slot: number): void {
    const limited = this.#limitsOf(slot);
    if (limited.length === 0) return;
    for (const limit of limited) {
      this.#running.set(limit, (this.#running.get(limit) ?? 0) - 1);
      this.#wake(limit);
    }
  }

  /** The next slot that may start now; undefined when none may. */
  next(): number | undefined {
    const { program } = this.#state;
    while (this.#state.runningAttempts < program.maxConcurrency) {
      if (!this.#open.take()) return undefined;
      const { slot, order } = this.#open;
      const limited = this.#limitsOf(slot);
      const isWaiting = this.#isWaiting(slot, order);
      if (limited.length === 0) {
        if (isWaiting) return slot;
        continue;
      }
      const full = limited.find((limit) => this.#isFull(limit));
      if (isWaiting && full === undefined) return slot;
      if (isWaiting && full !== undefined) this.#hold(full, { slot, order });
      for (const limit of limited) if (!this.#isFull(limit)) this.#wake(limit);
    }
    return undefined;
  }

  #limitsOf(slot: number): readonly number[] {
    return (this.#state.program.nodes[this.#state.nodeOf(slot)] as ProgramNode).limited;
  }

  #isFull(limit: number): boolean {
    return (this.#running.get(limit) ?? 0) >= (this.#state.program.limits[limit] as number);
  }

  #isWaiting(slot: number, order: number): boolean {
    return this.#state.ready[slot] === order && !this.#isHeldBack(slot);
  }

  #hold(limit: number, entry: Entry): void {
    const held = this.#held.get(limit) ?? new Heap<Entry>(earlier);
    this.#held.set(limit, held);
    held.push(entry);
  }

  /** Lets the first that the limit holds back be looked at again. */
  #wake(limit: number): void {
    const held = this.#held.get(limit);
    for (let entry = held?.pop(); entry !== undefined; entry = held?.pop()) {
      if (!this.#isWaiting(entry.slot, entry.order)) continue;
      this.#open.push(entry.slot, entry.order);
      return;
    }
  }
}
