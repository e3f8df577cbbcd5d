/** The ends that an edge may have. A file may have thousands of nodes: what all items share is made once. */
import { reachable } from '../../model/graph/order.ts';
import { nodeAt, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Cursor } from '../cursor.ts';
import { kindText, nodeSummary } from '../summaries.ts';
import type { CompletionItem } from '../types.ts';
import type { WorkflowAround } from '../workflowAround.ts';
import { inOrder, valueItem } from './valueItem.ts';

export type EdgeSide = 'source' | 'target';

/** Those that still lack an edge on that side first, then the others, last those that are connected with the other end already. */
export function completeNodeIds(cursor: Cursor, side: EdgeSide): readonly CompletionItem[] {
  const around = cursor.workflow();
  const { definition, graph } = around;
  const edge = nodeAt(cursor.tree.root, cursor.path.slice(0, 2));
  const other = graph.indexOf(stringOf(valueOf(edge, side === 'source' ? 'target' : 'source')) ?? '');
  return edgeEnds(around, side, other).map((index, place) => {
    const node = graph.nodes[index] as (typeof graph.nodes)[number];
    return valueItem(cursor, node.id, 'node', {
      detail: kindText(node),
      documentation: () => nodeSummary(node, definition, graph),
      sortText: inOrder(place),
    });
  });
}

/**
 * The nodes that may stand at one end of an edge, by index, the likeliest first: neither the other end itself, nor what would close a
 * cycle with it; nothing leads to a start or away from an end.
 *
 * @param other the node at the other end, where it is written
 */
export function edgeEnds(
  { graph, edge }: Pick<WorkflowAround, 'graph' | 'edge'>,
  side: EdgeSide,
  other: number | undefined,
): readonly number[] {
  const edges = side === 'source' ? graph.outgoing : graph.incoming;
  const closing =
    other === undefined ? undefined : reachable(graph, [other], side === 'source' ? 'outgoing' : 'incoming');
  const without = side === 'source' ? 'end' : 'start';
  const ranks: [number[], number[], number[]] = [[], [], []];
  const connected = new Set<number>();
  if (other !== undefined)
    for (const index of (side === 'source' ? graph.incoming : graph.outgoing)[other] ?? []) {
      const end = graph.edges[index]?.[side];
      if (end !== undefined && end !== edge?.[side]) connected.add(end);
    }
  for (const [index, node] of graph.nodes.entries()) {
    if (node.kind === without || closing?.[index] === 1) continue;
    // The edge that is being written does not count.
    const others = (edges[index]?.length ?? 0) - (edge?.[side] === index ? 1 : 0);
    ranks[connected.has(index) ? 2 : others === 0 ? 0 : 1].push(index);
  }
  return ranks.flat();
}
