/** Two executions node by node: state, attempts, duration, and the difference, in columns. */
import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import { safeLine } from './safeText.ts';
import { statusWord } from './status.ts';
import { shownNodeStatus } from './words.ts';

type Cells = readonly string[];

/** @param formatTime a moment for people. Nodes stand in the order of `before`, those that only `after` has behind what comes before them there. */
export function compareTimes(
  before: ExecutionSnapshot,
  after: ExecutionSnapshot,
  formatTime: (wallMs: number) => string,
): string {
  const ids = merged(Object.keys(before.nodes), Object.keys(after.nodes));
  const head: Cells = [
    ...[t('Node'), t('State'), t('Attempts'), t('Duration')],
    ...['→', t('State'), t('Attempts'), t('Duration'), t('Difference')],
  ];
  const total: Cells = [
    t('All'),
    ...[statusWord(before.status), '', durationText(before.duration_ms)],
    ...['→', statusWord(after.status), '', durationText(after.duration_ms)],
    difference(before.duration_ms, after.duration_ms),
  ];
  const rows = ids.map((id): Cells => {
    const [one, two] = [before.nodes[id], after.nodes[id]];
    return [
      safeLine(id, 60),
      ...cellsOf(one, before),
      ...['→', ...cellsOf(two, after)],
      difference(tookMs(one), tookMs(two)),
    ];
  });
  const about = [before, after].map(
    ({ workflow, id, started_at: at }, index) =>
      `${index === 0 ? t('Before') : t('After')}: ${safeLine(workflow, 100)} · ${formatTime(Date.parse(at))} · ${id}`,
  );
  return [...about, '', ...inColumns([head, ...rows, total]), ''].join('\n');
}

function merged(before: readonly string[], after: readonly string[]): readonly string[] {
  const ids = [...before];
  const known = new Set(before);
  after.forEach((id, index) => {
    if (!known.has(id)) ids.splice(index === 0 ? 0 : ids.indexOf(after[index - 1] as string) + 1, 0, id);
  });
  return ids;
}

function cellsOf(node: NodeSnapshot | undefined, execution: ExecutionSnapshot): Cells {
  if (!node) return ['-', '', ''];
  const attempts = node.attempts > 0 ? String(node.attempts) : '';
  return [statusWord(shownNodeStatus(node.status, execution)), attempts, durationText(tookMs(node))];
}

function tookMs(node: NodeSnapshot | undefined): number | null {
  if (!node || node.started_ms === null || node.ended_ms === null) return null;
  const ms = node.ended_ms - node.started_ms;
  // A gateway takes no time.
  return ms === 0 && node.attempts === 0 ? null : ms;
}

function durationText(ms: number | null): string {
  return ms === null ? '' : formatDuration(ms);
}

/** `+1.2 s (+40 %)`, with a plain minus: VS Code marks others as what may be mistaken; empty where one of them did not end. */
function difference(before: number | null, after: number | null): string {
  if (before === null || after === null) return '';
  const ms = after - before;
  if (Math.abs(ms) < 1) return '0';
  const sign = ms > 0 ? '+' : '-';
  const share = before < 1 ? '' : ` (${sign}${Math.round((Math.abs(ms) / before) * 100)} %)`;
  return `${sign}${formatDuration(Math.abs(ms))}${share}`;
}

/** Texts to the left, numbers to the right. */
function inColumns(rows: readonly Cells[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

const numeric: ReadonlySet<number> = new Set([2, 3, 6, 7, 8]);
