/**
 * R5: which ready node starts next under the concurrency limits of the workflow and of forks.
 *
 * 1. Nodes start in the order in which they became ready; one that its fork's limit holds back does not hold back others.
 * 2. A node that is held back is looked at again only when a slot of that fork is free: no scan of all that wait.
 * 3. A node that was let look at a free slot and does not take it (it was cancelled, another fork holds it back) passes it on.
 */
import { Heap } from '../heap.ts';
import type { ProgramNode } from '../program.ts';
import type { ExecutionState } from '../state.ts';

export class StartQueue {
  readonly #state: ExecutionState;
  /** Not known to be held back by a region. */
  readonly #open: Heap<number>;
  /** By region: held back by its limit. */
  readonly #held = new Map<number, Heap<number>>();
  /** Attempts that run, by region with a limit. */
  readonly #running = new Map<number, number>();

  constructor(state: ExecutionState) {
    this.#state = state;
    this.#open = this.#heap();
  }

  add(node: number): void {
    this.#open.push(node);
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
      const index = this.#open.pop();
      if (index === undefined) return undefined;
      const node = program.nodes[index];
      if (node === undefined) continue;
      const isWanted = this.#state.ready[index] !== 0;
      const full = node.limited.find((region) => this.#isFull(region));
      if (isWanted && full === undefined) return index;
      if (isWanted && full !== undefined) this.#hold(full, index);
      for (const region of node.limited) if (!this.#isFull(region)) this.#wake(region);
    }
    return undefined;
  }

  #isFull(region: number): boolean {
    return (this.#running.get(region) ?? 0) >= (this.#state.program.regions[region]?.limit ?? Infinity);
  }

  #hold(region: number, node: number): void {
    const held = this.#held.get(region) ?? this.#heap();
    this.#held.set(region, held);
    held.push(node);
  }

  /** Lets the first node that the region holds back be looked at again. */
  #wake(region: number): void {
    const held = this.#held.get(region);
    for (let node = held?.pop(); node !== undefined; node = held?.pop()) {
      if (this.#state.ready[node] === 0) continue;
      this.#open.push(node);
      return;
    }
  }

  #heap(): Heap<number> {
    const { ready } = this.#state;
    return new Heap((a, b) => (ready[a] ?? 0) < (ready[b] ?? 0));
  }
}
