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
  readonly node: number;
  /** Its `ready` when it came. */
  readonly order: number;
}

const earlier = (a: Entry, b: Entry): boolean => a.order < b.order;

export class StartQueue {
  readonly #state: ExecutionState;
  /** Not known to be held back by a region. */
  readonly #open = new Heap<Entry>(earlier);
  /** By region: held back by its limit. */
  readonly #held = new Map<number, Heap<Entry>>();
  /** Attempts that run, by region with a limit. */
  readonly #running = new Map<number, number>();

  constructor(state: ExecutionState) {
    this.#state = state;
  }

  add(node: number): void {
    this.#open.push({ node, order: this.#state.ready[node] ?? 0 });
  }

  /** An attempt of the node has started. */
  occupy(node: ProgramNode): void {
    for (const region of node.limited) this.#running.set(region, (this.#running.get(region) ?? 0) + 1);
  }

  /** An attempt of the node has ended. */
  release(node: ProgramNode): void {
    for (const region of node.limited) {
      this.#running.set(region, (this.#running.get(region) ?? 0) - 1);
      this.#wake(region);
    }
  }

  /** The next node that may start now; undefined when none may. */
  next(): number | undefined {
    const { program } = this.#state;
    while (this.#state.runningAttempts < program.maxConcurrency) {
      const entry = this.#open.pop();
      if (entry === undefined) return undefined;
      const node = program.nodes[entry.node];
      if (node === undefined) continue;
      const isWaiting = this.#isWaiting(entry);
      const full = node.limited.find((region) => this.#isFull(region));
      if (isWaiting && full === undefined) return node.index;
      if (isWaiting && full !== undefined) this.#hold(full, entry);
      for (const region of node.limited) if (!this.#isFull(region)) this.#wake(region);
    }
    return undefined;
  }

  #isFull(region: number): boolean {
    return (this.#running.get(region) ?? 0) >= (this.#state.program.regions[region]?.limit ?? Infinity);
  }

  #isWaiting({ node, order }: Entry): boolean {
    return this.#state.ready[node] === order;
  }

  #hold(region: number, entry: Entry): void {
    const held = this.#held.get(region) ?? new Heap<Entry>(earlier);
    this.#held.set(region, held);
    held.push(entry);
  }

  /** Lets the first node that the region holds back be looked at again. */
  #wake(region: number): void {
    const held = this.#held.get(region);
    for (let entry = held?.pop(); entry !== undefined; entry = held?.pop()) {
      if (!this.#isWaiting(entry)) continue;
      this.#open.push(entry);
      return;
    }
  }
}
