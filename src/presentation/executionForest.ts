/** All executions as a tree's first rows: those that fit a filter, in groups, so many of each group as were asked for. */
import { t } from '../base/l10n.ts';
import type { ExecutionSnapshot, ShownExecutionStatus } from '../protocol/execution.ts';
import type { Row } from './row.ts';
import { safeLine } from './safeText.ts';
import { statusWord } from './status.ts';
import { isLive, joined } from './words.ts';

export const groupings = ['day', 'workflow', 'none'] as const;
export type Grouping = (typeof groupings)[number];

export interface ExecutionFilter {
  /** Empty: every status. */
  readonly statuses: readonly ShownExecutionStatus[];
  /** Each of its words must stand in the workflow's name, the file, the id or the reason; whatever its case. */
  readonly text: string;
}

export const noFilter: ExecutionFilter = { statuses: [], text: '' };

/** How many of a group are shown at first, and with each *Show more*. */
export const groupStep = 200;

export interface ForestOptions {
  readonly grouping: Grouping;
  readonly filter: ExecutionFilter;
  /** How many of a group are shown; undefined: {@link groupStep}. */
  readonly shown: ReadonlyMap<string, number>;
  /** What tells the day of a moment from others, in the reader's time zone. @param wallMs milliseconds since the epoch */
  readonly dayOf: (wallMs: number) => string;
  /** The day in words; asked for once for each day. */
  readonly dayLabel: (wallMs: number) => string;
  readonly rowOf: (snapshot: ExecutionSnapshot) => Row;
}

/** @param all newest first */
export function executionForest(all: readonly ExecutionSnapshot[], options: ForestOptions): readonly Row[] {
  const fitting = filtered(all, options.filter);
  if (options.grouping === 'none') return executionRows('all', fitting, options);
  const groups = new Map<string, { readonly label: string; readonly own: ExecutionSnapshot[] }>();
  for (const snapshot of fitting) {
    const key = keyOf(snapshot, options);
    const known = groups.get(key);
    if (known) known.own.push(snapshot);
    else groups.set(key, { label: labelOf(snapshot, options), own: [snapshot] });
  }
  return [...groups].map(([key, { label, own }], index) => groupRow({ key, label, own, first: index === 0 }, options));
}

export function filtered(
  all: readonly ExecutionSnapshot[],
  { statuses, text }: ExecutionFilter,
): readonly ExecutionSnapshot[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && statuses.length === 0) return all;
  return all.filter(({ status, workflow, file, id, error }) => {
    if (statuses.length > 0 && !statuses.includes(status)) return false;
    if (words.length === 0) return true;
    const hay = `${workflow}\n${file ?? ''}\n${id}\n${error?.message ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** What a filter is, and how much it lets through; undefined where it lets all through. */
export function filterText(filter: ExecutionFilter, all: readonly ExecutionSnapshot[]): string | undefined {
  const { statuses, text } = filter;
  if (statuses.length === 0 && text.trim() === '') return undefined;
  const what = joined([
    statuses.map(statusWord).join(', '),
    text.trim() === '' ? undefined : `“${safeLine(text, 100)}”`,
  ]);
  return t('Filter: {0} ({1} of {2})', what, filtered(all, filter).length, all.length);
}

function keyOf({ workflow, started_at: started }: ExecutionSnapshot, { grouping, dayOf }: ForestOptions): string {
  return grouping === 'day' ? dayOf(Date.parse(started)) : workflow;
}

function labelOf({ workflow, started_at: started }: ExecutionSnapshot, { grouping, dayLabel }: ForestOptions): string {
  return grouping === 'day' ? dayLabel(Date.parse(started)) : safeLine(workflow, 300);
}

interface Group {
  readonly key: string;
  readonly label: string;
  readonly own: readonly ExecutionSnapshot[];
  readonly first: boolean;
}

function groupRow({ key, label, own, first }: Group, options: ForestOptions): Row {
  const id = `group:${options.grouping}:${key}`;
  const count = own.length === 1 ? t('1 execution') : t('{0} executions', own.length);
  return {
    kind: 'group',
    id,
    label,
    description: String(own.length),
    icon: { name: options.grouping === 'day' ? 'calendar' : 'type-hierarchy' },
    context: 'group',
    hasChildren: true,
    expanded: first || own.some(isLive),
    spoken: joined([label, count]),
    children: () => executionRows(id, own, options),
    tooltip: () => [label, count],
  };
}

function executionRows(
  group: string,
  own: readonly ExecutionSnapshot[],
  { shown, rowOf }: ForestOptions,
): readonly Row[] {
  const most = shown.get(group) ?? groupStep;
  const rows = own.slice(0, most).map(rowOf);
  return own.length <= most ? rows : [...rows, moreRow(group, own.length - most)];
}

function moreRow(group: string, rest: number): Row {
  const label = t('Show more');
  const description = t('{0} older ones', rest);
  return {
    kind: 'more',
    id: `more:${group}`,
    label,
    description,
    icon: { name: 'ellipsis' },
    context: 'more',
    hasChildren: false,
    expanded: false,
    spoken: joined([label, description]),
    children: () => [],
    tooltip: () => [],
  };
}
