import { t } from '../base/l10n.ts';
import type { GraphEdge, WorkflowGraph } from '../model/graph/graph.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import { safeLine } from './safeText.ts';

/** Why a skipped node did not begin: a line for each edge that leads to it. @param index the node's */
export function whySkipped(graph: WorkflowGraph, { nodes }: ExecutionSnapshot, index: number): readonly string[] {
  return (graph.incoming[index] ?? []).flatMap((at) => {
    const edge = graph.edges[at];
    const source = edge && graph.nodes[edge.source];
    if (!source || !Object.hasOwn(nodes, source.id)) return [];
    return [reason(safeLine(source.id), nodes[source.id]?.status ?? 'pending', edge)];
  });
}

function reason(source: string, status: string, { definition }: GraphEdge): string {
  switch (status) {
    case 'skipped':
      return t('"{0}" was skipped.', source);
    case 'cancelled':
      return t('"{0}" was cancelled.', source);
    case 'failed':
    case 'timed_out':
      return definition.on === 'success' ? t('"{0}" failed.', source) : t('The edge from "{0}" was not taken.', source);
    case 'completed':
      if (definition.on === 'failure') return t('"{0}" did not fail.', source);
      return definition.condition === undefined
        ? t('The edge from "{0}" was not taken.', source)
        : t('The condition of the edge from "{0}" did not hold.', source);
    default:
      return t('"{0}" did not end.', source);
  }
}
