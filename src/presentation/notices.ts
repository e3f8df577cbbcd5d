/** What the status bar and notifications say of executions. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import { failureText } from './executionRows.ts';
import { safeLine, withoutIcons, withoutLinks } from './safeText.ts';
import { statusIcon } from './status.ts';

/** The status bar while executions run; undefined when none does. */
export function runningNotice(running: readonly ExecutionSnapshot[]): string | undefined {
  const [first] = running;
  if (!first) return undefined;
  const text =
    running.length === 1 ? t('{0} {1} %', nameOf(first), first.progress) : t('{0} workflows run', running.length);
  return `$(sync~spin) ${text}`;
}

/** The status bar when an execution has ended. */
export function endedNotice(snapshot: ExecutionSnapshot): string {
  const name = nameOf(snapshot);
  const time = formatDuration(snapshot.duration_ms ?? 0);
  switch (snapshot.status) {
    case 'completed':
      return `$(check) ${t('{0} completed in {1}', name, time)}`;
    case 'failed':
      return `$(error) ${t('{0} failed after {1}', name, time)}`;
    case 'timed_out':
      return `$(watch) ${t('{0} timed out after {1}', name, time)}`;
    case 'cancelled':
      return `$(circle-slash) ${t('{0} was cancelled', name)}`;
    default:
      return `$(${statusIcon(snapshot.status).name}) ${name}`;
  }
}

/** The one notification after a failure. */
export function failureNotice(snapshot: ExecutionSnapshot): string {
  const reason = failureText(snapshot);
  const name = safeLine(snapshot.workflow, 100);
  const text =
    snapshot.status === 'timed_out' ? t('{0} timed out: {1}', name, reason) : t('{0} failed: {1}', name, reason);
  return withoutLinks(text);
}

/** Asks about executions that nobody works on any more; there is at least one. */
export function interruptedNotice(interrupted: readonly ExecutionSnapshot[]): string {
  const [first] = interrupted;
  return interrupted.length === 1 && first
    ? withoutLinks(t('{0} was interrupted. Resume it?', safeLine(first.workflow, 100)))
    : t('{0} executions were interrupted.', interrupted.length);
}

function nameOf({ workflow }: ExecutionSnapshot): string {
  return withoutIcons(safeLine(workflow, 60));
}
