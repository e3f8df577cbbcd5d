/** Attempts: what their outcomes mean (F1, F2), when they start (R5) and how long they may take (F5). */
import type { JsonValue } from '../../base/json.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { attemptTimeout, totalTimeout } from '../failures.ts';
import type { ProgramNode, TaskPlan } from '../program.ts';
import { chanceOf, mayRetry, retryDelayMs } from '../retryPlan.ts';
import { never } from '../state.ts';
import { cancelNode, completeNode, failNode } from './nodes.ts';
import type { Turn } from './turn.ts';

/** Whether this attempt still runs; what comes from one that does not is dropped (F6). */
export function isOpen(turn: Turn, node: number, attempt: number): boolean {
  return turn.state.attemptOpen[node] === 1 && turn.state.attempts[node] === attempt;
}

export function attemptSucceeded(turn: Turn, node: ProgramNode, attempt: number, output: JsonValue): void {
  if (!isOpen(turn, node.index, attempt)) return;
  turn.tellNode(node.index, { type: 'attemptSucceeded', attempt, output });
  closeAttempt(turn, node);
  completeNode(turn, node, output);
}

export function attemptFailed(turn: Turn, node: ProgramNode, attempt: number, error: FailureInfo): void {
  if (!isOpen(turn, node.index, attempt)) return;
  turn.tellNode(node.index, { type: 'attemptFailed', attempt, error });
  closeAttempt(turn, node);
  afterFailure(turn, node, error);
}

/** F2: another attempt after a wait, or the node has failed. What drains starts no other (F4). */
export function afterFailure(turn: Turn, node: ProgramNode, error: FailureInfo): void {
  const { retry } = taskOf(node);
  const attempt = turn.state.attempts[node.index] ?? 0;
  if (!mayRetry(retry, attempt, error)) failNode(turn, node, error);
  else if (turn.draining.has(node.index)) cancelNode(turn, node, 'failure');
  else {
    const chance = chanceOf(turn.state.seed, node.index, attempt);
    scheduleRetry(turn, node, attempt + 1, retryDelayMs(retry, attempt, chance, error.retry_after_ms));
  }
}

export function scheduleRetry(turn: Turn, node: ProgramNode, attempt: number, delayMs: number): void {
  turn.tellNode(node.index, { type: 'retryScheduled', attempt, delay_ms: delayMs });
  turn.setTimer('retry', node.index, turn.now + delayMs);
}

/** F5: one attempt, or all together, took too long. The attempt is aborted. */
export function attemptTimedOut(turn: Turn, node: ProgramNode, timer: 'attempt' | 'total'): void {
  const task = taskOf(node);
  if (timer === 'attempt') {
    const error = attemptTimeout(task.attemptTimeoutMs ?? 0);
    if (abortAttempt(turn, node, error)) afterFailure(turn, node, error);
    return;
  }
  const error = totalTimeout(task.totalTimeoutMs ?? 0);
  abortAttempt(turn, node, error);
  if (!turn.isSettled(node.index)) failNode(turn, node, error);
}

/** Ends a running attempt with a failure; false when none runs. */
export function abortAttempt(turn: Turn, node: ProgramNode, error: FailureInfo): boolean {
  if (turn.state.attemptOpen[node.index] !== 1) return false;
  const attempt = turn.state.attempts[node.index] ?? 0;
  turn.commands.push({ kind: 'abortAttempt', node: node.index, attempt });
  turn.tellNode(node.index, { type: 'attemptFailed', attempt, error });
  closeAttempt(turn, node);
  return true;
}

function closeAttempt(turn: Turn, node: ProgramNode): void {
  turn.queue.release(node);
  turn.clearTimer('attempt', node.index);
}

/** Makes ready what this turn made so, in the file's order, and starts all that the limits allow. */
export function startReady(turn: Turn): void {
  for (const index of turn.becameReady.sort((a, b) => a - b)) {
    if (turn.isSettled(index)) continue;
    const delay = turn.delays.get(index);
    if (delay !== undefined) {
      turn.tellNode(index, { type: 'nodeReady', delay_ms: delay });
      turn.setTimer('delay', index, turn.now + delay);
    } else {
      turn.tellNode(index, { type: 'nodeReady' });
      turn.queue.add(index);
    }
  }
  turn.becameReady.length = 0;
  turn.delays.clear();
  for (let next = turn.queue.next(); next !== undefined; next = turn.queue.next()) startAttempt(turn, turn.node(next));
}

function startAttempt(turn: Turn, node: ProgramNode): void {
  const { index } = node;
  const task = taskOf(node);
  const isFirst = turn.state.nodeStartedMs[index] === never;
  const attempt = turn.state.nextAttempt[index] ?? 1;
  turn.tellNode(index, { type: 'attemptStarted', attempt });
  turn.queue.occupy(node);
  turn.commands.push({ kind: 'startAttempt', node: index, attempt });
  if (task.attemptTimeoutMs !== undefined) turn.setTimer('attempt', index, turn.now + task.attemptTimeoutMs);
  if (isFirst) startTotalTimer(turn, node);
}

export function startTotalTimer(turn: Turn, node: ProgramNode): void {
  const limit = taskOf(node).totalTimeoutMs;
  if (limit !== undefined)
    turn.setTimer('total', node.index, (turn.state.nodeStartedMs[node.index] ?? turn.now) + limit);
}

export function taskOf(node: ProgramNode): TaskPlan {
  if (node.task === undefined) throw new Error(`"${node.id}" is not an agent task`);
  return node.task;
}
