/**
 * Dominators, and J6's forks and regions: a join's fork is the nearest fork that dominates all the sources of its incoming
 * edges; a fork's region is every node on a path from it to one of its joins, or, without a join, all that it dominates.
 * Dominance ignores `on: failure` edges; a node to which nothing else leads says nothing about what comes after it, and is
 * itself dominated by what dominates the nodes whose failure it answers.
 */
import { Attached } from '../../base/attached.ts';
import type { WorkflowGraph } from './graph.ts';
import { indicesOfKind } from './kinds.ts';
import { linksOf } from './links.ts';
import { type TopologicalOrder, topologicalOrder } from './order.ts';

interface Dominance {
  /** Each node's immediate dominator; -1 for the start, and for what no edge leads to. */
  readonly dominators: Int32Array;
  /** 1 for a node to which a way without `on: failure` edges leads. */
  readonly counts: Uint8Array;
}

/** Needs a graph without cycles. */
function dominance(graph: WorkflowGraph, { order, rank }: TopologicalOrder): Dominance {
  const dominators = new Int32Array(graph.nodes.length).fill(-1);
  const counts = new Uint8Array(graph.nodes.length);
  const { sources, incoming } = linksOf(graph);
  for (let next = 0; next < order.length; next++) {
    const node = order[next] ?? 0;
    const start = incoming.starts[node] ?? 0;
    const end = incoming.starts[node + 1] ?? 0;
    let dominator = undecided;
    for (let at = start; at < end; at++) {
      const edge = incoming.items[at] ?? 0;
      const source = sources[edge] ?? -1;
      if (counts[source] === 1 && graph.edges[edge]?.definition.on !== 'failure')
        dominator = common(source, dominator, dominators, rank);
    }
    if (start === end || dominator !== undecided) counts[node] = 1;
    else
      for (let at = start; at < end; at++)
        dominator = common(sources[incoming.items[at] ?? 0] ?? -1, dominator, dominators, rank);
    dominators[node] = Math.max(dominator, -1);
  }
  return { dominators, counts };
}

/** No node has been looked at yet. */
const undecided = -2;

/** The nearest common dominator of a node and what others have in common so far. */
function common(node: number, soFar: number, dominators: Int32Array, rank: Int32Array): number {
  return soFar === undecided ? node : meet(node, soFar, dominators, rank);
}

/** The nearest common dominator of two nodes, each counting as its own; -1 when there is none. */
function meet(a: number, b: number, dominators: Int32Array, rank: Int32Array): number {
  while (a !== b && a >= 0 && b >= 0) {
    if ((rank[a] ?? 0) > (rank[b] ?? 0)) a = dominators[a] ?? -1;
    else b = dominators[b] ?? -1;
  }
  return a === b ? a : -1;
}

export interface Regions {
  /** The fork of a join, by node index. */
  forkOf(join: number): number | undefined;
  /** The joins of a fork, in the file's order. */
  joinsOf(fork: number): readonly number[];
  /** The nodes that a fork's settings cover, in the file's order; the fork itself is not among them. */
  regionOf(fork: number): readonly number[];
  /** The same in no order. */
  nodesOf(fork: number): readonly number[];
  /** For each node the innermost fork whose region holds it, or -1. */
  readonly innermostFork: Int32Array;
}

const known = new Attached<WorkflowGraph['outgoing'], Regions>();

/** Found once as long as neither the edges change nor the types of the nodes. */
export function findRegions(graph: WorkflowGraph): Regions {
  let regions = known.get(graph.outgoing);
  if (!regions) known.set(graph.outgoing, (regions = regionsIn(graph)));
  return regions;
}

function regionsIn(graph: WorkflowGraph): Regions {
  const order = topologicalOrder(graph);
  const { dominators, counts } = dominance(graph, order);
  const forkOfJoin = new Map<number, number>();
  const joins = new Map<number, number[]>();
  for (const join of indicesOfKind(graph, 'join')) {
    const fork = nearestFork(graph, join, { dominators, counts }, order.rank);
    if (fork < 0) continue;
    forkOfJoin.set(join, fork);
    const own = joins.get(fork);
    if (own) own.push(join);
    else joins.set(fork, [join]);
  }
  const walk = new RegionWalk(graph, order.rank, dominators, joins);
  let innermost: Int32Array | undefined;
  return {
    forkOf: (join) => forkOfJoin.get(join),
    joinsOf: (fork) => joins.get(fork) ?? [],
    nodesOf: (fork) => walk.nodesOf(fork),
    regionOf: (fork) => walk.nodesOf(fork).sort((a, b) => a - b),
    get innermostFork() {
      return (innermost ??= innermostForks(graph, walk, order.order));
    },
  };
}

