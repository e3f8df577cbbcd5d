import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { AttemptSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { Row } from './row.ts';
import { type AnyStatus, statusIcon, statusWord } from './status.ts';
import { joined, reasonOf, shortReasonOf } from './words.ts';

/** @param nowMs since the execution's start; undefined: nothing runs any more */
export function attemptRows(
  nodeId: string,
  node: NodeSnapshot,
  executionId: string,
  nowMs: number | undefined,
): readonly Row[] {
  return node.attempt_log.map((attempt, index): Row => {
    const number = index + 1;
    const status = statusOf(attempt, node, nowMs !== undefined);
    const label =
      attempt.item === undefined ? t('Attempt {0}', number) : t('Attempt {0}, item {1}', number, attempt.item);
    const until = attempt.ended_ms ?? nowMs;
    const description = joined([
      statusWord(status),
      until === undefined ? undefined : formatDuration(until - attempt.started_ms),
      attempt.error ? shortReasonOf(attempt.error) : undefined,
    ]);
    return {
      kind: 'attempt',
      id: `${executionId}/${nodeId}#${number}`,
      executionId,
      nodeId,
      label,
      description,
      status,
      icon: statusIcon(status),
      context: `attempt.${status}`,
      hasChildren: false,
      expanded: false,
      spoken: joined([label, description]),
      children: () => [],
      tooltip: () => [label, description, ...(attempt.error ? [t('Reason: {0}', reasonOf(attempt.error))] : [])],
    };
  });
}

/** @param live whether somebody works on the execution */
function statusOf(attempt: AttemptSnapshot, { status }: NodeSnapshot, live: boolean): AnyStatus {
  if (attempt.error) return attempt.error.kind === 'timeout' ? 'timed_out' : 'failed';
  if (attempt.ended_ms !== null) return status === 'cancelled' ? 'cancelled' : 'completed';
  if (status !== 'running') return 'cancelled';
  return live ? 'running' : 'interrupted';
}
