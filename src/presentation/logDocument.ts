/** An execution's events as one text, in columns. */
import { t } from '../base/l10n.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import { EventLines } from './eventLines.ts';
import { safeJson, safeLine } from './safeText.ts';

/** @param formatTime a moment for people, date and time. Lines end with `\n`; times count in seconds from the start. */
export function logDocument(
  snapshot: ExecutionSnapshot,
  events: readonly EngineEvent[],
  formatTime: (wallMs: number) => string,
): string {
  const head = [
    t('Workflow: {0}', safeLine(snapshot.workflow)),
    ...(snapshot.file === null ? [] : [t('File: {0}', safeLine(snapshot.file))]),
    t('Execution: {0}', snapshot.id),
    t('Started: {0}', formatTime(Date.parse(snapshot.started_at))),
  ];
  const width = Math.min(32, Math.max(0, ...Object.keys(snapshot.nodes).map((id) => id.length)));
  const lines = new EventLines();
  const startedMs = events[0]?.time_ms ?? 0;
  const body = events.map((event) => {
    const { level, node = '', text } = lines.line(event);
    const time = ((event.time_ms - startedMs) / 1000).toFixed(3).padStart(9);
    return `${time}  ${`[${level}]`.padEnd(9)}  ${node.padEnd(width)}  ${text}`;
  });
  const tail = tailOf(snapshot);
  return [...head, '', ...body, ...(tail === undefined ? [] : ['', tail]), ''].join('\n');
}

function tailOf({ status, error, output }: ExecutionSnapshot): string | undefined {
  if (status === 'completed') return `${t('Result:')}\n${safeJson(output, 2)}`;
  if (status === 'interrupted') return t('Interrupted: nobody works on this execution. Resume or discard it.');
  if (status === 'unreadable') return t('This execution cannot be read: {0}', safeLine(error?.message ?? ''));
  return undefined;
}
