/** The edges of a graph as numbers, for what walks all of them. */
import { Attached } from '../../base/attached.ts';
import type { WorkflowGraph } from './graph.ts';

/** Lists of numbers by node, one behind the other: those of a node stand from its start to the next one's. */
export interface Lists {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export interface Links {
  /** By edge: the nodes at its ends. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** By node: its edges, in the file's order. */
  readonly outgoing: Lists;
  readonly incoming: Lists;
}

const known = new Attached<WorkflowGraph['outgoing'], Links>();

/** Found once as long as the edges are the same. */
export function linksOf(graph: WorkflowGraph): Links {
  let links = known.get(graph.outgoing);
  if (!links) {
    const sources = Int32Array.from(graph.edges, ({ source }) => source);
    const targets = Int32Array.from(graph.edges, ({ target }) => target);
    known.set(graph.outgoing, (links = link(sources, targets, graph.nodes.length)));
  }
  return links;
}

/** For a graph that is made of them. */
export function rememberLinks(graph: WorkflowGraph, links: Links): void {
  known.set(graph.outgoing, links);
}

export function link(sources: Int32Array, targets: Int32Array, nodeCount: number): Links {
  return { sources, targets, outgoing: byNode(sources, nodeCount), incoming: byNode(targets, nodeCount) };
}

function byNode(ends: Int32Array, nodeCount: number): Lists {
  const starts = new Int32Array(nodeCount + 1);
  for (let edge = 0; edge < ends.length; edge++) {
    const node = ends[edge] ?? 0;
    starts[node + 1] = (starts[node + 1] ?? 0) + 1;
  }
  for (let node = 0; node < nodeCount; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const free = starts.slice();
  const items = new Int32Array(ends.length);
  for (let edge = 0; edge < ends.length; edge++) {
    const node = ends[edge] ?? 0;
    const at = free[node] ?? 0;
    items[at] = edge;
    free[node] = at + 1;
  }
  return { starts, items };
}
