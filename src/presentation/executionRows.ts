/** Executions as a tree: execution, its nodes under fork and branch, their attempts. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { nodeRows } from './nodeRows.ts';
import type { Outline } from './outline.ts';
import type { Row } from './row.ts';
import { safeJson, safeLine } from './safeText.ts';
import { askingIcon, statusIcon, statusWord } from './status.ts';
import { isLive, joined, pauseReason, reasonOf, shortReasonOf, waitsForAnswer } from './words.ts';

export interface RowContext {
  /** The time now, milliseconds since the epoch. */
  readonly wallMs: number;
  /** A moment for people, e.g. `14:03:12`. @param wallMs milliseconds since the epoch */
  readonly formatTime: (wallMs: number) => string;
  /** Whether another window or terminal runs it. */
  readonly elsewhere: boolean;
  /** Whether that shows no sign of life. */
  readonly silent: boolean;
  /** When the execution began that this one repeats, milliseconds since the epoch; undefined where that is not known. */
  readonly repeatedMs?: number | undefined;
  /** Whether the execution is open when it first appears. */
  readonly expanded: boolean;
}

/** @param outline its workflow's; undefined while it is not known: then its nodes stand in a list */
export function executionRow(snapshot: ExecutionSnapshot, outline: Outline | undefined, context: RowContext): Row {
  const { id, status } = snapshot;
  const label = safeLine(snapshot.workflow, 300);
  const isAsking = waitsForAnswer(snapshot);
  const description = describe(snapshot, isAsking, context);
  return {
    kind: 'execution',
    id,
    executionId: id,
    label,
    description,
    status,
    icon: isAsking ? askingIcon() : statusIcon(status),
    context: contextOf(snapshot, context),
    hasChildren: Object.keys(snapshot.nodes).length > 0,
    expanded: context.expanded,
    spoken: joined([label, description]),
    children: () => nodeRows({ snapshot, ...context }, outline),
    tooltip: () => tooltipOf(snapshot, context),
  };
}

/** A live one tells no time that moves: its row bears buttons, and a row that is shown again swallows a click on them. */
function describe(snapshot: ExecutionSnapshot, isAsking: boolean, context: RowContext): string {
  const { formatTime, elsewhere, silent } = context;
  const { status, progress, duration_ms: duration, error, started_at: started } = snapshot;
  const word = isAsking ? t('waits for approval') : statusWord(status);
  const time = formatTime(Date.parse(started));
  const repeats = repeatText(snapshot, context);
  if (isLive(snapshot))
    return joined([
      status === 'running' ? t('{0} {1} %', word, progress) : word,
      repeats,
      pauseReason(snapshot),
      snapshot.server === undefined ? (elsewhere ? t('elsewhere') : undefined) : onServer(snapshot.server),
      silent ? t('does not answer') : undefined,
      time,
    ]);
  const took = duration === null ? undefined : formatDuration(duration);
  const where = snapshot.server === undefined ? undefined : onServer(snapshot.server);
  return joined([word, repeats, where, took, error ? failureText(snapshot) : undefined, time]);
}

/** Of a retry, and of a re-run from a node. */
function repeatText({ retry_of: of }: ExecutionSnapshot, { formatTime, repeatedMs }: RowContext): string | undefined {
  if (of === undefined) return undefined;
  return repeatedMs === undefined ? t('repeat') : t('repeats {0}', formatTime(repeatedMs));
}

function onServer(name: string): string {
  return t('on {0}', safeLine(name, 40));
}

/** Why it failed, with the node that it failed of. */
export function failureText({ error }: ExecutionSnapshot): string {
  return error ? withNode(error, shortReasonOf(error)) : '';
}

function withNode({ node_id: node }: NonNullable<ExecutionSnapshot['error']>, reason: string): string {
  return node === undefined ? reason : `${safeLine(node)}: ${reason}`;
}

function contextOf(snapshot: ExecutionSnapshot, { elsewhere, silent }: RowContext): string {
  const { status } = snapshot;
  if (isTerminal(status)) return `execution.ended.${status}`;
  // It follows no request; but it can be taken from its owner.
  if (silent) return 'execution.elsewhere.silent';
  // Nobody but the storage can make it go on.
  const shown = pauseReason(snapshot) === undefined ? status : 'stalled';
  return isLive(snapshot) && elsewhere ? `execution.elsewhere.${shown}` : `execution.${shown}`;
}

function tooltipOf(snapshot: ExecutionSnapshot, { formatTime, elsewhere, silent }: RowContext): readonly string[] {
  const { workflow, status, started_at: started, duration_ms: duration, max_parallel: parallel } = snapshot;
  return [
    safeLine(workflow),
    statusWord(status),
    ...(snapshot.retry_of === undefined ? [] : [t('It repeats the execution {0}.', snapshot.retry_of)]),
    ...(snapshot.server === undefined ? [] : [t('It runs on the server {0}.', safeLine(snapshot.server))]),
    ...(elsewhere && snapshot.server === undefined ? [t('It runs in another window or terminal.')] : []),
    ...(silent ? [t('The process that runs it does not answer. It can be taken over.')] : []),
    t('Started: {0}', formatTime(Date.parse(started))),
    ...(duration === null ? [] : [t('Duration: {0}', formatDuration(duration))]),
    ...(parallel > 0 ? [t('Most agents at the same time: {0}', parallel)] : []),
    ...(snapshot.error ? [t('Reason: {0}', withNode(snapshot.error, reasonOf(snapshot.error)))] : []),
    ...(snapshot.file === null ? [] : [t('File: {0}', safeLine(snapshot.file))]),
    ...(Object.keys(snapshot.inputs).length === 0 ? [] : [t('Inputs: {0}', safeLine(safeJson(snapshot.inputs), 500))]),
    t('Id: {0}', snapshot.id),
  ];
}
