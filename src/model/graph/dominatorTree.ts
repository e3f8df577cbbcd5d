/**
 * A tree of dominators of what can be reached along some of the edges.
 *
 * 1. A node's rank is above that of all its predecessors; what a branch holds has ranks beside each other.
 * 2. A dominator's rank is below that of all that it dominates. The root stands for what comes before everything; it has rank 0.
 * 3. Nodes that cannot be reached are not in it: their rank is -1.
 *
 * Ancestors are found in logarithmic time: each node keeps a jump to one further up.
 */
import type { Lists } from './links.ts';

export interface Walkable {
  readonly count: number;
  readonly roots: readonly number[];
  /** The targets of a node's edges that count, in the file's order. */
  readonly next: Lists;
  /** The sources of a node's edges that count. */
  readonly previous: Lists;
}

export class DominatorTree {
  /** The number that stands for the root. */
  readonly root: number;
  /** By rank: the nodes, the root first. */
  readonly order: Int32Array;
  readonly rank: Int32Array;
  readonly #parent: Int32Array;
  readonly #jump: Int32Array;
  readonly #depth: Int32Array;
  #places: Int32Array | undefined;

  /** Needs edges without cycles. */
  constructor(graph: Walkable) {
    this.root = graph.count;
    this.rank = new Int32Array(graph.count + 1).fill(-1);
    this.order = this.#orderOf(graph);
    this.#parent = new Int32Array(graph.count + 1).fill(this.root);
    this.#jump = new Int32Array(graph.count + 1).fill(this.root);
    this.#depth = new Int32Array(graph.count + 1);
    const isRoot = new Uint8Array(graph.count + 1);
    for (const root of graph.roots) isRoot[root] = 1;
    for (let at = 1; at < this.order.length; at++) {
      const node = this.order[at] ?? 0;
      let dominator = isRoot[node] === 1 ? this.root : -1;
      const { starts, items } = graph.previous;
      const end = starts[node + 1] ?? 0;
      for (let link = starts[node] ?? 0; link < end; link++) {
        const source = items[link] ?? -1;
        if (this.has(source)) dominator = dominator === -1 ? source : this.common(dominator, source);
      }
      this.#hang(node, dominator);
    }
  }

  has(node: number): boolean {
    return (this.rank[node] ?? -1) >= 0;
  }

  /** What dominates a node at once; of the root itself the root. */
  parentOf(node: number): number {
    return this.#parent[node] ?? this.root;
  }

  depthOf(node: number): number {
    return this.#depth[node] ?? 0;
  }

  /** The nearest common dominator, each node counting as its own. */
  common(a: number, b: number): number {
    const depth = Math.min(this.depthOf(a), this.depthOf(b));
    a = this.#ancestorAt(a, depth);
    b = this.#ancestorAt(b, depth);
    // Without lists of two: this runs too seldom to be optimised when a file opens.
    while (a !== b) {
      const left = this.#jumpOf(a);
      const right = this.#jumpOf(b);
      const isAbove = left === right;
      a = isAbove ? this.parentOf(a) : left;
      b = isAbove ? this.parentOf(b) : right;
    }
    return a;
  }

  dominates(a: number, b: number): boolean {
    return this.depthOf(a) <= this.depthOf(b) && this.#ancestorAt(b, this.depthOf(a)) === a;
  }

  /** The highest dominator of a node, or the node itself, whose rank is above this one. */
  highestAbove(node: number, rank: number): number {
    for (;;) {
      const jump = this.#jumpOf(node);
      if ((this.rank[jump] ?? -1) > rank) node = jump;
      else {
        const parent = this.parentOf(node);
        if (node === parent || (this.rank[parent] ?? -1) <= rank) return node;
        node = parent;
      }
    }
  }

  /** What the dominator dominates at once of what leads down to this node. */
  childTowards(dominator: number, node: number): number {
    return this.#ancestorAt(node, this.depthOf(dominator) + 1);
  }

  /** Sums up, for each node, a number over all that it dominates, itself included. */
  totals(numbers: Uint8Array | Int32Array): Int32Array {
    const sums = new Int32Array(this.rank.length);
    const { order } = this;
    for (let at = order.length - 1; at >= 0; at--) {
      const node = order[at] ?? 0;
      const sum = (sums[node] ?? 0) + (numbers[node] ?? 0);
      sums[node] = sum;
      if (at === 0 || sum === 0) continue;
      const parent = this.#parent[node] ?? 0;
      sums[parent] = (sums[parent] ?? 0) + sum;
    }
    return sums;
  }

  /** By node a number such that what one node dominates has numbers beside each other. */
  get places(): Int32Array {
    return (this.#places ??= this.#findPlaces());
  }

  #findPlaces(): Int32Array {
    const sizes = this.totals(new Uint8Array(this.rank.length).fill(1));
    const places = new Int32Array(this.rank.length);
    const free = new Int32Array(this.rank.length);
    free[this.root] = 1;
    for (let at = 1; at < this.order.length; at++) {
      const node = this.order[at] ?? 0;
      const parent = this.parentOf(node);
      const place = free[parent] ?? 0;
      places[node] = place;
      free[node] = place + 1;
      free[parent] = place + (sizes[node] ?? 1);
    }
    return places;
  }

  #jumpOf(node: number): number {
    return this.#jump[node] ?? this.root;
  }

  #ancestorAt(node: number, depth: number): number {
    while (this.depthOf(node) > depth) {
      const jump = this.#jumpOf(node);
      node = this.depthOf(jump) >= depth ? jump : this.parentOf(node);
    }
    return node;
  }

  #hang(node: number, parent: number): void {
    this.#parent[node] = parent;
    this.#depth[node] = this.depthOf(parent) + 1;
    const jump = this.#jumpOf(parent);
    const isEven = this.depthOf(parent) - this.depthOf(jump) === this.depthOf(jump) - this.depthOf(this.#jumpOf(jump));
    this.#jump[node] = isEven ? this.#jumpOf(jump) : parent;
  }

  /** Backwards in the order in which a depth-first walk leaves the nodes. */
  #orderOf(graph: Walkable): Int32Array {
    const { count, roots } = graph;
    const order = new Int32Array(count + 1);
    const seen = new Uint8Array(count);
    const { starts, items } = graph.next;
    const left = starts.slice(1);
    let free = count;
    for (const root of roots.toReversed()) {
      if (seen[root] === 1) continue;
      seen[root] = 1;
      const stack = [root];
      for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
        const at = (left[node] ?? 0) - 1;
        if (at < (starts[node] ?? 0)) {
          stack.pop();
          order[free--] = node;
          continue;
        }
        left[node] = at;
        const target = items[at] ?? -1;
        if (seen[target] === 1) continue;
        seen[target] = 1;
        stack.push(target);
      }
    }
    order[free] = count;
    const ranked = order.subarray(free);
    for (let rank = 0; rank < ranked.length; rank++) this.rank[ranked[rank] ?? 0] = rank;
    return ranked;
  }
}
