/** J6: forks' regions as the program needs them. */
import type { ErrorHandling } from '../model/definition.ts';
import type { WorkflowGraph } from '../model/graph/graph.ts';
import { findRegions } from '../model/graph/regions.ts';
import { toMs } from './units.ts';

export interface Region {
  /** The fork's node index. */
  readonly fork: number;
  /** Nodes that its settings cover, in the file's order; its joins are not among them. Collected when first asked for. */
  readonly nodes: readonly number[];
  readonly joins: readonly number[];
  /** Attempts at the same time. */
  readonly limit: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly errorHandling: ErrorHandling;
}

export interface CompiledRegions {
  readonly regions: readonly Region[];
  /** By node the innermost region that holds it; -1: none. */
  readonly innermost: Int32Array;
  /** By node the regions with a limit that hold it, innermost first. */
  readonly limiting: ReadonlyMap<number, readonly number[]>;
  /** Region by node index of its fork, and of each of its joins. */
  readonly ofFork: ReadonlyMap<number, number>;
  readonly ofJoin: ReadonlyMap<number, number>;
}

/** @param order a topological one of its nodes */
export function compileRegions(graph: WorkflowGraph, order: Int32Array): CompiledRegions {
  const found = findRegions(graph);
  const regions: Region[] = [];
  const ofFork = new Map<number, number>();
  const ofJoin = new Map<number, number>();
  graph.nodes.forEach((node, fork) => {
    if (node.kind !== 'fork') return;
    const joins = found.joinsOf(fork);
    ofFork.set(fork, regions.length);
    for (const join of joins) ofJoin.set(join, regions.length);
    let nodes: readonly number[] | undefined;
    regions.push({
      fork,
      get nodes() {
        return (nodes ??= found.regionOf(fork).filter((held) => found.forkOf(held) !== fork));
      },
      joins,
      limit: node.maxConcurrency,
      timeoutMs: toMs(node.timeoutSeconds),
      errorHandling: node.errorHandling,
    });
  });
  const innermost = new Int32Array(graph.nodes.length).fill(-1);
  const limiting = new Map<number, number[]>();
  // A fork inside another's region comes behind it, so the last that holds a node is the innermost.
  for (const fork of order) {
    const index = ofFork.get(fork);
    if (index === undefined) continue;
    const isLimiting = (regions[index] as Region).limit !== undefined;
    for (const node of found.nodesOf(fork)) {
      if (found.forkOf(node) === fork) continue;
      innermost[node] = index;
      if (isLimiting) limiting.set(node, [index, ...(limiting.get(node) ?? [])]);
    }
  }
  return { regions, innermost, limiting, ofFork, ofJoin };
}
