/** One readable line for each event of an execution: the output channel and the log document. */
import { assertNever } from '../base/assertNever.ts';
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { EngineEvent, LogLevel } from '../engine/events.ts';
import { joinCounts } from './nodeRows.ts';
import { safeLine } from './safeText.ts';
import { cancelReason, reasonOf } from './words.ts';

export interface EventLine {
  readonly level: LogLevel | 'trace';
  /** Of the event, with its item: `each[2]`; absent for one of the whole execution. */
  readonly node?: string;
  /** Without the node. One line, safe to show (threat T15). */
  readonly text: string;
}

/** The lines of one execution; keeps what a later event's line needs of earlier ones. */
export class EventLines {
  /** When the latest attempt of a node and item started and succeeded, and its number. */
  readonly #attempts = new Map<
    string,
    { readonly number: number; readonly startedMs: number; readonly endedMs?: number }
  >();
  /** When what takes time without an attempt of its own began: `for_each`, subworkflow, approval. */
  readonly #begun = new Map<string, number>();
  /** The attempts that a program's end cut off (E4). */
  readonly #interrupted = new Set<string>();
  #startedMs: number | undefined;

  line(event: EngineEvent): EventLine {
    this.#startedMs ??= event.time_ms;
    const [level, text] = this.#tell(event);
    const line = safeLine(text);
    return 'node_id' in event ? { level, node: safeLine(keyOf(event)), text: line } : { level, text: line };
  }

