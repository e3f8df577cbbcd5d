/** J6: forks' regions as the program needs them. */
import type { ErrorHandling } from '../model/definition.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { findRegions } from '../model/graph/regions.ts';
import { toMs } from './units.ts';

export interface Region {
  /** The fork's node index. */
  readonly fork: number;
  /** Nodes that its settings cover, in the file's order; its joins are not among them. */
  readonly nodes: readonly number[];
  readonly joins: readonly number[];
  /** Attempts at the same time. */
  readonly limit: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly errorHandling: ErrorHandling;
}

export interface Regions {
  readonly regions: readonly Region[];
  /** Regions that hold a node, innermost first. */
  readonly enclosing: readonly (readonly number[])[];
  /** Region by node index of its fork, and of each of its joins. */
  readonly ofFork: ReadonlyMap<number, number>;
  readonly ofJoin: ReadonlyMap<number, number>;
}

/** @param order a topological one of its nodes */
export function compileRegions(graph: WorkflowGraph, order: Int32Array): Regions {
  const found = findRegions(graph);
  const regions: Region[] = [];
  const ofFork = new Map<number, number>();
  const ofJoin = new Map<number, number>();
  graph.nodes.forEach((node, fork) => {
    if (node.kind !== 'fork') return;
    const own = found.joinsOf(fork);
    ofFork.set(fork, regions.length);
    for (const join of own) ofJoin.set(join, regions.length);
    regions.push({
      fork,
      nodes: found.regionOf(fork).filter((held) => !own.includes(held)),
      joins: own,
      limit: node.maxConcurrency,
      timeoutMs: toMs(node.timeoutSeconds),
      errorHandling: node.errorHandling,
    });
  });
  return { regions, enclosing: enclosingOf(graph, regions, order), ofFork, ofJoin };
}

/** A fork inside another's region comes behind it, so the last that holds a node is the innermost. */
function enclosingOf(graph: WorkflowGraph, regions: readonly Region[], order: Int32Array): number[][] {
  const enclosing: number[][] = graph.nodes.map(() => []);
  const rank = new Int32Array(graph.nodes.length);
  order.forEach((node, at) => (rank[node] = at));
  const rankOf = (region: number): number => rank[regions[region]?.fork ?? -1] ?? 0;
  const lastFirst = [...regions.keys()].sort((a, b) => rankOf(b) - rankOf(a));
  for (const region of lastFirst) for (const node of regions[region]?.nodes ?? []) enclosing[node]?.push(region);
  return enclosing;
}
