/** The ends of a node: completed, failed, skipped, cancelled. Each settles its outgoing edges at once (T1). */
import type { JsonValue } from '../../base/json.ts';
import { ok } from '../../base/result.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import type { CancelReason } from '../events.ts';
import type { ProgramNode } from '../program.ts';
import { notTakenOnFailure, notTakenOnSuccess } from './conditions.ts';
import { abortItems, abortStrays } from './aborting.ts';
import { hasBegun, skipInner } from './scope.ts';
import type { Turn } from './turn.ts';

const nothing = ok(undefined);

/**
 * T2
 * @param output for the conditions of its edges, read only where there are any
 * @param own its output, where no event has told it
 */
export function completeNode(turn: Turn, node: ProgramNode, output: JsonValue, own?: JsonValue): void {
  const notTaken = node.conditional ? notTakenOnSuccess(turn, node, output) : nothing;
  if (!notTaken.ok) {
    failNode(turn, node, notTaken.error);
    return;
  }
  if (node.kind === 'for_each' && node.join?.remaining !== 'ignore') abortItems(turn, node);
  if (node.inner !== undefined) abortStrays(turn, node.inner);
  if (own === undefined && notTaken.value === undefined) turn.finishPlainly(node);
  else
    turn.finishNode(node, {
      type: 'nodeCompleted',
      ...(own !== undefined && { output: own }),
      ...(notTaken.value && { not_taken: notTaken.value }),
    });
  if (node.inner !== undefined) skipInner(turn, node.inner);
}

/** T3; F5: a failure by time makes it `timed_out`. */
export function failNode(
  turn: Turn,
  node: ProgramNode,
  error: FailureInfo,
  status: 'failed' | 'timed_out' = error.kind === 'timeout' ? 'timed_out' : 'failed',
): void {
  if (node.kind === 'for_each') abortItems(turn, node);
  if (node.inner !== undefined) abortStrays(turn, node.inner);
  const { notTaken, problem } = notTakenOnFailure(turn, node, status, error);
  turn.finishNode(node, {
    type: 'nodeFailed',
    status,
    error: problem === undefined ? error : { ...error, message: `${error.message} ${problem}` },
    ...(notTaken && { not_taken: notTaken }),
  });
  if (node.inner === undefined) return;
  if (hasBegun(turn, node.inner)) cancelInner(turn, node.inner, status === 'timed_out' ? 'timeout' : 'failure');
  else skipInner(turn, node.inner);
}

/** T4 */
export function skipNode(turn: Turn, node: ProgramNode, passes: 'dead' | 'failed'): void {
  turn.finishNode(node, { type: 'nodeSkipped', passes });
  if (node.inner !== undefined) skipInner(turn, node.inner);
}

/** Its attempts, if any run, are aborted (F6). */
export function cancelNode(turn: Turn, node: ProgramNode, reason: CancelReason): void {
  const { index } = node;
  const open = turn.state.open[index] !== undefined;
  if (reason === 'failure' && turn.drained.has(node.scope)) turn.keptFromStarting.add(node.scope);
  if (open) turn.commands.push({ kind: 'abortAttempt', slot: index, attempt: turn.state.attempts[index] as number });
  if (node.kind === 'for_each') abortItems(turn, node);
  if (node.inner !== undefined) abortStrays(turn, node.inner);
  turn.finishNode(node, { type: 'nodeCancelled', reason });
  if (open) turn.queue.release(index);
  if (node.inner !== undefined) cancelInner(turn, node.inner, reason);
}

/** What goes on in a subworkflow ends with its node. */
function cancelInner(turn: Turn, index: number, reason: CancelReason): void {
  const scope = turn.scope(index);
  const owner = turn.node(scope.owner);
  for (let at = scope.first; at < scope.end; at++) {
    if (!turn.isSettled(at)) cancelNode(turn, turn.node(at), reason);
  }
  turn.clearTimer('scope', owner.index);
}
