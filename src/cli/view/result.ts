/** How an execution ended: its output on standard output, what people want to know beside it on standard error. */
import { formatDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutionSnapshot, NodeSnapshot, ShownExecutionStatus } from '../../protocol/execution.ts';
import type { Cli } from '../cli.ts';
import { safeJson, safeLine } from '../safeText.ts';
import { type Style, styleOf } from '../style.ts';
import { reason } from './eventLines.ts';
import type { Format } from './showing.ts';

export function writeResult(snapshot: ExecutionSnapshot, format: Format, cli: Cli): void {
  if (format === 'json') {
    cli.out.write(`${safeJson({ type: 'result', execution: snapshot })}\n`);
    return;
  }
  const style = styleOf(cli.err, cli.env);
  cli.err.write(`\n${summary(snapshot, style).join('\n')}\n`);
  if (snapshot.status === 'completed') cli.out.write(`${safeJson(snapshot.output, 2)}\n`);
}

/** The last lines: every node that failed, also when the failure was handled, then the whole. */
export function summary(snapshot: ExecutionSnapshot, style: Style): readonly string[] {
  const failures = Object.entries(snapshot.nodes).flatMap(([id, node]) => failureLine(id, node, style));
  return [...failures, ending(snapshot, style)];
}

function failureLine(id: string, node: NodeSnapshot, { red, unicode }: Style): readonly string[] {
  if ((node.status !== 'failed' && node.status !== 'timed_out') || !node.error) return [];
  const sign = red(unicode ? '✗' : 'x');
  const says = reason(node.error);
  if (node.attempts > 1) return [`${sign} ${t('{0} failed after {1} attempts: {2}', id, node.attempts, says)}`];
  return [`${sign} ${t('{0} failed: {1}', id, says)}`];
}

function ending(snapshot: ExecutionSnapshot, { green, red, yellow, unicode }: Style): string {
  const { status, error, duration_ms: duration, max_parallel: parallel, workflow } = snapshot;
  const took = duration === null ? '' : t('{0}, most agents at the same time: {1}', formatDuration(duration), parallel);
  const line = `${safeLine(workflow)}: ${statusWord(status)}${took === '' ? '' : ` (${took})`}`;
  if (status === 'completed') return `${green(unicode ? '✓' : '+')} ${line}`;
  if (status === 'pending' || status === 'running' || status === 'paused') return `${unicode ? '…' : '.'} ${line}`;
  const sign = (status === 'cancelled' ? yellow : red)(unicode ? '✗' : 'x');
  return `${sign} ${line}${error ? `: ${reason(error)}` : ''}`;
}

export function statusWord(status: ShownExecutionStatus): string {
  switch (status) {
    case 'pending':
      return t('pending');
    case 'running':
      return t('running');
    case 'paused':
      return t('paused');
    case 'completed':
      return t('completed');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return t('cancelled');
    case 'timed_out':
      return t('timed out');
    case 'interrupted':
      return t('interrupted');
    case 'unreadable':
      return t('unreadable');
  }
}
