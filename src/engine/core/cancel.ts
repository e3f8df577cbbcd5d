/** Ending much at once: the whole execution (R4, F4, F5), or what a failing join leaves (J4). */
import type { CancelReason } from '../events.ts';
import { regionTimeout } from '../failures.ts';
import type { Region } from '../programRegions.ts';
import { pending } from '../transitions.ts';
import { abortAttempt } from './attempts.ts';
import { cancelNode, failNode } from './nodes.ts';
import type { Turn } from './turn.ts';

/** Cancels everything that has not ended. A node that a failure has reached already is skipped for it instead (T4). */
export function cancelAll(turn: Turn, reason: CancelReason): void {
  for (const node of turn.program.nodes)
    if (!turn.isSettled(node.index) && !isReachedByFailure(turn, node.index)) cancelNode(turn, node, reason);
}

/** F4 `drain`: running attempts finish, nothing else starts. */
export function drainAll(turn: Turn): void {
  const rest = turn.program.nodes.filter(({ index }) => !turn.isSettled(index) && !isReachedByFailure(turn, index));
  drainNodes(
    turn,
    rest.map(({ index }) => index),
    'failure',
    undefined,
  );
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
    if (turn.state.attemptOpen[index] === 1) {
      running++;
      turn.draining.set(index, join);
    } else cancelNode(turn, turn.node(index), reason);
  }
  return running;
}

/** F5: a fork's region past its time. Its joins then judge for themselves. */
export function regionTimedOut(turn: Turn, region: Region): void {
  const error = regionTimeout(turn.node(region.fork).id, region.timeoutMs ?? 0);
  for (const index of region.nodes) {
    const node = turn.node(index);
    abortAttempt(turn, node, error);
    if (!turn.isSettled(index)) failNode(turn, node, error);
  }
}

function isReachedByFailure(turn: Turn, index: number): boolean {
  const { state } = turn;
  return (
    state.nodeStatus[index] === pending &&
    state.ready[index] === 0 &&
    turn.node(index).kind !== 'join' &&
    (state.failedIn[index] ?? 0) > 0
  );
}