  #tell(event: EngineEvent): readonly [EventLine['level'], string] {
    switch (event.type) {
      case 'nodeReady':
        return this.#ready(event);
      case 'attemptStarted':
        this.#attempts.set(keyOf(event), { number: event.attempt, startedMs: event.time_ms });
        return ['info', event.attempt === 1 ? t('started') : t('attempt {0} started', event.attempt)];
      case 'attemptSucceeded':
        return ['debug', this.#succeeded(event)];
      case 'attemptFailed':
        return ['warning', this.#attemptFailed(event)];
      case 'retryScheduled':
        return ['info', this.#retried(event)];
      case 'nodeCompleted':
        return this.#completed(event);
      case 'nodeFailed':
        return ['error', this.#failed(event)];
      case 'nodeSkipped':
        return event.passes === 'failed'
          ? ['info', t('skipped, because something before it failed')]
          : ['debug', t('skipped')];
      case 'nodeCancelled':
        return ['info', t('cancelled ({0})', cancelReason(event.reason))];
      case 'joinFired':
        return ['info', t('joined, {0}', joinCounts(event.record))];
      case 'approvalRequested':
        this.#begun.set(event.node_id, event.time_ms);
        return ['info', t('asks for approval: {0}', event.message)];
      case 'approvalAnswered':
        return ['info', answerText(event)];
      case 'agentLogged':
        return [event.level, event.message];
      case 'agentProgressed':
        return ['trace', progressText(event.fraction, event.message)];
      default:
        return this.#tellWhole(event);
    }
  }

  #tellWhole(
    event: Extract<EngineEvent, { readonly type: `execution${string}` }>,
  ): readonly [EventLine['level'], string] {
    switch (event.type) {
      case 'executionStarted':
        return ['info', startText(event)];
      case 'executionPaused':
        return event.reason === 'storage'
          ? ['error', t('paused: nothing can be written to the disk')]
          : ['info', t('paused')];
      case 'executionResumed':
        return ['info', t('goes on')];
      case 'executionCompleted':
        return ['info', t('completed in {0}', this.#sinceStart(event))];
      case 'executionFailed':
        return ['error', t('failed after {0}: {1}', this.#sinceStart(event), ofNode(event.error))];
      case 'executionCancelled':
        return ['warning', t('cancelled ({0})', cancelReason(event.reason))];
      case 'executionTimedOut':
        return ['error', t('timed out after {0}: {1}', this.#sinceStart(event), reasonOf(event.error))];
      default:
        return assertNever(event);
    }
  }

  #ready(event: Extract<EngineEvent, { type: 'nodeReady' }>): readonly [EventLine['level'], string] {
    if (event.delay_ms !== undefined) return ['debug', t('waits for {0}', formatDuration(event.delay_ms))];
    if (event.items === undefined && event.inputs === undefined) return ['trace', t('ready')];
    this.#begun.set(event.node_id, event.time_ms);
    return ['info', event.items ? t('begins with {0} items', event.items.length) : t('begins its subworkflow')];
  }

  #succeeded(event: Extract<EngineEvent, { type: 'attemptSucceeded' }>): string {
    const attempt = this.#attempts.get(keyOf(event));
    if (attempt) this.#attempts.set(keyOf(event), { ...attempt, endedMs: event.time_ms });
    return t('attempt {0} succeeded in {1}', event.attempt, this.#took(event));
  }

  /** Nobody knows how long an interrupted one went on: its event is of the resume. */
  #attemptFailed(event: Extract<EngineEvent, { type: 'attemptFailed' }>): string {
    const { attempt, error } = event;
    if (error.kind !== 'interrupted')
      return t('attempt {0} failed after {1}: {2}', attempt, this.#took(event), reasonOf(error));
    this.#interrupted.add(keyOf(event));
    return t('attempt {0} was interrupted', attempt);
  }

  #retried(event: Extract<EngineEvent, { type: 'retryScheduled' }>): string {
    if (this.#interrupted.delete(keyOf(event))) return t('attempt {0} starts again', event.attempt);
    return t('attempt {0} follows in {1}', event.attempt, formatDuration(event.delay_ms));
  }

  /** Written later than the attempt's success where a program ended between them. */
  #completed(event: Extract<EngineEvent, { type: 'nodeCompleted' }>): readonly [EventLine['level'], string] {
    if (event.taken_over === true) return ['info', t('taken over')];
    const attempt = this.#attempts.get(keyOf(event));
    const begun = attempt?.startedMs ?? this.#begun.get(event.node_id);
    if (begun === undefined) return ['debug', t('completed')];
    return ['info', t('completed in {0}', formatDuration((attempt?.endedMs ?? event.time_ms) - begun))];
  }

  #failed(event: Extract<EngineEvent, { type: 'nodeFailed' }>): string {
    const attempts = this.#attempts.get(keyOf(event))?.number ?? 0;
    const reason = reasonOf(event.error);
    if (event.status === 'timed_out') return t('timed out: {0}', reason);
    return attempts > 1 ? t('failed after {0} attempts: {1}', attempts, reason) : t('failed: {0}', reason);
  }

  #took(event: Extract<EngineEvent, { readonly attempt: number }>): string {
    const started = this.#attempts.get(keyOf(event))?.startedMs ?? event.time_ms;
    return formatDuration(event.time_ms - started);
  }

  #sinceStart({ time_ms: now }: EngineEvent): string {
    return formatDuration(now - (this.#startedMs ?? now));
  }
}

function keyOf(event: { readonly node_id: string; readonly item?: number }): string {
  return event.item === undefined ? event.node_id : `${event.node_id}[${event.item}]`;
}

export function startText({
  workflow,
  execution_id: id,
  retry_of: of,
}: Extract<EngineEvent, { type: 'executionStarted' }>): string {
  return of === undefined
    ? t('{0} started ({1})', workflow, id)
    : t('{0} started ({1}), repeating {2}', workflow, id, of);
}

export function answerText({ approved, comment }: Extract<EngineEvent, { type: 'approvalAnswered' }>): string {
  if (comment === undefined) return approved ? t('approved') : t('rejected');
  return approved ? t('approved: {0}', comment) : t('rejected: {0}', comment);
}

function ofNode(error: Parameters<typeof reasonOf>[0]): string {
  return error.node_id === undefined ? reasonOf(error) : `${error.node_id}: ${reasonOf(error)}`;
}

function progressText(fraction: number | undefined, message: string | undefined): string {
  const share = fraction === undefined ? '' : t('{0} %', Math.round(fraction * 100));
  return [share, message ?? ''].filter((part) => part !== '').join(' ') || t('works');
}
