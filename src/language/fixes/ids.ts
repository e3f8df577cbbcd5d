/** Ids and edges that are written twice, or name nothing. */
import { t } from '../../base/l10n.ts';
import { toJson, type SyntaxNode, type SyntaxTree, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Range } from '../../base/text.ts';
import type { Editing } from '../edits.ts';
import { isId, isSameId, type WrittenEdge, type WrittenNode } from '../edits/written.ts';
import { type Fix, type FixContext, type Fixer } from './fix.ts';
import { nearestEnd } from './ways.ts';

/** A copy gets an id of its own, and its place behind the original: without edges it would be a mistake of another kind. */
export const duplicateNodeId: Fixer = function* (diagnostic, context) {
  const { written } = context;
  const node = context.nodeOf(diagnostic);
  const first = node && written.node(node.id);
  if (!node || !first || first === node) return;
  const isCopy = isEqual(node.item, first.item);
  const own = node.id === first.id ? [] : edgesWrittenWith(node.id, context);
  if (own.length > 0) yield withItsEdges(node, own, context);
  else if (node.type !== 'start' && node.type !== 'end') yield behindTheFirst(node, first, context);
  const editing = context.editing();
  editing.removeItem('nodes', node.item);
  for (const edge of own) if (isSameId(edge.source, edge.target)) editing.removeItem('edges', edge.item);
  yield { title: t('Remove this node'), editing, isPreferred: isCopy };
};

/** Ids are the same whatever their letters' case; but whoever writes two kinds of it in the edges, too, means two nodes. */
function edgesWrittenWith(id: string, { written }: FixContext): readonly WrittenEdge[] {
  return written.edges.filter(({ source, target }) => source === id || target === id);
}

function withItsEdges(node: WrittenNode, edges: readonly WrittenEdge[], context: FixContext): Fix {
  const editing = context.editing();
  const id = context.written.freshId(node.id);
  editing.setText(valueOf(node.item, 'id'), id);
  for (const edge of edges)
    for (const end of ['source', 'target'] as const)
      if (edge[end] === node.id) editing.setText(valueOf(edge.item, end), id);
  return { title: t('Rename to "{0}", in its edges too', id), editing };
}

function behindTheFirst(node: WrittenNode, first: WrittenNode, context: FixContext): Fix {
  const { written } = context;
  const editing = context.editing();
  const id = written.freshId(node.id);
  editing.setText(valueOf(node.item, 'id'), id);
  const onwards = written.outgoing(first.id);
  for (const edge of onwards) editing.setText(valueOf(edge.item, 'source'), id);
  if (onwards.length > 0 || written.incoming(first.id).length > 0)
    editing.insertItem('edges', { source: first.id, target: id }, written.incoming(first.id).at(-1)?.item);
  return {
    title: t('Rename to "{0}" and put it behind "{1}"', id, first.id),
    editing,
    isPreferred: !isEqual(node.item, first.item),
  };
}

export const duplicateEdge: Fixer = function* (diagnostic, context) {
  const edge = context.edgeOf(diagnostic);
  if (!edge) return;
  const editing = context.editing();
  editing.removeItem('edges', edge.item);
  const first = diagnostic.related[0] && itemAt(context, diagnostic.related[0].range);
  yield { title: t('Remove this edge'), editing, isSafe: first !== undefined && isEqual(edge.item, first) };
};

function itemAt({ written, project: { syntax } }: FixContext, { start }: Range): SyntaxNode | undefined {
  const offset = offsetOf(syntax, start);
  return written.edges.find(({ item }) => offsetOf(syntax, item.range.start) === offset)?.item;
}

function offsetOf({ lines }: SyntaxTree, position: Range['start']): number {
  return lines.offsetAt(position);
}

/** Whether two items say the same, in whatever order. */
function isEqual(a: SyntaxNode, b: SyntaxNode): boolean {
  return inOrder(a) === inOrder(b);
}

function inOrder(node: SyntaxNode): string {
  const value = toJson(node);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const unknownNode: Fixer = function* (diagnostic, context) {
  const { suggestion, nodes, range } = diagnostic;
  const edge = context.edgeOf(diagnostic);
  const [id] = nodes;
  if (!edge || id === undefined) return;
  const { syntax } = context.project;
  const key =
    offsetOf(syntax, valueOf(edge.item, 'source')?.range.start ?? range.end) === offsetOf(syntax, range.start)
      ? 'source'
      : 'target';
  if (suggestion !== undefined) {
    const editing = context.editing();
    editing.setText(valueOf(edge.item, key), suggestion);
    yield { title: t('Change to "{0}"', suggestion), editing };
  }
  yield* created(id, suggestion, context);
};

/** A node with that id, led to from the start and on to the end where no edge does it: the start or end itself where there is none. */
function* created(id: string, near: string | undefined, context: FixContext): Iterable<Fix> {
  const { written } = context;
  if (!isId(id)) return;
  const editing = context.editing();
  const [incoming, outgoing] = [written.incoming(id), written.outgoing(id)];
  if (incoming.length === 0 && written.ofType('start').length === 0)
    editing.insertItemBefore('nodes', { id, type: 'start' });
  else if (outgoing.length === 0 && written.ofType('end').length === 0)
    editing.insertItem('nodes', { id, type: 'end' });
  else addTask(id, near, context, editing);
  yield { title: t('Create the node "{0}"', id), editing, isPreferred: near === undefined };
}

function addTask(id: string, near: string | undefined, context: FixContext, editing: Editing): void {
  const { written } = context;
  const [incoming, outgoing] = [written.incoming(id), written.outgoing(id)];
  const before = incoming.map((edge) => written.node(edge.source)).find((node) => node !== undefined);
  const place = before ?? written.ofType('start')[0];
  editing.insertItem('nodes', { id, type: 'agent_task', agent_id: context.anyAgent(editing) }, place?.item);
  // A node of a name like it may have lost its only edge to the misspelling.
  const lost = (side: 'incoming' | 'outgoing'): string | undefined =>
    near !== undefined && written[side](near).length === 0 ? near : undefined;
  const source = lost('outgoing') ?? written.ofType('start')[0]?.id;
  if (incoming.length === 0 && source !== undefined)
    editing.insertItem('edges', { source, target: id }, written.outgoing(source).at(-1)?.item);
  const target = lost('incoming') ?? nearestEnd(written, place)?.id;
  if (outgoing.length === 0 && target !== undefined)
    editing.insertItem('edges', { source: id, target }, incoming.at(-1)?.item);
}
