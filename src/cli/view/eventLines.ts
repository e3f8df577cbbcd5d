/** An execution's events as lines for people. */
import { formatDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { answerText } from '../../presentation/eventLines.ts';
import { cancelReason } from '../../presentation/words.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { safeLine } from '../safeText.ts';
import type { Style } from '../style.ts';

/** Keeps what a later event's line needs of earlier ones. Gives undefined for events that people need not read. */
export class EventLines {
  readonly #style: Style;
  readonly #width: number;
  /** When the latest attempt of a node and item started, and its number. */
  readonly #attempts = new Map<string, { readonly number: number; readonly startedMs: number }>();
  /** When what takes time without an attempt of its own began: `for_each`, subworkflow, approval. */
  readonly #begun = new Map<string, number>();
  /** The nodes whose attempt a program's end cut off (E4). */
  readonly #interrupted = new Set<string>();
  #startedMs: number | undefined;

  /** @param nodeIds all that will be told of, so that the lines stand in columns */
  constructor(nodeIds: readonly string[], style: Style) {
    this.#style = style;
    this.#width = Math.min(
      32,
      nodeIds.reduce((width, id) => Math.max(width, id.length), 0),
    );
  }

  line(event: EngineEvent): string | undefined {
    this.#startedMs ??= event.time_ms;
    const text = this.#text(event);
    if (text === undefined) return undefined;
    const time = `${((event.time_ms - this.#startedMs) / 1000).toFixed(3)} s`.padStart(10);
    const node = 'node_id' in event ? `${keyOf(event).padEnd(this.#width)}  ` : '';
    return `${this.#style.dim(time)}  ${node}${text}`;
  }

  #text(event: EngineEvent): string | undefined {
    const { red, yellow, green, dim, bold } = this.#style;
    switch (event.type) {
      case 'executionStarted':
        return `${bold(safeLine(event.workflow))} ${t('started')} ${dim(idText(event))}`;
      case 'attemptStarted':
        this.#attempts.set(keyOf(event), { number: event.attempt, startedMs: event.time_ms });
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
        return this.#ready(event);
      case 'approvalRequested':
        this.#begun.set(event.node_id, event.time_ms);
        return yellow(t('asks for approval: {0}', safeLine(event.message)));
      case 'approvalAnswered':
        return safeLine(answerText(event));
      case 'attemptSucceeded':
      case 'agentProgressed':
        return undefined;
    }
  }

  #ready({ node_id: node, time_ms: now, items, inputs }: Of<'nodeReady'>): string | undefined {
    if (items === undefined && inputs === undefined) return undefined;
    this.#begun.set(node, now);
    return items ? t('begins with {0} items', items.length) : t('begins its subworkflow');
  }

  #attemptFailed(event: Of<'attemptFailed'>): string {
    const { attempt, error } = event;
    if (error.kind !== 'interrupted') return t('attempt {0} failed: {1}', attempt, reason(error));
    this.#interrupted.add(keyOf(event));
    return t('attempt {0} was interrupted', attempt);
  }

  #retried(event: Of<'retryScheduled'>): string {
    if (this.#interrupted.delete(keyOf(event))) return t('attempt {0} starts again', event.attempt);
    return t('attempt {0} in {1}', event.attempt, formatDuration(event.delay_ms));
  }

  #completed({ node_id: node, time_ms: now, taken_over: taken }: Of<'nodeCompleted'>): string | undefined {
    const { green, dim } = this.#style;
    if (taken === true) return dim(t('taken over'));
    const begun = this.#attempts.get(node)?.startedMs ?? this.#begun.get(node);
    return begun === undefined ? undefined : green(t('completed in {0}', formatDuration(now - begun)));
  }

  #failed({ node_id: node, status, error }: Of<'nodeFailed'>): string {
    const attempts = this.#attempts.get(node)?.number ?? 0;
    if (status === 'timed_out') return t('timed out: {0}', reason(error));
    return attempts > 1
      ? t('failed after {0} attempts: {1}', attempts, reason(error))
      : t('failed: {0}', reason(error));
  }
}

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: Type }>;

/** The node, with its item: `each[2]`. */
function keyOf(event: { readonly node_id: string; readonly item?: number }): string {
  return event.item === undefined ? event.node_id : `${event.node_id}[${String(event.item)}]`;
}

function idText({ execution_id: id, retry_of: of }: Of<'executionStarted'>): string {
  return of === undefined ? id : t('{0}, repeating {1}', id, of);
}

export function reason({ message, kind }: FailureInfo): string {
  return safeLine(message === '' ? kind : message);
}

function joinText({ record }: Of<'joinFired'>): string {
  const parts = [t('succeeded: {0}', record.succeeded)];
  if (record.failed > 0) parts.push(t('failed: {0}', record.failed));
  if (record.cancelled > 0) parts.push(t('cancelled: {0}', record.cancelled));
  if (record.skipped > 0) parts.push(t('skipped: {0}', record.skipped));
  return t('joined, {0}', parts.join(', '));
}
