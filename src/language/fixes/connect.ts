/** Starts, ends, and nodes that no way leads to or from. */
import { t } from '../../base/l10n.ts';
import { nearest } from '../../base/nearest.ts';
import { valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import { isId, isSameId, type Written, type WrittenEdge, type WrittenNode } from '../edits/written.ts';
import { type Fix, type FixContext, type Fixer } from './fix.ts';
import { firstOf, lastOf, nearestEnd, wayOut } from './ways.ts';

/** With an edge to where the workflow begins: through a fork where that is more than one node. */
export const missingStart: Fixer = function* (_, context) {
  const { written } = context;
  const editing = context.editing();
  const named = namedOnly(written, 'start');
  const start = named ?? written.freshId('start');
  const isFree = (node: WrittenNode): boolean => written.incoming(node.id).length === 0;
  const found = written.nodes.filter(isFree);
  const roots = found.length > 0 || named !== undefined ? found : written.nodes.slice(0, 1);
  const first = written.nodes[0];
  if (!first) return;
  editing.insertItemBefore('nodes', { id: start, type: 'start' });
  const onwards = written.outgoing(start);
  let source = start;
  if (roots.length > 0 && roots.length + onwards.length > 1) {
    source = written.freshId('fork', new Set([start]));
    editing.insertItemBefore('nodes', { id: source, type: 'parallel_gateway', gateway_type: 'fork' });
    editing.insertItemBefore('edges', { source: start, target: source });
    for (const edge of onwards) editing.setText(valueOf(edge.item, 'source'), source);
  }
  for (const { id } of roots)
    if (!written.hasEdge(source, id)) editing.insertItemBefore('edges', { source, target: id });
  yield { title: t('Add a start'), editing };
};

export const missingEnd: Fixer = function* (_, context) {
  const { written } = context;
  const editing = context.editing();
  const named = namedOnly(written, 'end');
  const end = named ?? written.freshId('end');
  const found = written.nodes.filter(({ id }) => written.outgoing(id).length === 0);
  editing.insertItem('nodes', { id: end, type: 'end' });
  for (const { id } of found.length > 0 || named !== undefined ? found : written.nodes.slice(-1))
    if (!written.hasEdge(id, end)) editing.insertItem('edges', { source: id, target: end });
  yield { title: t('Add an end'), editing };
};

/** An id that edges already begin (end) with though no node has it, and that is no misspelling of one: best the usual word. */
function namedOnly(written: Written, type: 'start' | 'end'): string | undefined {
  const ids = written.nodes.map(({ id }) => id);
  const [key, side] = type === 'start' ? (['source', 'incoming'] as const) : (['target', 'outgoing'] as const);
  const named = written.edges
    .map((edge) => edge[key])
    .filter((id) => isId(id) && !written.node(id) && written[side](id).length === 0);
  return named.find((id) => isSameId(id, type)) ?? named.find((id) => nearest(id, ids) === undefined);
}

export const unreachableNode: Fixer = function* (diagnostic, context) {
  const { written } = context;
  const node = context.nodeOf(diagnostic);
  if (!node || written.ofType('start').length === 0) {
    if (node) yield* alone(node, context);
    return;
  }
  yield* betweenOthers(node, context);
  yield* reached(node, context);
};

/** Without a start: a node with no edges at all leads to the end. */
function* alone(node: WrittenNode, context: FixContext): Iterable<Fix> {
  const end = node.type === 'end' ? undefined : nearestEnd(context.written, node);
  const other = end ?? context.written.nodes.find((one) => one !== node && one.type !== 'end');
  if (!other) return;
  const [source, target] = end ? [node.id, other.id] : [other.id, node.id];
  // A node that has its id twice has the edges of the first.
  if (context.written.hasEdge(source, target)) return;
  const editing = context.editing();
  editing.insertItem('edges', { source, target });
  yield { title: t('Add an edge from "{0}" to "{1}"', source, target), editing };
}

/** A node that nothing leads to or from goes into the way that its neighbour in the file is on. */
function* betweenOthers(node: WrittenNode, context: FixContext): Iterable<Fix> {
  const { written } = context;
  if (written.incoming(node.id).length > 0 || written.outgoing(node.id).length > 0) return;
  if (node.type === 'end' || node.gateway !== '') return;
  const edge = wayPast(node, written);
  if (!edge) return;
  const editing = context.editing();
  editing.setText(valueOf(edge.item, 'target'), node.id);
  editing.insertItem('edges', { source: node.id, target: edge.target }, edge.item);
  yield { title: t('Put "{0}" between "{1}" and "{2}"', node.id, edge.source, edge.target), editing };
}

/** The only edge of the nearest node before this one that the start leads to. */
function wayPast(node: WrittenNode, written: Written): WrittenEdge | undefined {
  const reachable = reachedFromStart(written);
  for (let index = written.nodes.indexOf(node) - 1; index >= 0; index--) {
    const { id = '' } = written.nodes[index] ?? {};
    const [only, ...others] = written.outgoing(id);
    if (reachable.has(id.toLowerCase()) && only && others.length === 0 && written.node(only.target)) return only;
  }
  return undefined;
}

/** An edge to where the lost way begins, and one from where it ends. */
function* reached(node: WrittenNode, context: FixContext): Iterable<Fix> {
  const { written } = context;
  const [first = node] = firstOf(written, node);
  const source = sourceFor(first, written);
  if (!source) return;
  const editing = context.editing();
  editing.insertItem('edges', { source: source.id, target: first.id }, written.outgoing(source.id).at(-1)?.item);
  leadOn(first, context, editing);
  yield { title: t('Add an edge from "{0}" to "{1}"', source.id, first.id), editing };
}

/** A node before it in the file that the start leads to: best one that leads nowhere, or a fork. */
function sourceFor(first: WrittenNode, written: Written): WrittenNode | undefined {
  const reachable = reachedFromStart(written);
  const behind = written.reach([first.id], 'outgoing');
  const place = written.nodes.indexOf(first);
  const possible = written.nodes.filter(
    ({ id, type }) => type !== 'end' && reachable.has(id.toLowerCase()) && !behind.has(id.toLowerCase()),
  );
  const nearby = possible.filter((one) => written.nodes.indexOf(one) < place).reverse();
  const best = [...nearby, ...possible];
  return (
    best.find(({ id }) => written.outgoing(id).length === 0) ??
    best.find(({ gateway }) => gateway === 'fork') ??
    best[0]
  );
}

function reachedFromStart(written: Written): ReadonlySet<string> {
  return written.reach(
    written.ofType('start').map(({ id }) => id),
    'outgoing',
  );
}

/** Ways that are found by the new edge lead to an end, too. */
function leadOn(first: WrittenNode, { written }: FixContext, editing: Editing): void {
  const toEnds = written.reach(
    written.ofType('end').map(({ id }) => id),
    'incoming',
  );
  if (first.type === 'end') return;
  for (const last of lastOf(written, first)) {
    if (toEnds.has(last.id.toLowerCase()) || last.type === 'end') continue;
    const end = nearestEnd(written, last);
    if (end) editing.insertItem('edges', { source: last.id, target: end.id }, written.incoming(last.id).at(-1)?.item);
  }
}

/** From where its way ends: that may be further on. */
export const cannotReachEnd: Fixer = function* (diagnostic, context) {
  const { written } = context;
  const node = context.nodeOf(diagnostic);
  if (!node) return;
  const editing = context.editing();
  const added: (readonly [string, string])[] = [];
  for (const last of lastOf(written, node)) {
    const target = wayOut(written, last);
    if (!target || target === last || written.hasEdge(last.id, target.id)) return;
    editing.insertItem('edges', { source: last.id, target: target.id }, written.incoming(last.id).at(-1)?.item);
    added.push([last.id, target.id]);
  }
  const [[source, target] = ['', '']] = added;
  yield { title: t('Add an edge from "{0}" to "{1}"', source, target), editing };
};
