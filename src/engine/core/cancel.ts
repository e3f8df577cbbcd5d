/** Ending much at once: a whole scope (R4, F4, F5), a branch (R4), or what a failing join leaves (J4). */
import type { CancelReason } from '../events.ts';
import { regionTimeout } from '../failures.ts';
import type { Scope } from '../program.ts';
import type { Region } from '../programRegions.ts';
import { pending } from '../transitions.ts';
import { abortAttempt } from './attempts.ts';
import { abortItems, hasOpen } from './aborting.ts';
import { cancelNode, failNode } from './nodes.ts';
import { straysIn } from './strays.ts';
import type { Turn } from './turn.ts';

/** Cancels everything that has not ended. A node that a failure has reached already is skipped for it instead (T4). */
export function cancelScope(turn: Turn, scope: Scope, reason: CancelReason): void {
  if (straysIn(turn, scope) > 0) turn.cutShort.add(scope.index);
  for (let index = scope.first; index < scope.end; index++) {
    const node = turn.node(index);
    if (!turn.isSettled(index)) {
      if (!isReachedByFailure(turn, index)) cancelNode(turn, node, reason);
    } else if (turn.state.strays > 0) abortItems(turn, node);
  }
  turn.strayless.add(scope.index);
}

/** F4 `drain`: running attempts finish, nothing else starts. */
export function drainScope(turn: Turn, scope: Scope): void {
  if (turn.drained.has(scope.index)) return;
  turn.drained.add(scope.index);
  const rest: number[] = [];
  for (let index = scope.first; index < scope.end; index++)
    if (!turn.isSettled(index) && !isReachedByFailure(turn, index)) rest.push(index);
  drainNodes(turn, rest, 'failure', undefined);
}

/**
 * Lets the running attempts of these nodes finish and cancels the others.
 * @param join the join that waits for them, if one does
 * @returns how many run
 */
export function drainNodes(
  turn: Turn,
  nodes: readonly number[],
  reason: CancelReason,
  join: number | undefined,
): number {
  let running = 0;
  for (const index of nodes) {
    if (turn.isSettled(index)) continue;
    const node = turn.node(index);
    const hasFired = node.kind === 'for_each' && turn.state.joinRecords.has(index);
    if (!runs(turn, index) && !hasFired) {
      cancelNode(turn, node, reason);
      continue;
    }
    running++;
    if (!turn.draining.has(index)) turn.draining.set(index, join);
    if (hasFired) turn.touchJoin(index);
    if (node.inner !== undefined && node.task === undefined) drainScope(turn, turn.scope(node.inner));
  }
  return running;
}

/** Whether an attempt runs: of the node, of its items, or inside of it. */
function runs(turn: Turn, index: number): boolean {
  const { state } = turn;
  if (state.open[index] !== undefined) return true;
  const items = state.items.get(index);
  if (items !== undefined) return hasOpen(state, items);
  const { inner } = turn.node(index);
  if (inner === undefined) return false;
  const { first, end } = turn.scope(inner);
  for (let at = first; at < end; at++) if (!turn.isSettled(at) && runs(turn, at)) return true;
  return false;
}

/** F5: a fork's region past its time. Its joins then judge for themselves. */
export function regionTimedOut(turn: Turn, region: Region): void {
  const error = regionTimeout(turn.node(region.fork).id, region.timeoutMs ?? 0);
  for (const index of region.nodes) {
    const node = turn.node(index);
    abortAttempt(turn, index, error);
    if (!turn.isSettled(index)) failNode(turn, node, error);
  }
}

function isReachedByFailure(turn: Turn, index: number): boolean {
  const { state } = turn;
  return (
    state.slotStatus[index] === pending &&
    state.ready[index] === 0 &&
    turn.node(index).kind !== 'join' &&
    (state.failedIn[index] as number) > 0
  );
}
