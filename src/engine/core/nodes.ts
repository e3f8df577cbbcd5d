/** The ends of a node: completed, failed, skipped, cancelled. Each settles its outgoing edges at once (T1). */
import type { JsonValue } from '../../base/json.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import type { CancelReason } from '../events.ts';
import type { ProgramNode } from '../program.ts';
import { notTakenOnFailure, notTakenOnSuccess } from './conditions.ts';
import type { Turn } from './turn.ts';

/** T2. @param output for the conditions of its edges, read only where there are any */
export function completeNode(turn: Turn, node: ProgramNode, output: JsonValue): void {
  const notTaken = notTakenOnSuccess(turn, node, output);
  if (!notTaken.ok) failNode(turn, node, notTaken.error);
  else if (notTaken.value) turn.finishNode(node, { type: 'nodeCompleted', not_taken: notTaken.value });
  else turn.finishNode(node, { type: 'nodeCompleted' });
}

/** T3; F5: a failure by time makes it `timed_out`. */
export function failNode(turn: Turn, node: ProgramNode, error: FailureInfo): void {
  const status = error.kind === 'timeout' ? 'timed_out' : 'failed';
  const notTaken = notTakenOnFailure(turn, node, status, error);
  turn.finishNode(node, { type: 'nodeFailed', status, error, ...(notTaken && { not_taken: notTaken }) });
}

/** T4 */
export function skipNode(turn: Turn, node: ProgramNode, passes: 'dead' | 'failed'): void {
  turn.finishNode(node, { type: 'nodeSkipped', passes });
}

/** Its attempt, if one runs, is aborted (F6). */
export function cancelNode(turn: Turn, node: ProgramNode, reason: CancelReason): void {
  const { index } = node;
  const open = turn.state.attemptOpen[index] === 1;
  if (open) turn.commands.push({ kind: 'abortAttempt', node: index, attempt: turn.state.attempts[index] ?? 0 });
  turn.finishNode(node, { type: 'nodeCancelled', reason });
  if (open) turn.queue.release(node);
}