function nearestFork(graph: WorkflowGraph, join: number, { dominators, counts }: Dominance, rank: Int32Array): number {
  const { sources, incoming } = linksOf(graph);
  const end = incoming.starts[join + 1] ?? 0;
  let fork = undecided;
  let counting = undecided;
  for (let at = incoming.starts[join] ?? 0; at < end; at++) {
    const source = sources[incoming.items[at] ?? 0] ?? -1;
    fork = common(source, fork, dominators, rank);
    if (counts[source] === 1) counting = common(source, counting, dominators, rank);
  }
  if (counting !== undecided) fork = counting;
  while (fork >= 0 && graph.nodes[fork]?.kind !== 'fork') fork = dominators[fork] ?? -1;
  return fork;
}

/**
 * Collects the nodes of one region after the other. It looks at little more than the region: what leads to a fork's joins is mostly
 * what the fork dominates, so thousands of forks do not each cost the whole graph.
 */
class RegionWalk {
  readonly #graph: WorkflowGraph;
  readonly #rank: Int32Array;
  readonly #joins: ReadonlyMap<number, readonly number[]>;
  /** The tree of dominators: by node what it dominates at once, as its first and each one's next; -1: none. */
  readonly #firstDominated: Int32Array;
  readonly #nextDominated: Int32Array;
  /** By node the last walk that found it before a join, and behind its fork. */
  readonly #before: Int32Array;
  readonly #behind: Int32Array;
  #walks = 0;

  constructor(
    graph: WorkflowGraph,
    rank: Int32Array,
    dominators: Int32Array,
    joins: ReadonlyMap<number, readonly number[]>,
  ) {
    const count = graph.nodes.length;
    this.#graph = graph;
    this.#rank = rank;
    this.#joins = joins;
    this.#firstDominated = new Int32Array(count).fill(-1);
    this.#nextDominated = new Int32Array(count).fill(-1);
    this.#before = new Int32Array(count);
    this.#behind = new Int32Array(count);
    dominators.forEach((dominator, node) => {
      if (dominator === -1) return;
      this.#nextDominated[node] = this.#firstDominated[dominator] ?? -1;
      this.#firstDominated[dominator] = node;
    });
  }

  /** In no order. */
  nodesOf(fork: number): number[] {
    const joins = this.#joins.get(fork);
    if (joins === undefined) return this.#dominatedBy(fork);
    this.#walks++;
    this.#walkBack(fork, joins);
    return this.#walkOn(fork);
  }

  #dominatedBy(fork: number): number[] {
    const found: number[] = [];
    for (let from: number | undefined = fork, at = 0; from !== undefined; from = found[at++])
      for (let node = this.#firstDominated[from] ?? -1; node !== -1; node = this.#nextDominated[node] ?? -1)
        found.push(node);
    return found;
  }

  /** Marks what leads to the joins, but for what comes before the fork: that is on no path from it. */
  #walkBack(fork: number, joins: readonly number[]): void {
    const { edges, incoming } = this.#graph;
    const forkRank = this.#rank[fork] ?? -1;
    const stack: number[] = [];
    const mark = (node: number): void => {
      const rank = this.#rank[node] ?? -1;
      if (node === fork || this.#before[node] === this.#walks) return;
      if (rank !== -1 && rank < forkRank) return;
      this.#before[node] = this.#walks;
      stack.push(node);
    };
    joins.forEach(mark);
    for (let node = stack.pop(); node !== undefined; node = stack.pop())
      for (const edge of incoming[node] ?? []) mark(edges[edge]?.source ?? -1);
  }

  /** Collects what of it the fork leads to. */
  #walkOn(fork: number): number[] {
    const { edges, outgoing } = this.#graph;
    const found: number[] = [];
    for (let from: number | undefined = fork, at = 0; from !== undefined; from = found[at++])
      for (const edge of outgoing[from] ?? []) {
        const node = edges[edge]?.target ?? -1;
        if (this.#before[node] !== this.#walks || this.#behind[node] === this.#walks) continue;
        this.#behind[node] = this.#walks;
        found.push(node);
      }
    return found;
  }
}

/** A fork inside another's region comes behind it, so the last that holds a node is the innermost. */
function innermostForks(graph: WorkflowGraph, walk: RegionWalk, order: Int32Array): Int32Array {
  const innermost = new Int32Array(graph.nodes.length).fill(-1);
  for (const fork of order)
    if (graph.nodes[fork]?.kind === 'fork') for (const node of walk.nodesOf(fork)) innermost[node] = fork;
  return innermost;
}
