import type { WorkflowGraph } from '../model/graph/graph.ts';

/**
 * The place of each node in a topological order.
 * @throws Error for a graph with a cycle, which is never executed.
 */
export function topologicalRanks(graph: WorkflowGraph): Int32Array {
  const open = Int32Array.from(graph.nodes, (_, node) => graph.incoming[node]?.length ?? 0);
  const ranks = new Int32Array(graph.nodes.length);
  const order: number[] = [];
  open.forEach((count, node) => {
    if (count === 0) order.push(node);
  });
  for (let at = 0; at < order.length; at++) {
    const node = order[at] ?? 0;
    ranks[node] = at;
    for (const edge of graph.outgoing[node] ?? []) {
      const target = graph.edges[edge]?.target ?? 0;
      const left = (open[target] ?? 0) - 1;
      open[target] = left;
      if (left === 0) order.push(target);
    }
  }
  if (order.length < graph.nodes.length) throw new Error('A workflow with a cycle cannot be executed');
  return ranks;
}
