/** Many siblings as pages, whose rows are made when somebody opens one. */
import { t } from '../base/l10n.ts';
import type { ExecutionSnapshot, NodeStatus } from '../protocol/execution.ts';
import { itemStatus } from './branchStatus.ts';
import type { OutlineItem } from './outline.ts';
import type { Row } from './row.ts';
import { statusIcon, statusWord, summarise } from './status.ts';
import { joined, shownNodeStatus } from './words.ts';

/** More stand in pages. */
export const mostSiblings = 200;
const pageSize = 100;

/** @param parent id of the row that they stand under. @param toRows makes the rows of a page */
export function pageRows(
  items: readonly OutlineItem[],
  snapshot: ExecutionSnapshot,
  parent: string,
  toRows: (items: readonly OutlineItem[]) => readonly Row[],
): readonly Row[] {
  const pages: Row[] = [];
  for (let from = 0; from < items.length; from += pageSize) {
    const own = items.slice(from, from + pageSize);
    const statuses = own.flatMap((item) => statusesOf(item, snapshot));
    const status = shownNodeStatus(summarise(statuses), snapshot);
    const label = t('{0} to {1}', from + 1, from + own.length);
    const description = counted(statuses);
    pages.push({
      kind: 'page',
      id: `${snapshot.id}/page:${parent}:${from}`,
      executionId: snapshot.id,
      label,
      description,
      status,
      icon: statusIcon(status),
      context: 'page',
      hasChildren: true,
      expanded: false,
      spoken: joined([label, description]),
      children: () => toRows(own),
      tooltip: () => [label, description],
    });
  }
  return pages;
}

/** A branch counts as one. */
function statusesOf(item: OutlineItem, snapshot: ExecutionSnapshot): readonly NodeStatus[] {
  const status = itemStatus(item, snapshot);
  return status === undefined ? [] : [status];
}

/** `running: 3 · completed: 97`, what wants attention first. */
function counted(statuses: readonly NodeStatus[]): string {
  const counts = new Map<NodeStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return joined(
    shownFirst.flatMap((status) => {
      const count = counts.get(status);
      return count === undefined ? [] : t('{0}: {1}', statusWord(status), count);
    }),
  );
}

const shownFirst: readonly NodeStatus[] = [
  'failed',
  'timed_out',
  'running',
  'waiting',
  'cancelled',
  'completed',
  'skipped',
  'pending',
];
