import { t } from '../../base/l10n.ts';
import { valueOf } from '../../model/syntax/syntaxTree.ts';
import type { Editing } from '../edits.ts';
import { isSameId, type Written, type WrittenEdge, type WrittenNode } from '../edits/written.ts';
import { renameReceived } from '../edits/references.ts';
import type { Refactorer } from './refactoring.ts';

/** The edges that lead into some nodes, and out of them. */
export interface Border {
  readonly inbound: readonly WrittenEdge[];
  readonly outbound: readonly WrittenEdge[];
}

export function borderOf(written: Written, nodes: readonly WrittenNode[]): Border {
  const ids = new Set(nodes.map(({ id }) => id.toLowerCase()));
  return {
    inbound: nodes.flatMap(({ id }) => written.incoming(id)).filter(({ source }) => !ids.has(source.toLowerCase())),
    outbound: nodes.flatMap(({ id }) => written.outgoing(id)).filter(({ target }) => !ids.has(target.toLowerCase())),
  };
}

/** The one id that all these have, without regard to case. */
export function only(ids: readonly string[]): string | undefined {
  const [first] = ids;
  return first !== undefined && ids.every((id) => isSameId(id, first)) ? first : undefined;
}

/**
 * A fork before some nodes and a join behind them, so that branches can be added. Edges after a failure stay with their nodes. A
 * single branch hands on what it did before (`first_result`); several hand on a map by node, as they did before.
 */
export const wrap: Refactorer = function* ({ context, nodes }) {
  const { written } = context;
  if (nodes.length === 0 || nodes.some((node) => !mayBeInside(node, nodes.length === 1))) return;
  const { inbound, outbound } = borderOf(written, nodes);
  // Several are the branches: of nodes behind each other the fork and the join would have only one.
  if (
    nodes.length > 1 &&
    [only(inbound.map(({ target }) => target)), only(outbound.map(({ source }) => source))].some(Boolean)
  )
    return;
  const onwards = outbound.filter(({ on }) => on !== 'failure');
  if (inbound.length === 0 || onwards.length === 0 || onwards.some(({ on }) => on === 'always')) return;
  const editing = context.editing();
  const fork = written.freshId('fork');
  const join = written.freshId('join');
  const exit = only(onwards.map(({ source }) => source));
  if (!forkBefore(fork, inbound, editing, written) || !joinBehind(join, exit, onwards, editing, written)) return;
  if (exit !== undefined)
    renameReceived(
      editing,
      context.project,
      exit,
      join,
      onwards.map(({ target }) => target),
    );
  const merge = exit === undefined ? {} : { config: { merge: 'first_result' } };
  editing.insertItemBefore('nodes', { id: fork, type: 'parallel_gateway', gateway_type: 'fork' }, nodes[0]?.item);
  editing.insertItem(
    'nodes',
    { id: join, type: 'parallel_gateway', gateway_type: 'join', ...merge },
    nodes.at(-1)?.item,
  );
  const [first] = nodes;
  const title =
    nodes.length === 1 && first
      ? t('Wrap "{0}" in a fork and a join', first.id)
      : t('Wrap {0} nodes in a fork and a join', nodes.length);
  yield { title, kind: 'refactor.rewrite.wrap', editing };
};

function mayBeInside({ type }: WrittenNode, alone: boolean): boolean {
  if (type === 'start' || type === 'end') return false;
  return !alone || (type !== 'parallel_gateway' && type !== 'exclusive_gateway');
}

/** All that led to one node leads to the fork, or all that led on from one node does so through the fork. */
function forkBefore(fork: string, inbound: readonly WrittenEdge[], editing: Editing, written: Written): boolean {
  const entry = only(inbound.map(({ target }) => target));
  const source = only(inbound.map((edge) => edge.source));
  if (entry !== undefined) {
    for (const edge of inbound) editing.setText(valueOf(edge.item, 'target'), fork);
    editing.insertItem('edges', { source: fork, target: entry }, inbound.at(-1)?.item);
    return true;
  }
  const isPlain = inbound.every(({ on, isDefault }) => on === 'success' && !isDefault);
  if (source === undefined || !isPlain || written.node(source)?.type === 'exclusive_gateway') return false;
  editing.insertItemBefore('edges', { source, target: fork }, inbound[0]?.item);
  for (const edge of inbound) editing.setText(valueOf(edge.item, 'source'), fork);
  return true;
}

function joinBehind(
  join: string,
  exit: string | undefined,
  onwards: readonly WrittenEdge[],
  editing: Editing,
  written: Written,
): boolean {
  if (exit !== undefined) {
    // A condition there looks at what its node returned.
    if (onwards.some(({ condition }) => condition) || written.node(exit)?.type === 'exclusive_gateway') return false;
    editing.insertItemBefore('edges', { source: exit, target: join }, onwards[0]?.item);
    for (const edge of onwards) editing.setText(valueOf(edge.item, 'source'), join);
    return true;
  }
  const target = only(onwards.map((edge) => edge.target));
  // A join counts and names its branches; what gets more from elsewhere names this by its nodes.
  if (target === undefined || written.node(target)?.gateway === 'join') return false;
  if (written.incoming(target).length !== onwards.length) return false;
  for (const edge of onwards) editing.setText(valueOf(edge.item, 'target'), join);
  editing.insertItem('edges', { source: join, target }, onwards.at(-1)?.item);
  return true;
}
