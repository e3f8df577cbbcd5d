/** Attempts of nodes and items: what their outcomes mean (F1, F2) and how long they may take (F5). */
import type { JsonValue } from '../../base/json.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { attemptTimeout, totalTimeout } from '../failures.ts';
import type { ProgramNode, TaskPlan } from '../program.ts';
import { chanceOf, mayRetry, retryDelayMs } from '../retryPlan.ts';
import { tellSucceeded } from './frequentEvents.ts';
import { cancelNode, completeNode, failNode } from './nodes.ts';
import type { Turn } from './turn.ts';

/** Whether this attempt still runs; what comes from one that does not is dropped (F6). */
export function isOpen(turn: Turn, slot: number, attempt: number): boolean {
  return turn.state.open[slot] !== undefined && turn.state.attempts[slot] === attempt;
}

export function attemptSucceeded(turn: Turn, slot: number, attempt: number, output: JsonValue): void {
  if (!isOpen(turn, slot, attempt)) return;
  const node = turn.nodeOf(slot);
  tellSucceeded(turn, node, slot, attempt, output);
  closeAttempt(turn, slot);
  if (slot === node.index) completeNode(turn, node, output);
  else touchItems(turn, node);
}

/** An attempt of an item has ended. */
function touchItems(turn: Turn, node: ProgramNode): void {
  turn.touchJoin(node.index);
  turn.touchOwner(node);
}

export function attemptFailed(turn: Turn, slot: number, attempt: number, error: FailureInfo): void {
  if (!isOpen(turn, slot, attempt)) return;
  closeFailed(turn, slot, error);
  afterFailure(turn, slot, error);
}

/** F2: another attempt after a wait, or it has failed. What drains starts no other (F4). */
export function afterFailure(turn: Turn, slot: number, error: FailureInfo): void {
  const node = turn.nodeOf(slot);
  const { retry } = taskOf(node);
  const attempt = turn.state.attempts[slot] as number;
  if (!mayRetry(retry, attempt, error)) {
    if (slot === node.index) failNode(turn, node, error);
    else touchItems(turn, node);
  } else if (turn.draining.has(node.index)) {
    if (slot === node.index) cancelNode(turn, node, 'failure');
    else touchItems(turn, node);
  } else {
    const item = turn.state.itemOf(slot);
    const chance = chanceOf(turn.state.seed, node.index + 65_536 * ((item ?? -1) + 1), attempt);
    scheduleRetry(turn, slot, attempt + 1, retryDelayMs(retry, attempt, chance, error.retry_after_ms));
  }
}

export function scheduleRetry(turn: Turn, slot: number, attempt: number, delayMs: number): void {
  turn.tellSlot(slot, { type: 'retryScheduled', attempt, delay_ms: delayMs });
  turn.setTimer('retry', slot, turn.now + delayMs);
}

/** F5: the attempt took too long, and is aborted. */
export function attemptTimedOut(turn: Turn, slot: number): void {
  const error = attemptTimeout(taskOf(turn.nodeOf(slot)).attemptTimeoutMs ?? 0);
  if (abortAttempt(turn, slot, error)) afterFailure(turn, slot, error);
}

/** F5: all attempts of a node together took too long. */
export function allAttemptsTimedOut(turn: Turn, node: ProgramNode): void {
  const error = totalTimeout(taskOf(node).totalTimeoutMs ?? 0);
  abortAttempt(turn, node.index, error);
  if (!turn.isSettled(node.index)) failNode(turn, node, error);
}

/** Ends a running attempt with a failure; false when none runs. */
export function abortAttempt(turn: Turn, slot: number, error: FailureInfo): boolean {
  if (turn.state.open[slot] === undefined) return false;
  turn.commands.push({ kind: 'abortAttempt', slot, attempt: turn.state.attempts[slot] as number });
  closeFailed(turn, slot, error);
  return true;
}

/** Records that the attempt failed; an item for which there is no other has failed with it. */
function closeFailed(turn: Turn, slot: number, error: FailureInfo): void {
  const attempt = turn.state.attempts[slot] as number;
  const node = turn.nodeOf(slot);
  const isLast = slot !== node.index && !mayRetry(taskOf(node).retry, attempt, error);
  turn.tellSlot(slot, { type: 'attemptFailed', attempt, error, ...(isLast && { final: true }) });
  closeAttempt(turn, slot);
}

function closeAttempt(turn: Turn, slot: number): void {
  turn.queue.release(slot);
  turn.clearTimer('attempt', slot);
}

export function startTotalTimer(turn: Turn, node: ProgramNode): void {
  const limit = node.task?.totalTimeoutMs;
  if (limit !== undefined && !turn.hasTimer('total', node.index))
    turn.setTimer('total', node.index, (turn.state.slotStartedMs[node.index] as number) + limit);
}

export function taskOf(node: ProgramNode): TaskPlan {
  if (node.task === undefined) throw new Error(`"${node.id}" is not an agent task`);
  return node.task;
}
