import { t } from '../base/l10n.ts';
import {
  type ApprovalSnapshot,
  type ExecutionSnapshot,
  type FailureInfo,
  isTerminal,
  type NodeSnapshot,
  type NodeStatus,
} from '../protocol/execution.ts';
import { attemptRows } from './attemptRows.ts';
import { forkState, isSettled, itemStatus, outlinedStatus } from './branchStatus.ts';
import { mostSiblings, pageRows } from './pageRows.ts';
import type { Outline, OutlineBranch, OutlineItem, OutlineNode } from './outline.ts';
import type { Row } from './row.ts';
import { safeJson, safeLine } from './safeText.ts';
import { type AnyStatus, askingIcon, type StatusIcon, statusIcon, statusWord } from './status.ts';
import {
  attemptOf,
  isAsking,
  isLive,
  itemsText,
  joined,
  nextTry,
  nodeDuration,
  reasonOf,
  shortReasonOf,
  shownNodeStatus,
  sinceStart,
} from './words.ts';

/** Of a fork with more branches none is seen before somebody opens it. */
const mostOpen = 20;

/** What the rows of an execution have in common. */
interface Told {
  readonly snapshot: ExecutionSnapshot;
  /** The time now. */
  readonly wallMs: number;
  /** Whether the execution is open when it first appears. */
  readonly expanded: boolean;
}

/** @param outline undefined: the nodes in a list */
export function nodeRows(told: Told, outline: Outline | undefined): readonly Row[] {
  return rowsOf(outline?.items ?? Object.keys(told.snapshot.nodes).map(bare), told, '');
}

/** @param parent id of the row that they stand under; empty: the execution's */
function rowsOf(items: readonly OutlineItem[], told: Told, parent: string): readonly Row[] {
  const toRows = (some: readonly OutlineItem[]): readonly Row[] => some.flatMap((item) => rowOf(item, told));
  return items.length <= mostSiblings ? toRows(items) : pageRows(items, told.snapshot, parent, toRows);
}

function bare(id: string): OutlineNode {
  return { kind: 'node', id, nodeKind: 'agent_task', label: id, maxAttempts: 1, children: [] };
}

function rowOf(item: OutlineItem, told: Told): readonly Row[] {
  if (item.kind === 'branch') return [branchRow(item, told)];
  const node = told.snapshot.nodes[item.id];
  return node ? [nodeRow(item, node, told)] : [];
}

/** Of an execution that is over and closed only what leads to a failure. */
function isOpen({ children }: OutlineItem, { snapshot, expanded }: Told): boolean {
  return children.length > 0 && children.length <= mostOpen && (expanded || wantAttention(children, snapshot));
}

function wantAttention(items: readonly OutlineItem[], snapshot: ExecutionSnapshot): boolean {
  return items.some(
    ({ kind, id, children }) =>
      (kind === 'node' && attention.has(snapshot.nodes[id]?.status ?? 'pending')) || wantAttention(children, snapshot),
  );
}

/** Whether what waits waits for a person. */
function asks(items: readonly OutlineItem[], { nodes }: ExecutionSnapshot): boolean {
  const isAsked = ({ id, children }: OutlineItem): boolean => {
    const node = nodes[id];
    return (node !== undefined && isAsking(node)) || children.some(isAsked);
  };
  return items.some(isAsked);
}

/** How all that is below a row stands: in a word, and as an icon. */
function sumOf(
  status: AnyStatus,
  children: readonly OutlineItem[],
  snapshot: ExecutionSnapshot,
): { readonly word: string; readonly icon: StatusIcon } {
  return status === 'waiting' && asks(children, snapshot)
    ? { word: t('waits for approval'), icon: askingIcon() }
    : { word: statusWord(status), icon: statusIcon(status) };
}

const attention: ReadonlySet<NodeStatus> = new Set(['running', 'waiting', 'failed', 'timed_out']);

function branchRow(branch: OutlineBranch, told: Told): Row {
  const { snapshot } = told;
  const statuses = branch.children.flatMap((item) => itemStatus(item, snapshot) ?? []);
  const status = shownNodeStatus(outlinedStatus(branch, snapshot) ?? 'pending', snapshot);
  const label = t('Branch {0}', safeLine(branch.label, 300));
  const { word, icon } = sumOf(status, branch.children, snapshot);
  const description = joined([word, t('{0} of {1}', statuses.filter(isSettled).length, statuses.length)]);
  return {
    kind: 'branch',
    id: `${snapshot.id}/branch:${branch.id}`,
    executionId: snapshot.id,
    nodeId: branch.id,
    forkId: branch.forkId,
    label,
    description,
    status,
    icon,
    context: `branch.${status}${lifeOf(snapshot)}`,
    hasChildren: true,
    expanded: isOpen(branch, told),
    spoken: joined([label, description]),
    children: () => rowsOf(branch.children, told, `branch:${branch.id}`),
    tooltip: () => [label, description],
  };
}

function nodeRow(item: OutlineNode, node: NodeSnapshot, told: Told): Row {
  const { snapshot, wallMs } = told;
  const own = shownNodeStatus(node.status, snapshot);
  const fork = forkState(item, snapshot);
  const status = fork ? shownNodeStatus(fork.status, snapshot) : own;
  const label = safeLine(item.label, 300);
  const nowMs = isLive(snapshot) ? sinceStart(snapshot, wallMs) : undefined;
  const sum = fork && sumOf(status, item.children, snapshot);
  const facts = fork ? [sum?.word, t('{0} of {1}', fork.settled, fork.branches)] : nodeFacts(item, node, status, nowMs);
  const description = joined([...facts, wordsOf(node, status)]);
  const attempts = hasAttempts(node) ? node.attempt_log.length : 0;
  const kind = node.approval === undefined ? item.nodeKind : 'approval';
  return {
    kind: 'node',
    id: `${snapshot.id}/${item.id}`,
    executionId: snapshot.id,
    nodeId: item.id,
    label,
    description,
    status,
    icon: sum?.icon ?? nodeIcon(node, status),
    context: `node.${kind}.${own}${lifeOf(snapshot)}`,
    hasChildren: item.children.length > 0 || attempts > 0,
    expanded: isOpen(item, told),
    spoken: joined([label, description]),
    children: () =>
      item.children.length > 0
        ? rowsOf(item.children, told, item.id)
        : attempts > 0
          ? attemptRows(item.id, node, snapshot.id, nowMs)
          : [],
    tooltip: () => tooltipOf(item, node, joined(facts)),
  };
}

