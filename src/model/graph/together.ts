/**
 * Whether two edges can both be taken in one execution: whether some choices of all gateways, outcomes and conditions (`ways.ts`)
 * lead to both.
 *
 * 1. Two edges are taken together if a way leads to each, and the two part where both of their edges can be taken together. Such
 *    ways are searched backwards from the edge whose source comes later: what is chosen there is nothing to the earlier one.
 * 2. Between a node and one that dominates it and comes behind the other edge, a way is free: the search skips it.
 * 3. A dead branch counts neither way (T4, J): it stops no join. So only what is taken matters, and choosing more of it never harms.
 * 4. Conditions of several nodes may ask the same: then what is chosen at one is not free at the other (`entangled.ts`).
 * 5. `yes` and `no` are certain. `unknown` is all that would need more than two ways to be told, or more time: where a quorum or a
 *    join's failure decides, where two joins make something of failures that no way leads through, and past the bounds below.
 *
 * It is exact where forks, gateways and joins nest. Elsewhere it errs towards `unknown`. Polynomial, and bounded at that.
 */
import { Attached } from '../../base/attached.ts';
import { changeOfList } from '../../base/lists.ts';
import { Certainty } from './certainty.ts';
import { DominatorTree } from './dominatorTree.ts';
import { Entangled } from './entangled.ts';
import type { WorkflowGraph } from './graph.ts';
import { indicesOfKind } from './kinds.ts';
import { type Links, linksOf, type Lists } from './links.ts';
import { reachable, topologicalOrder } from './order.ts';
import { traitOf } from './traits.ts';
import { findWays, never, onFailure, onSuccess, type Ways } from './ways.ts';

/** How far the search may go, over all that is asked of one graph, and in one direction. */
const maxSteps = 200_000;
const maxDepth = 400;

/** The node at which the two ways part, or one of these. */
export type Parting = number;
export const no = -1;
export const unknown = -2;

/** Joins that may make something of failures. */
interface Absorbing {
  /** By node: how many of them it dominates. */
  readonly totals: Int32Array;
  /** Whether nothing leads to one of them. */
  readonly isLost: boolean;
}

export class Together {
  readonly graph: WorkflowGraph;
  readonly ways: Ways;
  readonly tree: DominatorTree;
  /** By node: how many nodes that it dominates may take several of their edges, may not take all, make something of failures. */
  readonly parallels: Int32Array;
  readonly choices: Int32Array;
  readonly #known = new Map<number, Parting>();
  readonly #roots: readonly number[];
  readonly #links: Links;
  /** Found when somebody asks: most graphs can do without. */
  #certainty: Certainty | undefined;
  #entangled: Entangled | undefined;
  #absorbing: Absorbing | undefined;
  #reached: Uint8Array | undefined;
  #steps = 0;

  private constructor(graph: WorkflowGraph, order: Int32Array) {
    this.graph = graph;
    this.#links = linksOf(graph);
    this.ways = findWays(graph, order);
    const starts = indicesOfKind(graph, 'start');
    const roots =
      starts.length > 0 ? starts : [...graph.nodes.keys()].filter((node) => graph.incoming[node]?.length === 0);
    this.#roots = roots;
    this.tree = new DominatorTree({
      count: graph.nodes.length,
      roots,
      next: this.#ends(this.#links.outgoing, this.#links.targets),
      previous: this.#ends(this.#links.incoming, this.#links.sources),
    });
    const isParallel = new Uint8Array(graph.nodes.length + 1);
    isParallel.set(this.ways.isParallel);
    isParallel[this.tree.root] = roots.length > 1 ? 1 : 0;
    this.parallels = this.tree.totals(isParallel);
    this.choices = this.tree.totals(this.#choosing());
  }

  /** Undefined for a graph with a circle. Remembered as long as neither the edges change nor what the nodes have a say with. */
  static of(graph: WorkflowGraph): Together | undefined {
    const { nodes, outgoing } = graph;
    const known = remembered.get(outgoing);
    if (known?.nodes === nodes) return known.together;
    let together = known?.together;
    if (!known || !areAlike(known.nodes, nodes)) {
      const { order } = topologicalOrder(graph);
      together = order.length === nodes.length ? new Together(graph, order) : undefined;
    }
    remembered.set(outgoing, { nodes, together });
    return together;
  }

  /** The ends of the edges that can be taken, by node. */
  #ends(edges: Lists, ends: Int32Array): Lists {
    const starts = new Int32Array(edges.starts.length);
    const items = new Int32Array(ends.length);
    let free = 0;
    for (let node = 0; node + 1 < starts.length; node++) {
      const end = edges.starts[node + 1] ?? 0;
      for (let at = edges.starts[node] ?? 0; at < end; at++) {
        const edge = edges.items[at] ?? 0;
        if (this.ways.taken[edge] !== never) items[free++] = ends[edge] ?? -1;
      }
      starts[node + 1] = free;
    }
    return { starts, items };
  }

  sourceOf(edge: number): number {
    return this.#links.sources[edge] ?? -1;
  }

