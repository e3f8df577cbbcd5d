/**
 * Dominators, and J6's forks and regions: a join's fork is the nearest fork that dominates all the sources of its incoming
 * edges; a fork's region is every node on a path from it to one of its joins, or, without a join, all that it dominates.
 * Dominance ignores `on: failure` edges.
 */
import type { WorkflowGraph } from './graph.ts';
import { reachable, topologicalOrder } from './order.ts';

/** Each node's immediate dominator; -1 for the start, and for what no edge leads to. Needs a graph without cycles. */
export function immediateDominators(graph: WorkflowGraph): Int32Array {
  const { order, rank } = topologicalOrder(graph);
  const dominators = new Int32Array(graph.nodes.length).fill(-1);
  for (const node of order) {
    let dominator = -2;
    for (const index of graph.incoming[node] ?? []) {
      const edge = graph.edges[index];
      if (!edge || edge.definition.on === 'failure') continue;
      dominator = dominator === -2 ? edge.source : meet(edge.source, dominator, dominators, rank);
    }
    dominators[node] = Math.max(dominator, -1);
  }
  return dominators;
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
  const { rank } = topologicalOrder(graph);
  const dominators = immediateDominators(graph);
  const forkOfJoin = new Map<number, number>();
  const joins = new Map<number, number[]>();
  graph.nodes.forEach((node, join) => {
    if (node.kind !== 'join') return;
    const fork = nearestFork(graph, join, dominators, rank);
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
    innermostFork: innermostForks(graph, regionOf),
  };
}

function nearestFork(graph: WorkflowGraph, join: number, dominators: Int32Array, rank: Int32Array): number {
  let common = -2;
  for (const index of graph.incoming[join] ?? []) {
    const source = graph.edges[index]?.source ?? -1;
    common = common === -2 ? source : meet(source, common, dominators, rank);
  }
  while (common >= 0 && graph.nodes[common]?.kind !== 'fork') common = dominators[common] ?? -1;
  return Math.max(common, -1);
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

/** A smaller region that holds the node is the inner one. */
function innermostForks(graph: WorkflowGraph, regionOf: (fork: number) => readonly number[]): Int32Array {
  const innermost = new Int32Array(graph.nodes.length).fill(-1);
  const forks = graph.nodes.flatMap((node, index) => (node.kind === 'fork' ? [index] : []));
  const bySize = forks
    .map((fork) => ({ fork, region: regionOf(fork) }))
    .sort((a, b) => b.region.length - a.region.length);
  for (const { fork, region } of bySize) for (const node of region) innermost[node] = fork;
  return innermost;
}
