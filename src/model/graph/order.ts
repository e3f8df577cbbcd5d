import { Attached } from '../../base/attached.ts';
import type { WorkflowGraph } from './graph.ts';
import { linksOf } from './links.ts';

export interface TopologicalOrder {
  /** Node indices, each behind all its predecessors; ties in the file's order. Nodes on or behind a cycle are missing. */
  readonly order: Int32Array;
  /** Each node's place in the order; -1 for one that is missing. */
  readonly rank: Int32Array;
}

const known = new Attached<WorkflowGraph['outgoing'], TopologicalOrder>();

/** Found once as long as the edges are the same. */
export function topologicalOrder(graph: WorkflowGraph): TopologicalOrder {
  let order = known.get(graph.outgoing);
  if (!order) known.set(graph.outgoing, (order = findOrder(graph)));
  return order;
}

/** Kahn's algorithm. Linear. */
function findOrder(graph: WorkflowGraph): TopologicalOrder {
  const count = graph.nodes.length;
  const { targets, outgoing, incoming } = linksOf(graph);
  const waiting = new Int32Array(count);
  for (let node = 0; node < count; node++)
    waiting[node] = (incoming.starts[node + 1] ?? 0) - (incoming.starts[node] ?? 0);
  const order = new Int32Array(count);
  const rank = new Int32Array(count).fill(-1);
  let length = 0;
  for (let node = 0; node < count; node++) if (waiting[node] === 0) order[length++] = node;
  for (let next = 0; next < length; next++) {
    const node = order[next] ?? 0;
    rank[node] = next;
    const end = outgoing.starts[node + 1] ?? 0;
    for (let at = outgoing.starts[node] ?? 0; at < end; at++) {
      const target = targets[outgoing.items[at] ?? 0] ?? 0;
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) order[length++] = target;
    }
  }
  return { order: order.subarray(0, length), rank };
}

/** Which nodes can be reached from these, themselves included: along the edges, or against them. */
export function reachable(graph: WorkflowGraph, from: readonly number[], side: 'outgoing' | 'incoming'): Uint8Array {
  const links = linksOf(graph);
  const { starts, items } = links[side];
  const ends = side === 'outgoing' ? links.targets : links.sources;
  const seen = new Uint8Array(graph.nodes.length);
  const stack = [...from];
  for (const node of from) seen[node] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const end = starts[node + 1] ?? 0;
    for (let at = starts[node] ?? 0; at < end; at++) {
      const next = ends[items[at] ?? 0] ?? 0;
      if (seen[next] === 1) continue;
      seen[next] = 1;
      stack.push(next);
    }
  }
  return seen;
}

/** Groups of nodes that lie on a cycle together (strongly connected, or with an edge to themselves), in the file's order. */
export function cycles(graph: WorkflowGraph): readonly (readonly number[])[] {
  const count = graph.nodes.length;
  const { order, rank } = topologicalOrder(graph);
  if (order.length === count) return [];
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const groups: number[][] = [];
  let next = 0;
  const open = (node: number): void => {
    index[node] = low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
  };
  const close = (node: number): void => {
    if (low[node] !== index[node]) return;
    const group: number[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      onStack[member] = 0;
      group.push(member);
      if (member === node) break;
    }
    if (group.length > 1 || hasSelfEdge(graph, node)) groups.push(group.sort((a, b) => a - b));
  };
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1 || rank[root] !== -1) continue;
    const work: { node: number; edge: number }[] = [{ node: root, edge: 0 }];
    open(root);
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const edge = graph.outgoing[frame.node]?.[frame.edge++];
      if (edge === undefined) {
        work.pop();
        close(frame.node);
        const parent = work.at(-1)?.node;
        if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[frame.node] ?? 0);
        continue;
      }
      const target = graph.edges[edge]?.target ?? 0;
      if (index[target] === -1) {
        open(target);
        work.push({ node: target, edge: 0 });
      } else if (onStack[target] === 1) low[frame.node] = Math.min(low[frame.node] ?? 0, index[target] ?? 0);
    }
  }
  return groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

function hasSelfEdge(graph: WorkflowGraph, node: number): boolean {
  return (graph.outgoing[node] ?? []).some((edge) => graph.edges[edge]?.target === node);
}
