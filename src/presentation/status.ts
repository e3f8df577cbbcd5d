/** How a status looks and reads: the one table for tree, status bar, log and graph. */
import { t } from '../base/l10n.ts';
import type { NodeStatus, ShownExecutionStatus } from '../protocol/execution.ts';

export type AnyStatus = NodeStatus | ShownExecutionStatus;

/** A codicon's name and the id of the theme's colour for it; each status has a shape of its own, so that colour is never all. */
export interface StatusIcon {
  readonly name: string;
  readonly color?: string;
}

const icons: Readonly<Record<AnyStatus, StatusIcon>> = {
  pending: { name: 'circle-outline', color: 'disabledForeground' },
  running: { name: 'sync~spin', color: 'charts.blue' },
  waiting: { name: 'history', color: 'charts.yellow' },
  paused: { name: 'debug-pause', color: 'charts.yellow' },
  completed: { name: 'pass', color: 'testing.iconPassed' },
  failed: { name: 'error', color: 'charts.red' },
  timed_out: { name: 'watch', color: 'charts.red' },
  skipped: { name: 'debug-step-over', color: 'disabledForeground' },
  cancelled: { name: 'circle-slash', color: 'charts.yellow' },
  interrupted: { name: 'debug-disconnect', color: 'charts.yellow' },
  unreadable: { name: 'warning', color: 'charts.red' },
};

export function statusIcon(status: AnyStatus): StatusIcon {
  return icons[status];
}

/** In lower case, for the middle of a line. */
export function statusWord(status: AnyStatus): string {
  switch (status) {
    case 'pending':
      return t('pending');
    case 'running':
      return t('running');
    case 'waiting':
      return t('waiting');
    case 'paused':
      return t('paused');
    case 'completed':
      return t('completed');
    case 'failed':
      return t('failed');
    case 'timed_out':
      return t('timed out');
    case 'skipped':
      return t('skipped');
    case 'cancelled':
      return t('cancelled');
    case 'interrupted':
      return t('interrupted');
    case 'unreadable':
      return t('unreadable');
  }
}

/** Of what waits for a person. */
export function askingIcon(): StatusIcon {
  return { ...icons.waiting, name: 'question' };
}

/** Which of several statuses stands for all of them: what moves, then what went wrong, then the rest. */
export function summarise(statuses: readonly NodeStatus[]): NodeStatus {
  const present = new Set(statuses);
  const first = order.find((status) => present.has(status));
  // Some are done and some have not begun: it is under way.
  if (first === 'completed' && present.has('pending')) return 'running';
  return first ?? 'pending';
}

const order: readonly NodeStatus[] = [
  'running',
  'waiting',
  'failed',
  'timed_out',
  'cancelled',
  'completed',
  'pending',
  'skipped',
];
