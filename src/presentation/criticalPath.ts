import type { WorkflowGraph } from '../model/graph/graph.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';

/**
 * The nodes that an execution that has ended waited for: from the one that ended last back to the start, at each step the
 * node before it that ended last, of those that had ended when it began.
 */
export function criticalPath(graph: WorkflowGraph, { nodes }: ExecutionSnapshot): ReadonlySet<string> {
  const stateOf = (index: number): NodeSnapshot | undefined => {
    const id = graph.nodes[index]?.id ?? '';
    return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  };
  const endOf = (index: number): number => {
    const state = stateOf(index);
    return state?.started_ms === null ? -1 : (state?.ended_ms ?? -1);
  };
  const latest = (among: readonly number[], before: number): number | undefined => {
    let best: number | undefined;
    for (const index of among) {
      const end = endOf(index);
      // Of those that ended together the one that is farther on in the file: an end node rather than what leads to it.
      if (end >= 0 && end <= before && (best === undefined || end >= endOf(best))) best = index;
    }
    return best;
  };
  /** What was cancelled was waited for only where nothing else was. */
  const waitedFor = (among: readonly number[], before: number): number | undefined =>
    latest(
      among.filter((index) => stateOf(index)?.status !== 'cancelled'),
      before,
    ) ?? latest(among, before);
  const path = new Set<string>();
  let at = waitedFor(
    graph.nodes.map((_, index) => index),
    Infinity,
  );
  while (at !== undefined) {
    const id = graph.nodes[at]?.id ?? '';
    if (path.has(id)) break;
    path.add(id);
    const sources = (graph.incoming[at] ?? []).map((edge) => graph.edges[edge]?.source ?? -1);
    at = waitedFor(sources, stateOf(at)?.started_ms ?? Infinity);
  }
  return path;
}