  /** Whether something leads to the node, or would if conditions that are known let it. Failures pass conditions by. */
  isReached(node: number): boolean {
    if (this.tree.has(node)) return true;
    if (this.#findAbsorbing().isLost) return false;
    this.#reached ??= reachable(this.graph, this.#roots, 'outgoing');
    return this.#reached[node] === 1;
  }

  /** Of the edges into a node those that can be taken. */
  arrivals(node: number): number[] {
    // As long as it has to be: a list that grows begins with room for many, and there is one for each join.
    const found = new Array<number>(this.takeableArrivals(node));
    const { starts, items } = this.#links.incoming;
    let count = 0;
    for (let at = starts[node] ?? 0; count < found.length; at++) {
      const edge = items[at] ?? 0;
      if (this.canTake(edge)) found[count++] = edge;
    }
    return found;
  }

  /** How many they are. */
  takeableArrivals(node: number): number {
    let count = 0;
    const { starts, items } = this.#links.incoming;
    const end = starts[node + 1] ?? 0;
    for (let at = starts[node] ?? 0; at < end; at++) if (this.canTake(items[at] ?? 0)) count++;
    return count;
  }

  canTake(edge: number): boolean {
    return this.ways.taken[edge] !== never && this.tree.has(this.sourceOf(edge));
  }

  /** Whether two edges can both be taken, and where the ways to them part. */
  parting(one: number, other: number): Parting {
    if (!this.canTake(one) || !this.canTake(other)) return no;
    const [a, b] = [this.sourceOf(one), this.sourceOf(other)];
    const top = this.tree.common(a, b);
    const found = this.#settled(top) ?? this.#search(one, other, 0);
    if (found >= 0 && !(this.#isCertain(one, top) && this.#isCertain(other, top))) return unknown;
    this.#entangled ??= new Entangled(this);
    if (found >= 0 && this.#entangled.isBetween(top, a, b)) return unknown;
    return found === no && this.absorbers(top) > 1 ? unknown : found;
  }

  /** How many joins behind this node may make something of a failure: two may of one, though no execution goes both ways. */
  absorbers(node: number): number {
    return this.#findAbsorbing().totals[node] ?? 0;
  }

  #findAbsorbing(): Absorbing {
    if (!this.#absorbing) {
      const absorbers = this.#absorbers();
      const isLost = absorbers.some((absorbs, node) => absorbs === 1 && !this.tree.has(node));
      this.#absorbing = { totals: this.tree.totals(absorbers), isLost };
    }
    return this.#absorbing;
  }

  #isCertain(edge: number, dominator: number): boolean {
    return (this.#certainty ??= new Certainty(this)).isCertain(edge, dominator);
  }

  /** What is clear without a search: nothing parts, or nothing is chosen, in all that the node dominates. */
  #settled(top: number): Parting | undefined {
    if (this.parallels[top] === 0) return no;
    return this.choices[top] === 0 && top !== this.tree.root ? top : undefined;
  }

  #search(one: number, other: number, depth: number): Parting {
    const [a, b] = [this.sourceOf(one), this.sourceOf(other)];
    if (a === b) return this.#partsAt(a, one, other);
    if ((this.tree.rank[a] ?? 0) > (this.tree.rank[b] ?? 0)) [one, other] = [other, one];
    const [first, last] = [this.sourceOf(one), this.sourceOf(other)];
    const node = this.tree.highestAbove(last, this.tree.rank[first] ?? 0);
    const key = one * this.tree.rank.length + node;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (++this.#steps > maxSteps || depth > maxDepth) return unknown;
    const incoming = this.arrivals(node);
    let found = incoming.length === 0 ? this.tree.root : no;
    for (const edge of incoming) {
      const parting = this.#search(one, edge, depth + 1);
      if (parting === no) continue;
      const top = this.tree.common(first, this.sourceOf(edge));
      found = parting >= 0 && this.#isCertain(edge, top) ? parting : unknown;
      if (found >= 0) break;
    }
    this.#known.set(key, found);
    return found;
  }

  #partsAt(node: number, one: number, other: number): Parting {
    if (one === other || !this.ways.together(one, other)) return no;
    const byFailure = ((this.ways.taken[one] ?? 0) & (this.ways.taken[other] ?? 0) & onSuccess) === 0;
    return byFailure && this.#isJoin(node) ? unknown : node;
  }

  #isJoin(node: number): boolean {
    return this.graph.nodes[node]?.kind === 'join';
  }

  /** Nodes at which not all that can be taken is taken together; a join's failure counts, since others decide about it. */
  #choosing(): Uint8Array {
    const { outgoing } = this.graph;
    const choosing = this.ways.isChoice.slice();
    for (const join of indicesOfKind(this.graph, 'join'))
      if (outgoing[join]?.some((edge) => this.#fails(edge)) === true) choosing[join] = 1;
    return choosing;
  }

  #fails(edge: number): boolean {
    return ((this.ways.taken[edge] ?? 0) & onFailure) !== 0;
  }

  /** Joins behind something that can fail, that fire on failures alone, or lead on when they fail. */
  #absorbers(): Uint8Array {
    const { nodes, outgoing } = this.graph;
    const absorbers = new Uint8Array(nodes.length);
    for (const node of indicesOfKind(this.graph, 'join')) {
      const definition = nodes[node];
      if (definition?.kind !== 'join' || this.ways.isBehindFailure[node] !== 1) continue;
      const leadsOn = outgoing[node]?.some((edge) => this.#fails(edge)) === true;
      if (definition.mode === 'all_settled' || leadsOn) absorbers[node] = 1;
    }
    return absorbers;
  }
}

/** Whether all have the same say. */
function areAlike(before: WorkflowGraph['nodes'], now: WorkflowGraph['nodes']): boolean {
  const { start, end } = changeOfList(before, now);
  for (let at = start; at < end; at++) {
    const [one, other] = [before[at], now[at]];
    if (one !== other && (!one || !other || traitOf(one) !== traitOf(other))) return false;
  }
  return before.length === now.length;
}

interface Remembered {
  readonly nodes: WorkflowGraph['nodes'];
  readonly together: Together | undefined;
}

const remembered = new Attached<WorkflowGraph['outgoing'], Remembered>();
