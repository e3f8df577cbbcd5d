/** An execution's events as lines for people. */
import { formatDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { cancelReason } from '../../presentation/words.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { safeLine } from '../safeText.ts';
import type { Style } from '../style.ts';

/** Keeps what a later event's line needs of earlier ones. Gives undefined for events that people need not read. */
export class EventLines {
  readonly #style: Style;
  readonly #width: number;
  /** When the latest attempt of a node started, and its number. */
  readonly #attempts = new Map<string, { readonly number: number; readonly startedMs: number }>();
  /** The nodes whose attempt a program's end cut off (E4). */
  readonly #interrupted = new Set<string>();
  #startedMs: number | undefined;

  /** @param nodeIds all that will be told of, so that the lines stand in columns */
  constructor(nodeIds: readonly string[], style: Style) {
    this.#style = style;
    this.#width = Math.min(32, Math.max(0, ...nodeIds.map((id) => id.length)));
  }

  line(event: EngineEvent): string | undefined {
    this.#startedMs ??= event.time_ms;
    const text = this.#text(event);
    if (text === undefined) return undefined;
    const time = `${((event.time_ms - this.#startedMs) / 1000).toFixed(3)} s`.padStart(10);
    const node = 'node_id' in event ? `${event.node_id.padEnd(this.#width)}  ` : '';
    return `${this.#style.dim(time)}  ${node}${text}`;
  }

  #text(event: EngineEvent): string | undefined {
    const { red, yellow, green, dim, bold } = this.#style;
    switch (event.type) {
      case 'executionStarted':
        return `${bold(safeLine(event.workflow))} ${t('started')} ${dim(event.execution_id)}`;
      case 'attemptStarted':
        this.#attempts.set(event.node_id, { number: event.attempt, startedMs: event.time_ms });
        return event.attempt === 1 ? t('started') : t('attempt {0} started', event.attempt);
      case 'attemptFailed':
        return yellow(this.#attemptFailed(event));
      case 'retryScheduled':
        return yellow(this.#retried(event));
      case 'nodeCompleted':
        return this.#completed(event);
      case 'nodeFailed':
        return red(this.#failed(event));
      case 'nodeSkipped':
        return dim(t('skipped'));
      case 'nodeCancelled':
        return dim(t('cancelled ({0})', cancelReason(event.reason)));
      case 'joinFired':
        return joinText(event);
      case 'agentLogged':
        return dim(`${event.level}: `) + safeLine(event.message);
      case 'executionPaused':
        return yellow(t('paused'));
      case 'executionResumed':
        return t('goes on');
      case 'executionCompleted':
        return green(t('completed'));
      case 'executionFailed':
        return red(t('failed: {0}', reason(event.error)));
      case 'executionCancelled':
        return yellow(t('cancelled ({0})', cancelReason(event.reason)));
      case 'executionTimedOut':
        return red(t('timed out: {0}', reason(event.error)));
      case 'nodeReady':
      case 'attemptSucceeded':
      case 'approvalRequested':
      case 'approvalAnswered':
      case 'agentProgressed':
        return undefined;
    }
  }

  #attemptFailed({ node_id: node, attempt, error }: Extract<EngineEvent, { type: 'attemptFailed' }>): string {
    if (error.kind !== 'interrupted') return t('attempt {0} failed: {1}', attempt, reason(error));
    this.#interrupted.add(node);
    return t('attempt {0} was interrupted', attempt);
  }

  #retried({ node_id: node, attempt, delay_ms: delay }: Extract<EngineEvent, { type: 'retryScheduled' }>): string {
    if (this.#interrupted.delete(node)) return t('attempt {0} starts again', attempt);
    return t('attempt {0} in {1}', attempt, formatDuration(delay));
  }

  #completed({ node_id: node, time_ms: now }: Extract<EngineEvent, { type: 'nodeCompleted' }>): string | undefined {
    const attempt = this.#attempts.get(node);
    return attempt && this.#style.green(t('completed in {0}', formatDuration(now - attempt.startedMs)));
  }

  #failed({ node_id: node, status, error }: Extract<EngineEvent, { type: 'nodeFailed' }>): string {
    const attempts = this.#attempts.get(node)?.number ?? 0;
    if (status === 'timed_out') return t('timed out: {0}', reason(error));
    return attempts > 1
      ? t('failed after {0} attempts: {1}', attempts, reason(error))
      : t('failed: {0}', reason(error));
  }
}

export function reason({ message, kind }: FailureInfo): string {
  return safeLine(message === '' ? kind : message);
}

function joinText({ record }: Extract<EngineEvent, { type: 'joinFired' }>): string {
  const parts = [t('succeeded: {0}', record.succeeded)];
  if (record.failed > 0) parts.push(t('failed: {0}', record.failed));
  if (record.cancelled > 0) parts.push(t('cancelled: {0}', record.cancelled));
  if (record.skipped > 0) parts.push(t('skipped: {0}', record.skipped));
  return t('joined, {0}', parts.join(', '));
}
