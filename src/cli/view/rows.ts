/** A running execution as rows: one for each node, with its state. */
import { stripVTControlCharacters } from 'node:util';
import { formatDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/engine.ts';
import { isAsking, itemsText, pauseReason, shownNodeStatus } from '../../presentation/words.ts';
import type { ExecutionSnapshot, NodeSnapshot, NodeStatus } from '../../protocol/execution.ts';
import { safeLine } from '../safeText.ts';
import type { Style } from '../style.ts';
import { fit, padEnd, widthOf } from '../width.ts';
import { reason } from './eventLines.ts';
import { type Place, placesOf } from './order.ts';

export interface RowsOptions {
  readonly style: Style;
  readonly columns: number;
  /** Most rows, the title included. */
  readonly rows: number;
}

/** A node as it is shown (E4). */
type ShownNode = Omit<NodeSnapshot, 'status'> & { readonly status: ShownStatus };
type ShownStatus = ReturnType<typeof shownNodeStatus>;

export class Rows {
  readonly #places: readonly Place[];
  readonly #labelWidth: number;

  constructor(workflow: ExecutableWorkflow) {
    this.#places = placesOf(workflow);
    this.#labelWidth = this.#places.reduce((width, place) => Math.max(width, widthOf(labelOf(place, true))), 0);
  }

  /** @param nowMs since the execution's start. @param frame counts the pictures, for what moves */
  render(snapshot: ExecutionSnapshot, nowMs: number, frame: number, options: RowsOptions): readonly string[] {
    const { style, columns, rows } = options;
    const shown = this.#choose(snapshot, rows - 2);
    const lines = shown.map((place) => {
      const node = snapshot.nodes[place.id];
      if (!node) return '';
      const shown = { ...node, status: shownNodeStatus(node.status, snapshot) };
      return this.#row(place, shown, snapshot.duration_ms ?? nowMs, frame, options);
    });
    const hidden = this.#places.length - shown.length;
    if (hidden > 0) lines.push(style.dim(`  ${t('… and {0} more', hidden)}`));
    return [title(snapshot, nowMs, options), ...lines].map((line) => cut(line, columns));
  }

  /** All when there is room; else what runs, waits or failed, then the rest in order. */
  #choose({ nodes }: ExecutionSnapshot, room: number): readonly Place[] {
    if (this.#places.length <= room) return this.#places;
    const weight = ({ id }: Place): number => weights[nodes[id]?.status ?? 'pending'];
    const kept = new Set([...this.#places].sort((a, b) => weight(a) - weight(b)).slice(0, Math.max(0, room - 1)));
    return this.#places.filter((place) => kept.has(place));
  }

  #row(place: Place, node: ShownNode, nowMs: number, frame: number, { style, columns }: RowsOptions): string {
    const label = labelOf(place, style.unicode);
    const { sign, paint } = signOf(node.status, frame, style);
    const indent = label.slice(0, label.length - label.trimStart().length);
    const text = label.trimStart();
    const bars = /^[│├─|+\- ]*/.exec(text)?.[0] ?? '';
    const name = text.slice(bars.length);
    const start = `  ${indent}${style.dim(bars)}${paint(sign)} ${name}`;
    const gap = ' '.repeat(this.#labelWidth - widthOf(label) + 2);
    const room = columns - this.#labelWidth - 7;
    return `${start}${gap}${this.#details(node, nowMs, style, room)}`;
  }

  #details(node: ShownNode, nowMs: number, style: Style, room: number): string {
    // Nobody knows how long it went on.
    if (node.status === 'interrupted') return style.dim(fit(t('interrupted'), Math.max(0, room)));
    const parts = partsOf(node, nowMs);
    const bar = parts.length === 1 && room >= 20 ? timeline(node, nowMs, Math.min(30, room - 12), style) : '';
    return style.dim(fit(parts.join('  '), Math.max(0, room))) + bar;
  }
}

function labelOf({ label, depth, first }: Place, unicode: boolean): string {
  if (depth === 0) return label;
  const [bar, branch] = unicode ? ['│  ', '├─ '] : ['|  ', '+- '];
  return bar.repeat(depth - 1) + (first ? branch : bar) + label;
}

/** What stands beside a node's name. */
function partsOf(node: ShownNode, nowMs: number): readonly string[] {
  if (node.taken_over === true) return [t('taken over')];
  const attempt = node.attempt_log.at(-1);
  const waits = node.status === 'running' || node.status === 'waiting';
  const parts: string[] = [];
  const from = node.started_ms ?? nowMs;
  const took = (node.ended_ms ?? (waits ? nowMs : from)) - from;
  if (attempt || took > 0) parts.push(padEnd(formatDuration(took), 8));
  const items = itemsText(node);
  if (node.approval && isAsking(node)) parts.push(`${t('waits for approval')}: ${safeLine(node.approval.message)}`);
  else if (node.approval?.approved === true)
    parts.push(safeLine([t('approved'), node.approval.comment ?? ''].join(' ')));
  else if (items !== undefined) parts.push(items);
  else if (node.status === 'waiting' && node.retry_at_ms !== undefined)
    parts.push(
      node.attempts === 0
        ? t('{0} left', formatDuration(node.retry_at_ms - nowMs))
        : t('attempt {0} in {1}', node.attempts + 1, formatDuration(node.retry_at_ms - nowMs)),
    );
  else if (node.attempts > 1) parts.push(t('attempts: {0}', node.attempts));
  const error = node.error ?? (node.status === 'waiting' ? attempt?.error : undefined);
  if (error) parts.push(reason(error));
  return parts;
}

const weights: Readonly<Record<NodeStatus, number>> = {
  running: 0,
  waiting: 1,
  failed: 2,
  timed_out: 2,
  pending: 3,
  cancelled: 4,
  skipped: 4,
  completed: 5,
};

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function signOf(
  status: ShownStatus,
  frame: number,
  { unicode, red, yellow, green, blue, dim }: Style,
): { readonly sign: string; readonly paint: (text: string) => string } {
  const pick = (sign: string, plain: string): string => (unicode ? sign : plain);
  switch (status) {
    case 'pending':
      return { sign: pick('·', '.'), paint: dim };
    case 'running':
      return { sign: unicode ? (spinner[frame % spinner.length] ?? '') : ('|/-\\'[frame % 4] ?? ''), paint: blue };
    case 'waiting':
      return { sign: pick('◔', '~'), paint: yellow };
    case 'completed':
      return { sign: pick('✓', '+'), paint: green };
    case 'failed':
    case 'timed_out':
      return { sign: pick('✗', 'x'), paint: red };
    case 'skipped':
      return { sign: pick('–', '-'), paint: dim };
    case 'cancelled':
      return { sign: pick('⊘', 'o'), paint: yellow };
    case 'interrupted':
      return { sign: '!', paint: yellow };
  }
}

/** When its attempts ran, from the execution's start to now. */
function timeline({ attempt_log: log, status }: ShownNode, nowMs: number, width: number, style: Style): string {
  const cells = new Array<string>(width).fill(' ');
  const cellAt = (ms: number): number => Math.min(width - 1, Math.floor((ms / Math.max(1, nowMs)) * width));
  for (const { started_ms: from, ended_ms: until } of log)
    cells.fill(style.unicode ? '━' : '=', cellAt(from), cellAt(until ?? nowMs) + 1);
  return `  ${signOf(status, 0, style).paint(cells.join('').trimEnd())}`;
}

function title(snapshot: ExecutionSnapshot, nowMs: number, { style }: RowsOptions): string {
  const { workflow, progress, duration_ms: duration, status } = snapshot;
  const time = formatDuration(duration ?? nowMs);
  const why = pauseReason(snapshot);
  const paused =
    status === 'paused' ? `  ${style.yellow(why === undefined ? t('paused') : `${t('paused')}: ${why}`)}` : '';
  return `${style.bold(safeLine(workflow))}  ${style.dim(`${String(progress)} %  ${time}`)}${paused}`;
}

/** A line must not wrap: the view counts lines. Colour codes take no room. */
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return widthOf(plain) < columns ? line : fit(plain, columns - 1);
}
