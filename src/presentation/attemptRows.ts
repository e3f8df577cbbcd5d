import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { AttemptSnapshot, NodeSnapshot, NodeStatus } from '../protocol/execution.ts';
import type { Row } from './row.ts';
import { type AnyStatus, statusIcon, statusWord } from './status.ts';
import { joined, reasonOf, shortReasonOf } from './words.ts';

/** A `for_each` may have thousands. */
const mostRows = 200;

/** @param nowMs since the execution's start; undefined: nothing runs any more */
export function attemptRows(
  nodeId: string,
  node: NodeSnapshot,
  executionId: string,
  nowMs: number | undefined,
): readonly Row[] {
  const log = node.attempt_log;
  const perItem = new Map<number | undefined, number>();
  const rows = log.map((attempt, index): Row => {
    const number = (perItem.get(attempt.item) ?? 0) + 1;
    perItem.set(attempt.item, number);
    const status = attemptStatus(attempt, node, nowMs !== undefined);
    const label =
      attempt.item === undefined ? t('Attempt {0}', number) : t('Attempt {0}, item {1}', number, attempt.item);
    const until = attempt.ended_ms ?? nowMs;
    const facts = joined([
      statusWord(status),
      until === undefined ? undefined : formatDuration(until - attempt.started_ms),
    ]);
    const description = joined([facts, attempt.error ? shortReasonOf(attempt.error) : undefined]);
    const tooltip = [label, facts, ...(attempt.error ? [t('Reason: {0}', reasonOf(attempt.error))] : [])];
    const id = `${executionId}/${nodeId}#${index + 1}`;
    return {
      ...attemptRow(executionId, nodeId, id, status),
      label,
      description,
      ...texts(label, description, tooltip),
    };
  });
  if (rows.length <= mostRows) return rows;
  // What runs or failed is looked for first.
  const told = new Set([...rows].sort((a, b) => weight(a) - weight(b)).slice(0, mostRows));
  const more = t('… and {0} more', rows.length - mostRows);
  const last = attemptRow(executionId, nodeId, `${executionId}/${nodeId}#more`, 'completed');
  return [
    ...rows.filter((row) => told.has(row)),
    { ...last, label: more, description: '', ...texts(more, '', [more]) },
  ];
}

function weight({ status }: Row): number {
  return status === 'running' ? 0 : status === 'completed' ? 2 : 1;
}

type Frame = Omit<Row, 'label' | 'description' | 'spoken' | 'tooltip'>;

function attemptRow(executionId: string, nodeId: string, id: string, status: AnyStatus): Frame {
  return {
    kind: 'attempt',
    id,
    executionId,
    nodeId,
    status,
    icon: statusIcon(status),
    context: `attempt.${status}`,
    hasChildren: false,
    expanded: false,
    children: () => [],
  };
}

function texts(label: string, description: string, tooltip: readonly string[]): Pick<Row, 'spoken' | 'tooltip'> {
  return { spoken: joined([label, description]), tooltip: () => tooltip };
}

export type AttemptStatus = Extract<AnyStatus, NodeStatus | 'interrupted'>;

/** By kind of error: what did not fail by itself. */
const endings: ReadonlyMap<string, AttemptStatus> = new Map([
  ['timeout', 'timed_out'],
  ['cancelled', 'cancelled'],
  ['interrupted', 'interrupted'],
]);

/** @param live whether somebody works on the execution */
export function attemptStatus(attempt: AttemptSnapshot, { status }: NodeSnapshot, live: boolean): AttemptStatus {
  if (attempt.error) return endings.get(attempt.error.kind) ?? 'failed';
  if (attempt.ended_ms !== null) return status === 'cancelled' ? 'cancelled' : 'completed';
  if (status !== 'running') return 'cancelled';
  return live ? 'running' : 'interrupted';
}
