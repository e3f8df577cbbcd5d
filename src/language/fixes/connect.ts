/** Starts, ends, and nodes that no way leads to or from. */
import { t } from '../../base/l10n.ts';
import { valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import type { Written, WrittenEdge, WrittenNode } from '../edits/written.ts';
import { type Fix, type FixContext, type Fixer } from './fix.ts';
import { firstOf, lastOf, nearestEnd, wayOut } from './ways.ts';

/** With an edge to where the workflow begins: through a fork where that is more than one node. */
export const missingStart: Fixer = function* (_, context) {
  const { written } = context;
  const editing = context.editing();
  const start = written.freshId('start');
  const isFree = (node: WrittenNode): boolean => written.incoming(node.id).length === 0;
  const found = written.nodes.filter(isFree);
  const roots = found.length > 0 ? found : written.nodes.slice(0, 1);
  const [first] = roots;
  if (!first) return;
  editing.insertItemBefore('nodes', { id: start, type: 'start' });
  let source = start;
  if (roots.length > 1) {
    source = written.freshId('fork', new Set([start]));
    editing.insertItemBefore('nodes', { id: source, type: 'parallel_gateway', gateway_type: 'fork' });
    editing.insertItemBefore('edges', { source: start, target: source });
  }
  for (const { id } of roots) editing.insertItemBefore('edges', { source, target: id });
  yield { title: t('Add a start'), editing };
};

export const missingEnd: Fixer = function* (_, context) {
  const { written } = context;
  const editing = context.editing();
  const end = written.freshId('end');
  const found = written.nodes.filter(({ id }) => written.outgoing(id).length === 0);
  editing.insertItem('nodes', { id: end, type: 'end' });
  for (const { id } of found.length > 0 ? found : written.nodes.slice(-1))
    editing.insertItem('edges', { source: id, target: end });
  yield { title: t('Add an end'), editing };
};

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
    if (!target) return;
    editing.insertItem('edges', { source: last.id, target: target.id }, written.incoming(last.id).at(-1)?.item);
    added.push([last.id, target.id]);
  }
  const [[source, target] = ['', '']] = added;
  yield { title: t('Add an edge from "{0}" to "{1}"', source, target), editing };
};
