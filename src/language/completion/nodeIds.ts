/** The ends that an edge may have. A file may have thousands of nodes: what all items share is made once. */
import type { Range } from '../../base/text.ts';
import type { NodeDefinition, WorkflowDefinition } from '../../model/definition.ts';
import type { WorkflowGraph } from '../../model/graph/graph.ts';
import { reachable } from '../../model/graph/order.ts';
import { nodeAt, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Cursor } from '../cursor.ts';
import { kindText, nodeSummary } from '../summaries.ts';
import type { CompletionItem, CompletionKind } from '../types.ts';
import type { WorkflowAround } from '../workflowAround.ts';
import { inOrder, scalarText } from './valueItem.ts';

export type EdgeSide = 'source' | 'target';

/** Those that still lack an edge on that side first, then the others, last those that are connected with the other end already. */
export function completeNodeIds(cursor: Cursor, side: EdgeSide): readonly CompletionItem[] {
  const around = cursor.workflow();
  const { definition, graph } = around;
  const edge = nodeAt(cursor.tree.root, cursor.path.slice(0, 2));
  const other = graph.indexOf(stringOf(valueOf(edge, side === 'source' ? 'target' : 'source')) ?? '');
  const items: CompletionItem[] = [];
  const shared = { cursor, definition, graph };
  const { unconnected, others, connected } = edgeEnds(around, side, other);
  for (const indices of [unconnected, others, connected])
    for (const index of indices) items.push(new NodeItem(shared, graph.nodes[index] as NodeDefinition, items.length));
  return items;
}

interface Shared {
  readonly cursor: Cursor;
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
}

/** Most of thousands are never looked at: nothing of them is made before. */
class NodeItem implements CompletionItem {
  readonly #shared: Shared;
  readonly #node: NodeDefinition;
  readonly #place: number;

  constructor(shared: Shared, node: NodeDefinition, place: number) {
    this.#shared = shared;
    this.#node = node;
    this.#place = place;
  }

  get label(): string {
    return this.#node.id;
  }

  get kind(): CompletionKind {
    return 'node';
  }

  get detail(): string {
    return kindText(this.#node);
  }

  documentation(): string {
    return nodeSummary(this.#node, this.#shared.definition, this.#shared.graph);
  }

  get insertText(): string {
    return scalarText(this.#shared.cursor, this.#node.id);
  }

  get snippet(): boolean {
    return false;
  }

  get range(): Range {
    return this.#shared.cursor.range;
  }

  get sortText(): string {
    return inOrder(this.#place);
  }
}

/** Nodes by index, in the file's order. */
export interface EdgeEnds {
  readonly unconnected: readonly number[];
  readonly others: readonly number[];
  /** With the other end already. */
  readonly connected: readonly number[];
}

/**
 * The nodes that may stand at one end of an edge: neither the other end itself, nor what would close a cycle with it; nothing leads
 * to a start or away from an end.
 *
 * @param other the node at the other end, where it is written
 */
export function edgeEnds(
  { graph, edge }: Pick<WorkflowAround, 'graph' | 'edge'>,
  side: EdgeSide,
  other: number | undefined,
): EdgeEnds {
  const [edges, without] = side === 'source' ? [graph.outgoing, 'end'] : [graph.incoming, 'start'];
  const behind = side === 'source' ? 'outgoing' : 'incoming';
  const closing = other === undefined ? undefined : reachable(graph, [other], behind);
  const theirs = new Set<number | undefined>();
  if (other !== undefined)
    for (const index of graph[side === 'source' ? 'incoming' : 'outgoing'][other] ?? [])
      theirs.add(graph.edges[index]?.[side]);
  // The edge that is being written does not count.
  const present = edge?.[side];
  if (present !== undefined) theirs.delete(present);
  const ends = { unconnected: [] as number[], others: [] as number[], connected: [] as number[] };
  for (let index = 0; index < graph.nodes.length; index++) {
    if (graph.nodes[index]?.kind === without || closing?.[index] === 1) continue;
    const count = (edges[index]?.length ?? 0) - (present === index ? 1 : 0);
    ends[theirs.has(index) ? 'connected' : count === 0 ? 'unconnected' : 'others'].push(index);
  }
  return ends;
}
