/**
 * Dominators, and J6's forks and regions: a join's fork is the nearest fork that dominates all the sources of its incoming
 * edges; a fork's region is every node on a path from it to one of its joins, or, without a join, all that it dominates.
 * Dominance ignores `on: failure` edges; a node to which nothing else leads says nothing about what comes after it, and is
 * itself dominated by what dominates the nodes whose failure it answers.
 */
import type { WorkflowGraph } from './graph.ts';
import { reachable, type TopologicalOrder, topologicalOrder } from './order.ts';

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
  for (const node of order) {
    const incoming = graph.incoming[node] ?? [];
    let dominator = undecided;
    for (const index of incoming) {
      const edge = graph.edges[index];
      if (edge && edge.definition.on !== 'failure' && counts[edge.source] === 1)
        dominator = common(edge.source, dominator, dominators, rank);
    }
    if (incoming.length === 0 || dominator !== undecided) counts[node] = 1;
    else
      for (const index of incoming) dominator = common(graph.edges[index]?.source ?? -1, dominator, dominators, rank);
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
  /** For each node the innermost fork whose region holds it, or -1. */
  readonly innermostFork: Int32Array;
}

export function findRegions(graph: WorkflowGraph): Regions {
  const order = topologicalOrder(graph);
  const { dominators, counts } = dominance(graph, order);
  const forkOfJoin = new Map<number, number>();
  const joins = new Map<number, number[]>();
  graph.nodes.forEach((node, join) => {
    if (node.kind !== 'join') return;
    const fork = nearestFork(graph, join, { dominators, counts }, order.rank);
    if (fork < 0) return;
    forkOfJoin.set(join, fork);
    const own = joins.get(fork);
    if (own) own.push(join);
    else joins.set(fork, [join]);
  });
  const regions = new Map<number, readonly number[]>();
  const regionOf = (fork: number): readonly number[] => {
    const known = regions.get(fork);
    if (known) return known;
    const region = computeRegion(graph, fork, joins.get(fork), dominators);
    regions.set(fork, region);
    return region;
  };
  return {
    forkOf: (join) => forkOfJoin.get(join),
    joinsOf: (fork) => joins.get(fork) ?? [],
    regionOf,
    innermostFork: innermostForks(graph, regionOf, order.order),
  };
}

function nearestFork(graph: WorkflowGraph, join: number, { dominators, counts }: Dominance, rank: Int32Array): number {
  const sources = (graph.incoming[join] ?? []).map((index) => graph.edges[index]?.source ?? -1);
  const counting = sources.filter((source) => counts[source] === 1);
  let fork = undecided;
  for (const source of counting.length > 0 ? counting : sources) fork = common(source, fork, dominators, rank);
  while (fork >= 0 && graph.nodes[fork]?.kind !== 'fork') fork = dominators[fork] ?? -1;
  return fork;
}

function computeRegion(
  graph: WorkflowGraph,
  fork: number,
  joins: readonly number[] | undefined,
  dominators: Int32Array,
): readonly number[] {
  const region: number[] = [];
  if (!joins) {
    const inside = new Uint8Array(graph.nodes.length);
    inside[fork] = 1;
    for (const node of topologicalOrder(graph).order) if (inside[dominators[node] ?? -1] === 1) inside[node] = 1;
    for (let node = 0; node < inside.length; node++) if (inside[node] === 1 && node !== fork) region.push(node);
    return region;
  }
  const behind = reachable(graph, [fork], 'outgoing');
  const before = reachable(graph, joins, 'incoming');
  for (let node = 0; node < behind.length; node++)
    if (behind[node] === 1 && before[node] === 1 && node !== fork) region.push(node);
  return region;
}

/** A fork inside another's region comes behind it, so the last that holds a node is the innermost. */
function innermostForks(
  graph: WorkflowGraph,
  regionOf: (fork: number) => readonly number[],
  order: Int32Array,
): Int32Array {
  const innermost = new Int32Array(graph.nodes.length).fill(-1);
  for (const fork of order)
    if (graph.nodes[fork]?.kind === 'fork') for (const node of regionOf(fork)) innermost[node] = fork;
  return innermost;
}
