/** E7: old executions go, by count and by age. Running, interrupted and unreadable ones stay, however old they are. */
import type { Clock, JournalStore } from '../engine/ports.ts';
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';

export interface Keep {
  /** Ended executions to keep. */
  readonly keep: number;
  /** Days since their end; 0: no limit. */
  readonly keepDays: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Removes what is too old, or one too many.
 *
 * @param read an execution's snapshot
 * @returns the ids that were removed
 */
export async function prune(
  journal: JournalStore,
  clock: Clock,
  { keep, keepDays }: Keep,
  read: (id: string) => Promise<ExecutionSnapshot | undefined>,
): Promise<readonly string[]> {
  const oldestMs = keepDays > 0 ? clock.wallMs() - keepDays * dayMs : -Infinity;
  const removed: string[] = [];
  for (const [index, id] of (await journal.list()).entries()) {
    const isOneTooMany = index >= keep;
    // It cannot have ended before it started: a young one need not be read.
    if (!isOneTooMany && (startOf(id) ?? -Infinity) > oldestMs) continue;
    const snapshot = await read(id);
    if (!snapshot || !isTerminal(snapshot.status)) continue;
    const endedMs = Date.parse(snapshot.ended_at ?? '');
    if ((isOneTooMany || endedMs < oldestMs) && (await journal.remove(id))) removed.push(id);
  }
  return removed;
}

/** When an execution began, from the time in its id (UUID version 7); undefined for an id of another kind. */
function startOf(id: string): number | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id) ?? [];
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16);
}
