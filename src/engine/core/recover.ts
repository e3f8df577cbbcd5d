/**
 * E4: goes on with a state whose owner is gone.
 *
 * 1. Attempts that had not finished run again, under the same number (so under the same idempotency key); an agent marked
 *    `idempotent: false` only where the user said so; else it fails.
 * 2. A node that has completed never runs again, also when only its attempt's success was written.
 * 3. What the core keeps beside the state (lists, queue, timers) is made again from it.
 */
import type { CutOffAttempts } from '../../protocol/execution.ts';
import { outputOf } from '../data.ts';
import { interrupted, interruptedForGood } from '../failures.ts';
import type { ProgramNode } from '../program.ts';
import { never, type ScopeState } from '../state.ts';
import { completed, pending, running, waiting } from '../transitions.ts';
import { settleAnswer } from './asked.ts';
import { afterFailure, scheduleRetry, startTotalTimer, taskOf } from './attempts.ts';
import { completeNode, failNode } from './nodes.ts';
import { startRegion } from './scope.ts';
import { startApprovalTimer } from './starting.ts';
import { startScopeTimer } from './subworkflow.ts';
import { takeOver } from './takenOver.ts';
import type { Turn } from './turn.ts';

export function recover(turn: Turn, cutOff: CutOffAttempts): void {
  turn.tell({ type: 'executionResumed' });
  for (const scope of turn.program.scopes) {
    const state = turn.state.scopes[scope.index] as ScopeState;
    if (state.cancelReason !== undefined) turn.cancelling.set(scope.index, state.cancelReason);
    const isOver = scope.owner !== -1 && turn.isSettled(scope.owner);
    if (state.startedMs === never || isOver) continue;
    startScopeTimer(turn, scope);
    takeOver(turn, scope);
  }
  const nodes = turn.program.nodes.map(({ index }) => turn.state.slotStatus[index]);
  // Before anything ends again, so that no node is touched once for itself and once for what ended.
  for (const node of turn.program.nodes) if (nodes[node.index] === pending) recoverPending(turn, node);
  for (const node of turn.program.nodes) {
    const status = nodes[node.index];
    if (turn.state.slotStatus[node.index] !== status) continue;
    if (status === running) recoverRunning(turn, node, cutOff);
    else if (status === waiting) recoverWaiting(turn, node);
    else if (status === completed) recoverCompleted(turn, node, cutOff);
  }
}

function recoverRunning(turn: Turn, node: ProgramNode, cutOff: CutOffAttempts): void {
  if (turn.state.slotStartedMs[node.index] !== never) startTotalTimer(turn, node);
  if (node.inner !== undefined) turn.touchJoin(node.index);
  if (node.kind === 'for_each') recoverItems(turn, node, cutOff);
  else if (node.kind === 'agent_task' || turn.state.attempts[node.index] !== 0)
    recoverAttempt(turn, node.index, cutOff);
}

/** An attempt that was cut off, or whose end was written and what it leads to was not. */
function recoverAttempt(turn: Turn, slot: number, cutOff: CutOffAttempts): void {
  const { state } = turn;
  const node = turn.nodeOf(slot);
  const attempt = state.attempts[slot] as number;
  const item = state.itemOf(slot);
  const last = state.lastAttemptOf(node.index, item);
  if (state.open[slot] !== undefined) {
    const startsAgain = cutOff === 'restart' || (node.task?.agent.idempotent ?? true);
    const error = startsAgain ? interrupted() : interruptedForGood();
    turn.tellSlot(slot, {
      type: 'attemptFailed',
      attempt,
      error,
      ...(item !== undefined && !startsAgain && { final: true }),
    });
  }
  const error = last?.error;
  if (!error) {
    if (item === undefined) completeNode(turn, node, outputOf(state, slot));
  } else if (error.kind !== 'interrupted') afterFailure(turn, slot, error);
  else if (error.retryable) scheduleRetry(turn, slot, attempt, 0);
  else if (item === undefined) failNode(turn, node, error);
}

function recoverItems(turn: Turn, node: ProgramNode, cutOff: CutOffAttempts): void {
  const { state } = turn;
  const items = state.items.get(node.index);
  if (items === undefined) return;
  for (let slot = items.first; slot < items.first + items.values.length; slot++) recoverItem(turn, slot, cutOff);
  turn.touchJoin(node.index);
}

function recoverItem(turn: Turn, slot: number, cutOff: CutOffAttempts): void {
  const { state } = turn;
  const status = state.slotStatus[slot];
  if (status === running) recoverAttempt(turn, slot, cutOff);
  else if (state.ready[slot] !== 0) turn.queue.add(slot);
  else if (status === waiting) turn.setTimer('retry', slot, Math.max(state.dueMs[slot] as number, turn.now));
}

function recoverWaiting(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  const { index } = node;
  const dueMs = Math.max(state.dueMs[index] as number, turn.now);
  if (node.kind === 'delay') turn.setTimer('delay', index, dueMs);
  else if (node.kind === 'approval') {
    if (state.approvals.get(index)?.approved !== null) settleAnswer(turn, node);
    else {
      startApprovalTimer(turn, node);
      turn.commands.push({ kind: 'requestApproval', slot: index });
    }
  } else {
    taskOf(node);
    startTotalTimer(turn, node);
    if (state.ready[index] === 0) turn.setTimer('retry', index, dueMs);
    else turn.queue.add(index);
  }
}

function recoverPending(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  if (state.ready[node.index] !== 0) turn.queue.add(node.index);
  else turn.touch(node);
}

function recoverCompleted(turn: Turn, node: ProgramNode, cutOff: CutOffAttempts): void {
  if (node.definition.kind === 'end' && node.definition.terminate) turn.terminated.add(node.scope);
  if (node.kind === 'for_each' && turn.state.strays > 0) recoverStrays(turn, node, cutOff);
  const region = turn.program.regions[node.region ?? -1];
  if (region?.joins.some((join) => !turn.isSettled(join)) === true) startRegion(turn, node);
}

function recoverStrays(turn: Turn, node: ProgramNode, cutOff: CutOffAttempts): void {
  const items = turn.state.items.get(node.index);
  if (items === undefined) return;
  for (let slot = items.first; slot < items.first + items.values.length; slot++)
    if (!turn.isSettled(slot)) recoverItem(turn, slot, cutOff);
}