/** What menus ask for: whether somebody works on the execution, or it is over. */
function lifeOf(snapshot: ExecutionSnapshot): '' | '.live' | '.ended' {
  if (isTerminal(snapshot.status)) return '.ended';
  return isLive(snapshot) ? '.live' : '';
}

function nodeIcon(node: NodeSnapshot, status: AnyStatus): StatusIcon {
  return isAsking(node) && status === 'waiting' ? askingIcon() : statusIcon(status);
}

/** One attempt that says nothing more than its node is left out. */
function hasAttempts({ attempt_log: log, status, items }: NodeSnapshot): boolean {
  return log.length > 1 || (log.length === 1 && (status === 'waiting' || items !== undefined));
}

function nodeFacts(
  { maxAttempts, nodeKind, children }: OutlineNode,
  node: NodeSnapshot,
  status: AnyStatus,
  nowMs: number | undefined,
): readonly (string | undefined)[] {
  const word = statusWord(status);
  // What has rows below it, which may bear buttons, tells no time that moves: they would be made anew with it.
  const took = nodeDuration(node, status === 'running' && children.length > 0 ? undefined : nowMs, nodeKind);
  const items = itemsText(node);
  const tried = items === undefined && node.attempts > 1;
  const attempt = tried ? attemptOf(node.attempts, maxAttempts) : undefined;
  switch (status) {
    case 'running':
      return [word, items, attempt, took];
    case 'waiting':
      if (node.approval && isAsking(node)) return [t('waits for approval')];
      if (node.retry_at_ms === undefined) return [word, took];
      return [word, attemptOf(node.attempts + 1, maxAttempts), nextTry(node, nowMs ?? 0)];
    case 'failed':
    case 'timed_out':
      return [tried ? t('{0} after {1} attempts', word, node.attempts) : word, took, items];
    case 'completed':
      return [node.approval ? t('approved') : word, node.taken_over === true ? t('taken over') : took, items, attempt];
    default:
      return [word, took, items];
  }
}

/** What somebody, or an agent, said; the whole of it is in the tooltip. */
function wordsOf(node: NodeSnapshot, status: AnyStatus): string | undefined {
  const { approval } = node;
  const error = errorOf(node, status);
  if (error) return shortReasonOf(error);
  if (status === 'waiting' && approval && isAsking(node)) return safeLine(approval.message, 200);
  return status === 'completed' && approval?.comment !== undefined ? safeLine(approval.comment, 200) : undefined;
}

/** Why it failed, or why its last attempt did. */
function errorOf({ error, attempt_log: log, retry_at_ms: retry }: NodeSnapshot, status: AnyStatus): FailureInfo | null {
  if (status === 'waiting' && retry !== undefined) return log.at(-1)?.error ?? null;
  return status === 'failed' || status === 'timed_out' ? error : null;
}

/** @param facts what its description says beside what was said */
function tooltipOf({ id, label }: OutlineNode, node: NodeSnapshot, facts: string): readonly string[] {
  const { join, status, approval } = node;
  const error = node.error ?? errorOf(node, status);
  return [
    label === id ? safeLine(id) : `${safeLine(label)} (${safeLine(id)})`,
    facts,
    ...(node.taken_over === true ? [t('Its result comes from the execution that this one repeats.')] : []),
    ...(approval ? approvalLines(approval) : []),
    ...(error ? [t('Reason: {0}', reasonOf(error))] : []),
    ...(join ? joinLines(join) : []),
    ...(status === 'completed' && node.output !== null ? [t('Output: {0}', safeLine(safeJson(node.output), 500))] : []),
  ];
}

function approvalLines({ message, approvers, comment }: ApprovalSnapshot): readonly string[] {
  return [
    t('Asked: {0}', safeLine(message)),
    ...(approvers.length === 0 ? [] : [t('Approvers: {0}', safeLine(approvers.join(', ')))]),
    ...(comment === undefined ? [] : [t('Comment: {0}', safeLine(comment))]),
  ];
}

function joinLines({ winner, errors, ...counts }: NonNullable<NodeSnapshot['join']>): readonly string[] {
  return [
    joinCounts(counts),
    ...(winner === null ? [] : [t('Winner: {0}', safeLine(winner))]),
    ...Object.entries(errors).map(([branch, error]) => `${safeLine(branch)}: ${reasonOf(error)}`),
  ];
}

/** How a join's branches ended, e.g. `succeeded: 2, failed: 1`. */
export function joinCounts(
  counts: Pick<NonNullable<NodeSnapshot['join']>, 'succeeded' | 'failed' | 'cancelled' | 'skipped'>,
): string {
  return [
    t('succeeded: {0}', counts.succeeded),
    ...(counts.failed > 0 ? [t('failed: {0}', counts.failed)] : []),
    ...(counts.cancelled > 0 ? [t('cancelled: {0}', counts.cancelled)] : []),
    ...(counts.skipped > 0 ? [t('skipped: {0}', counts.skipped)] : []),
  ].join(', ');
}
