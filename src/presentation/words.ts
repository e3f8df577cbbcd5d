/** Short texts about states, used by rows, lines, notices and the graph. All are safe to show (threat T15). */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { CancelReason } from '../engine/events.ts';
import type { NodeDefinition } from '../model/definition.ts';
import type { ExecutionSnapshot, FailureInfo, NodeSnapshot, NodeStatus } from '../protocol/execution.ts';
import { safeLine } from './safeText.ts';

/** Longest reason beside a label; the whole one is in the tooltip and the log. */
const shortReason = 200;

export function reasonOf({ message, kind }: FailureInfo, longest?: number): string {
  return safeLine(message === '' ? kind : message, longest);
}

export function shortReasonOf(failure: FailureInfo): string {
  return reasonOf(failure, shortReason);
}

export function cancelReason(reason: CancelReason): string {
  switch (reason) {
    case 'user':
    case 'branch':
      return t('by the user');
    case 'cut_off':
      return t('because what it needs was cancelled');
    case 'join':
      return t('no longer needed by its join');
    case 'failure':
      return t('because of a failure');
    case 'terminate':
      return t('by an end node');
    case 'timeout':
      return t('out of time');
    case 'limit':
      return t('because a limit is reached');
  }
}

/** Why a paused execution is paused; undefined where a user asked for it. */
export function pauseReason({ status, error }: ExecutionSnapshot): string | undefined {
  if (status !== 'paused' || error?.kind !== 'storage') return undefined;
  return /\b(ENOSPC|EDQUOT)\b/.test(error.message)
    ? t('No space left; goes on when there is')
    : t('Nothing can be stored; goes on when it can be');
}

/** Whether a person is waited for. */
export function isAsking({ status, approval }: Pick<NodeSnapshot, 'approval'> & { readonly status: string }): boolean {
  return status === 'waiting' && approval?.approved === null;
}

/** Whether nothing goes on before a person has answered. */
export function waitsForAnswer({ status, nodes }: ExecutionSnapshot): boolean {
  if (status !== 'running') return false;
  let isAsked = false;
  for (const node of Object.values(nodes)) {
    if (node.status === 'running') return false;
    isAsked ||= isAsking(node);
  }
  return isAsked;
}

/** `3 of 10 items`, and how many of them failed; undefined for what is no `for_each` that has begun. */
export function itemsText({ items }: Pick<NodeSnapshot, 'items'>): string | undefined {
  if (items === undefined) return undefined;
  const { total, completed, failed, cancelled } = items;
  return joined([
    t('{0} of {1} items', completed + failed + cancelled, total),
    failed === 0 ? undefined : t('failed: {0}', failed),
  ]);
}

/** E4: nothing shows as running that does not run. */
export function shownNodeStatus(
  status: NodeStatus,
  execution: Pick<ExecutionSnapshot, 'status'>,
): NodeStatus | 'interrupted' {
  const isCutOff = execution.status === 'interrupted' && (status === 'running' || status === 'waiting');
  return isCutOff ? 'interrupted' : status;
}

/** What is said beside each other. */
export function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** `attempt 2 of 4`; undefined where there is only one. */
export function attemptOf(number: number, most: number): string | undefined {
  return most > 1 ? t('attempt {0} of {1}', number, most) : undefined;
}

/** `next try in 2 s`; of a delay, which tries nothing, `2 s left`; undefined where no time is waited for. @param nowMs since the execution's start */
export function nextTry({ status, attempts, retry_at_ms: dueMs }: NodeSnapshot, nowMs: number): string | undefined {
  if (status !== 'waiting' || dueMs === undefined) return undefined;
  const seconds = Math.max(0, Math.ceil((dueMs - nowMs) / 1000));
  return attempts === 0 ? t('{0} s left', seconds) : t('next try in {0} s', seconds);
}

/** Kinds of nodes that take time without an attempt. */
const lasting: ReadonlySet<string> = new Set(['for_each', 'subworkflow', 'approval', 'delay']);

/**
 * How long a node took or takes; undefined for one that does nothing by itself, a gateway.
 *
 * @param nowMs undefined: nothing runs
 */
export function nodeDuration(
  node: NodeSnapshot,
  nowMs: number | undefined,
  kind?: NodeDefinition['kind'],
): string | undefined {
  if (node.started_ms === null || node.taken_over === true) return undefined;
  if (node.attempts === 0 && !(kind !== undefined && lasting.has(kind))) return undefined;
  const until = node.ended_ms ?? nowMs;
  return until === undefined ? undefined : formatDuration(until - node.started_ms);
}

/** Milliseconds since the execution's start. @param wallMs the time now */
export function sinceStart({ started_at: started }: ExecutionSnapshot, wallMs: number): number {
  return Math.max(0, wallMs - Date.parse(started));
}

/** The process that owns an execution: its number, and its machine where that is another one. */
export function ownerName({
  pid,
  host,
}: {
  readonly pid: number | undefined;
  readonly host: string | undefined;
}): string {
  return host === undefined ? String(pid ?? '?') : t('{0} on {1}', pid ?? '?', safeLine(host, 100));
}

/** Whether somebody works on it: only then does time pass in it. */
export function isLive({ status }: ExecutionSnapshot): boolean {
  return status === 'pending' || status === 'running' || status === 'paused';
}
