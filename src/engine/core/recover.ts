/**
 * E4: goes on with a state whose owner is gone.
 *
 * 1. Attempts that had not finished run again, under the same number (so under the same idempotency key); an agent marked
 *    `idempotent: false` fails instead.
 * 2. A node that has completed never runs again, also when only its attempt's success was written.
 * 3. What the core keeps beside the state (lists, queue, timers) is made again from it.
 */
import { interrupted, interruptedForGood } from '../failures.ts';
import type { ProgramNode } from '../program.ts';
import { completed, pending, running, waiting } from '../transitions.ts';
import { afterFailure, scheduleRetry, startTotalTimer, taskOf } from './attempts.ts';
import { completeNode, failNode } from './nodes.ts';
import { startRegion } from './settle.ts';
import type { Turn } from './turn.ts';

export function recover(turn: Turn): void {
  turn.tell({ type: 'executionResumed' });
  turn.cancelling = turn.state.cancelReason;
  // Before anything ends again, so that no node is touched once for itself and once for what ended.
  for (const node of turn.program.nodes) if (turn.state.nodeStatus[node.index] === pending) recoverPending(turn, node);
  for (const node of turn.program.nodes) {
    const status = turn.state.nodeStatus[node.index];
    if (status === running) recoverRunning(turn, node);
    else if (status === waiting) recoverWaiting(turn, node);
    else if (status === completed) recoverCompleted(turn, node);
  }
}

function recoverRunning(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  const task = taskOf(node);
  const attempt = state.attempts[node.index] ?? 1;
  startTotalTimer(turn, node);
  if (state.attemptOpen[node.index] === 1) {
    const error = task.agent.idempotent ? interrupted() : interruptedForGood();
    turn.tellNode(node.index, { type: 'attemptFailed', attempt, error });
  }
  const error = state.attemptLog[node.index]?.at(-1)?.error;
  if (!error) completeNode(turn, node, state.outputs[node.index] ?? null);
  else if (error.kind !== 'interrupted') afterFailure(turn, node, error);
  else if (error.retryable) scheduleRetry(turn, node, attempt, 0);
  else failNode(turn, node, error);
}

function recoverWaiting(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  const dueMs = Math.max(state.dueMs[node.index] ?? 0, turn.now);
  if (node.kind === 'delay') {
    turn.setTimer('delay', node.index, dueMs);
    return;
  }
  startTotalTimer(turn, node);
  if (state.ready[node.index] === 0) turn.setTimer('retry', node.index, dueMs);
  else turn.queue.add(node.index);
}

function recoverPending(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  if (state.ready[node.index] !== 0) turn.queue.add(node.index);
  else turn.touch(node);
}

function recoverCompleted(turn: Turn, node: ProgramNode): void {
  if (node.definition.kind === 'end' && node.definition.terminate) turn.terminated = true;
  const region = turn.program.regions[node.region ?? -1];
  if (region?.joins.some((join) => !turn.isSettled(join)) === true) startRegion(turn, node);
}
