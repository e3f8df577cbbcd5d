/** What the status bar and notifications say of executions. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import { failureText } from './executionRows.ts';
import { plainLabel, safeLine, withoutLinks } from './safeText.ts';
import { statusIcon } from './status.ts';
import { reasonOf, sinceStart, waitsForAnswer } from './words.ts';

/** The status bar while executions run; undefined when none does. */
export function runningNotice(running: readonly ExecutionSnapshot[]): string | undefined {
  const [first] = running;
  if (!first) return undefined;
  if (running.length > 1) return `$(sync~spin) ${t('{0} workflows run', running.length)}`;
  const name = nameOf(first);
  if (first.status === 'paused') return `$(debug-pause) ${t('{0} is paused', name)}`;
  if (waitsForAnswer(first)) return `$(question) ${t('{0} waits for approval', name)}`;
  return `$(sync~spin) ${t('{0} {1} %', name, first.progress)}`;
}

/** How long what runs has been running, beside the view's title; undefined where nothing runs. @param wallMs the time now */
export function runningTime(running: readonly ExecutionSnapshot[], wallMs: number): string | undefined {
  if (running.length === 0) return undefined;
  const longest = formatDuration(Math.max(...running.map((snapshot) => sinceStart(snapshot, wallMs))));
  return running.length === 1 ? longest : t('{0} run · {1}', running.length, longest);
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

/** Asks for an answer. @param nodeId of the approval */
export function approvalNotice({ workflow, nodes }: ExecutionSnapshot, nodeId: string): string {
  const message = nodes[nodeId]?.approval?.message ?? '';
  const name = safeLine(workflow, 100);
  const asked = message.trim() === '' ? t('"{0}" waits for approval', nodeId) : safeLine(message, 500);
  return withoutLinks(`${name}: ${asked}`);
}

/** Nothing can be written: what it means, and why. */
export function stalledNotice(snapshot: ExecutionSnapshot): string {
  const name = safeLine(snapshot.workflow, 100);
  const reason = snapshot.error ? reasonOf(snapshot.error, 300) : '';
  return withoutLinks(
    t(
      '{0} is paused, because nothing can be stored. It goes on by itself when there is space again. {1}',
      name,
      reason,
    ),
  ).trim();
}

function nameOf({ workflow }: ExecutionSnapshot): string {
  return plainLabel(workflow, 60);
}
