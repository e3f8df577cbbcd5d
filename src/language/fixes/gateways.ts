/** Forks and joins that are missing, or that there is nothing for. */
import { t } from '../../base/l10n.ts';
import { pairOf, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import { isSameId, type WrittenEdge, type WrittenNode } from '../edits/written.ts';
import { expressionsNaming, isReferenced } from '../edits/references.ts';
import type { Occurrence } from '../occurrences.ts';
import { type Fix, type FixContext, type Fixer } from './fix.ts';

export const unsynchronizedMerge: Fixer = function* (diagnostic, context) {
  const { written } = context;
  const node = context.nodeOf(diagnostic) ?? targetOf(context.edgeOf(diagnostic), context);
  if (!node) return;
  const editing = context.editing();
  const join = written.freshId(`join_${node.id}`);
  editing.insertItemBefore('nodes', { id: join, type: 'parallel_gateway', gateway_type: 'join' }, node.item);
  const incoming = written.incoming(node.id);
  for (const edge of incoming) editing.setText(valueOf(edge.item, 'target'), join);
  editing.insertItem('edges', { source: join, target: node.id }, incoming.at(-1)?.item);
  yield { title: t('Insert a join before "{0}"', node.id), editing };
};

function targetOf(edge: WrittenEdge | undefined, { written }: FixContext): WrittenNode | undefined {
  return edge && written.node(edge.target);
}

/** Edges with a condition, and those after a failure, stay where they are. */
export const implicitFork: Fixer = function* (diagnostic, context) {
  const { written } = context;
  const edge = context.edgeOf(diagnostic);
  const node = context.nodeOf(diagnostic) ?? (edge && written.node(edge.source));
  if (!node) return;
  const free = written.outgoing(node.id).filter(({ condition }) => !condition);
  const onFailure = free.filter(({ on }) => on === 'failure');
  const others = free.filter(({ on }) => on !== 'failure');
  const editing = context.editing();
  const taken = new Set<string>();
  if (others.length > 1) forkBehind(node, others, 'success', { context, editing, taken });
  else if (onFailure.length > 1) forkBehind(node, onFailure, 'failure', { context, editing, taken });
  else return;
  yield { title: t('Insert a fork behind "{0}"', node.id), editing };
};

interface Making {
  readonly context: FixContext;
  readonly editing: Editing;
  readonly taken: Set<string>;
}

function forkBehind(node: WrittenNode, edges: readonly WrittenEdge[], on: 'success' | 'failure', making: Making): void {
  const { context, editing, taken } = making;
  const fork = context.written.freshId(`fork_${node.id}`, taken);
  taken.add(fork);
  editing.insertItem('nodes', { id: fork, type: 'parallel_gateway', gateway_type: 'fork' }, node.item);
  // The edge to the fork is taken as often as those behind it were.
  const outcome = edges.every((edge) => edge.on === 'always') ? 'always' : on;
  const first = edges[0]?.item;
  editing.insertItemBefore(
    'edges',
    { source: node.id, target: fork, ...(outcome !== 'success' && { on: outcome }) },
    first,
  );
  for (const edge of edges) {
    editing.setText(valueOf(edge.item, 'source'), fork);
    if (edge.on !== 'success') editing.removeKey(edge.item, 'on');
    // What is always done is done after a failure too, which does not come through the fork.
    if (edge.on === 'always' && outcome === 'success')
      editing.insertItem('edges', { source: node.id, target: edge.target, on: 'failure' }, edges.at(-1)?.item);
  }
}

export const joinOnExclusiveBranches: Fixer = function* (diagnostic, context) {
  const node = context.nodeOf(diagnostic);
  if (node?.gateway !== 'join') return;
  const editing = context.editing();
  const config = valueOf(node.item, 'config');
  editing.setIn(node.item, 'config', { mode: 'any' });
  for (const key of ['count', 'percent']) if (pairOf(config, key)) editing.removeKey(config, key);
  yield { title: t('Change the mode to "{0}"', 'any'), editing };
  yield* without(node, context, false);
};

export const singleBranch: Fixer = function* (diagnostic, context) {
  const node = context.nodeOf(diagnostic);
  if (node) yield* without(node, context, true);
};

/** What a gateway says about the nodes behind or before it, however many they are. */
const limits = ['timeout_seconds', 'error_handling'];

/** Of the one branch that comes, these modes and merges make nothing else than it is; the default merge puts it into a map. */
const plainModes: readonly (string | undefined)[] = [undefined, 'all', 'any', 'race'];
const plainMerges: readonly (string | undefined)[] = ['first_result', 'merge_dict'];

/** What leads to the node leads to what comes behind it: only where no edge's condition and no limit is lost, and nothing names the node. */
function* without(node: WrittenNode, context: FixContext, mayBePreferred: boolean): Iterable<Fix> {
  const { written } = context;
  const [incoming, outgoing] = [written.incoming(node.id), written.outgoing(node.id)];
  const config = valueOf(node.item, 'config');
  if (isReferenced(context.project, node.id) || limits.some((key) => pairOf(config, key))) return;
  const merge = stringOf(valueOf(config, 'merge'));
  const isJoin = node.gateway === 'join';
  if (isJoin && !isRemovable(node, context)) return;
  const changesData = isJoin && !plainMerges.includes(merge);
  const title = changesData
    ? t('Remove the join "{0}", so that its branch is received as it is', node.id)
    : isJoin
      ? t('Remove the join "{0}"', node.id)
      : t('Remove the gateway "{0}"', node.id);
  const isPreferred = mayBePreferred && !changesData;
  const editing = context.editing();
  editing.removeItem('nodes', node.item);
  const [only] = outgoing;
  const [first] = incoming;
  if (outgoing.length === 1 && only && isPlain(only)) {
    editing.removeItem('edges', only.item);
    for (const edge of incoming) joinUp(edge, only, context, editing);
  } else if (incoming.length === 1 && first && isPlain(first)) {
    editing.removeItem('edges', first.item);
    for (const edge of outgoing) {
      editing.setText(valueOf(edge.item, 'source'), first.source);
      if (edge.isDefault) editing.removeKey(edge.item, 'default');
    }
  } else return;
  yield { title, editing, isPreferred };
}

/** Whether nothing would receive other data than it asks for, or come when it should not. */
function isRemovable(join: WrittenNode, { project, written }: FixContext): boolean {
  const config = valueOf(join.item, 'config');
  const [mode, merge] = [stringOf(valueOf(config, 'mode')), stringOf(valueOf(config, 'merge'))];
  if (!plainModes.includes(mode)) return false;
  if (merge !== undefined && merge !== 'by_branch') return plainMerges.includes(merge);
  const index = project.graph.indexOf(join.id);
  const isEntry = ({ entryOf }: Occurrence): boolean => index !== undefined && entryOf?.has(index) === true;
  return !written.incoming(join.id).some(({ source }) => expressionsNaming(project, source).some(isEntry));
}

/** An edge now leads to where another one leads, unless there is one like it already. */
function joinUp(edge: WrittenEdge, onwards: WrittenEdge, { written }: FixContext, editing: Editing): void {
  const same = written
    .outgoing(edge.source)
    .some(
      (other) => isSameId(other.target, onwards.target) && other.on === edge.on && !other.condition && !edge.condition,
    );
  if (same) editing.removeItem('edges', edge.item);
  else editing.setText(valueOf(edge.item, 'target'), onwards.target);
}

function isPlain({ condition, on }: WrittenEdge): boolean {
  return !condition && on !== 'failure';
}
