/**
 * Whether what is found to be possible is certain: a way leads to an edge, but a join on it may not fire.
 *
 * 1. A way that needs a join to have failed is not certain: others decide about that.
 * 2. Nor is one behind a join that waits for several branches, if what is chosen before the join leads elsewhere too: the choices that
 *    the other way needs may be those that starve it. Where they lead nowhere else, this holds only for ways that part before it.
 * 3. All of this is asked below a node that dominates both ways, and is taken to be reached.
 */
import type { Together } from './together.ts';
import { onFailure } from './ways.ts';

export class Certainty {
  readonly #together: Together;
  /** By node: down to this depth of the tree, what dominates the node may be reached and yet no choice lead on to the node. */
  readonly #doubtful: Int32Array;
  /** By node: whether it is reached only because joins have failed, which other edges may have brought the failure of. */
  readonly #needsFailure: Uint8Array;
  /** By node: whether it is doubtful beside what parts from its way at its own dominator, and there alone. */
  readonly #isContested: Uint8Array;

  constructor(together: Together) {
    this.#together = together;
    const quorums = this.#quorums();
    this.#needsFailure = this.#findNeedsFailure();
    this.#doubtful = this.#findDoubtful(quorums);
    this.#isContested = this.#findContested(quorums);
  }

  /** Whether, once this dominator is reached, some choices lead over the edge, whatever is chosen besides. */
  isCertain(edge: number, dominator: number): boolean {
    const source = this.#together.sourceOf(edge);
    if (this.#together.ways.hasDeadlock || (source !== dominator && this.#needsFailedJoin(edge))) return false;
    if (this.#needsFailure[dominator] === 1) return false;
    if (this.#together.tree.depthOf(dominator) <= (this.#doubtful[source] ?? -1)) return false;
    return source === dominator || this.#isContested[this.#together.tree.childTowards(dominator, source)] !== 1;
  }

  #needsFailedJoin(edge: number): boolean {
    return this.#together.ways.taken[edge] === onFailure && this.#isJoin(this.#together.sourceOf(edge));
  }

  /**
   * Joins that wait for several branches, and may fail by what is chosen before them, and all behind them with them: 1. Where
   * those choices lead nowhere but to the join: 2; they are free then, but for what parts from the way inside.
   */
  #quorums(): Uint8Array {
    const quorums = new Uint8Array(this.#together.graph.nodes.length);
    let leaving: { edges: Int32Array; inside: Int32Array } | undefined;
    for (const [node, definition] of this.#together.graph.nodes.entries()) {
      const needed = definition.kind === 'join' && definition.mode === 'n_of_m' ? (definition.count ?? 1) : 1;
      const parent = this.#together.tree.parentOf(node);
      if (needed < 2 || this.#together.choices[parent] === this.#together.choices[node]) continue;
      leaving ??= this.#leaving();
      const throughJoin = (leaving.edges[node] ?? 0) - (leaving.inside[node] ?? 0);
      quorums[node] = leaving.edges[parent] === throughJoin ? 2 : 1;
    }
    return quorums;
  }

  /** By node, of the edges that leave what it dominates: how many there are, and how many stay with what its dominator dominates. */
  #leaving(): { readonly edges: Int32Array; readonly inside: Int32Array } {
    const { tree } = this.#together;
    const edges = new Int32Array(this.#together.graph.nodes.length + 1);
    const inside = new Int32Array(this.#together.graph.nodes.length + 1);
    for (const { index, source, target } of this.#together.graph.edges) {
      const common = tree.parentOf(target);
      if (!this.#together.canTake(index) || source === common) continue;
      edges[source] = (edges[source] ?? 0) + 1;
      edges[common] = (edges[common] ?? 0) - 1;
      const child = tree.childTowards(common, source);
      inside[child] = (inside[child] ?? 0) + 1;
    }
    return { edges: tree.totals(edges), inside };
  }

  /** Edges that are never taken can bring a failure all the same; without one, what has failed is behind. */
  #findNeedsFailure(): Uint8Array {
    const needs = new Uint8Array(this.#together.graph.nodes.length + 1);
    if (
      !this.#together.graph.edges.some(
        ({ index, definition }) => definition.on !== 'failure' && !this.#together.canTake(index),
      )
    )
      return needs;
    for (const node of this.#together.tree.order.subarray(1)) {
      const arrivals = this.#together.arrivals(node);
      const isFree = (edge: number): boolean =>
        !this.#needsFailedJoin(edge) && needs[this.#together.sourceOf(edge)] !== 1;
      if (arrivals.length > 0 && !arrivals.some(isFree)) needs[node] = 1;
    }
    return needs;
  }

  #findContested(quorums: Uint8Array): Uint8Array {
    const contested = new Uint8Array(this.#together.graph.nodes.length);
    for (const node of this.#together.tree.order.subarray(1)) {
      const parent = this.#together.tree.parentOf(node);
      const isFed = this.#together.arrivals(node).some((edge) => {
        const source = this.#together.sourceOf(edge);
        return source !== parent && contested[this.#together.tree.childTowards(parent, source)] === 1;
      });
      if (isFed || quorums[node] === 2) contested[node] = 1;
    }
    return contested;
  }

  #findDoubtful(quorums: Uint8Array): Int32Array {
    const { tree } = this.#together;
    const doubtful = new Int32Array(this.#together.graph.nodes.length).fill(-1);
    for (const node of tree.order.subarray(1)) {
      const depth = tree.depthOf(tree.parentOf(node));
      const arrivals = this.#together.arrivals(node);
      let byQuorum = quorums[node] === 1 ? depth : -1;
      let byFailure = arrivals.length === 0 ? -1 : depth;
      for (const edge of this.#together.graph.incoming[node] ?? [])
        byQuorum = Math.max(byQuorum, Math.min(depth, doubtful[this.#together.sourceOf(edge)] ?? -1));
      for (const edge of arrivals)
        if (!this.#needsFailedJoin(edge))
          byFailure = Math.min(byFailure, doubtful[this.#together.sourceOf(edge)] ?? -1);
      doubtful[node] = Math.max(byQuorum, byFailure);
    }
    return doubtful;
  }

  #isJoin(node: number): boolean {
    return this.#together.graph.nodes[node]?.kind === 'join';
  }
}
