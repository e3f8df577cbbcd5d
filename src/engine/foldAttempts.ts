/** The fold of attempts, of nodes and of items of a `for_each`. */
import type { FailureInfo } from '../protocol/execution.ts';
import type { EngineEvent } from './events.ts';
import { attemptCancelled } from './failures.ts';
import type { ProgramNode } from './program.ts';
import { OpenAttempt } from './shapes.ts';
import { type ExecutionState, type Items, never } from './state.ts';
import { cancelled, completed, failed, isSettled, running, waiting } from './transitions.ts';

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: Type }>;

export function startAttempt(state: ExecutionState, node: ProgramNode, { attempt, item }: Of<'attemptStarted'>): void {
  const { index } = node;
  const slot = state.slotOf(index, item);
  if (item !== undefined) {
    state.slotStatus[slot] = running;
    if (state.slotStartedMs[slot] === never) state.slotStartedMs[slot] = state.nowMs;
    if (state.slotStartedMs[index] === never) state.slotStartedMs[index] = state.nowMs;
    state.ready[slot] = 0;
    state.attempts[slot] = attempt;
    state.attempts[index] = (state.attempts[index] as number) + 1;
  }
  const startedMs = state.nowMs - state.startedMs;
  const record = new OpenAttempt(startedMs, item, state.lastAttempt[index]);
  state.open[slot] = record;
  state.lastAttempt[index] = record;
  if (++state.runningAttempts > state.maxParallel) state.maxParallel = state.runningAttempts;
}

export function endAttempt(state: ExecutionState, slot: number, error: FailureInfo | null): void {
  const record = state.open[slot];
  if (record === undefined) throw new Error(`No attempt of ${slot} runs`);
  record.endedMs = state.nowMs - state.startedMs;
  record.error = error;
  state.open[slot] = undefined;
  state.runningAttempts--;
}

export function succeed(state: ExecutionState, node: ProgramNode, { item, output }: Of<'attemptSucceeded'>): void {
  const slot = state.slotOf(node.index, item);
  endAttempt(state, slot, null);
  state.outputs[slot] = output;
  if (item !== undefined) settleItem(state, node, item, completed);
}

export function failAttempt(state: ExecutionState, node: ProgramNode, event: Of<'attemptFailed'>): void {
  const { item, error, final } = event;
  const slot = state.slotOf(node.index, item);
  endAttempt(state, slot, error);
  if (item === undefined || final !== true) return;
  state.errors[slot] = error;
  settleItem(state, node, item, failed);
}

export function scheduleRetry(state: ExecutionState, slot: number, event: Of<'retryScheduled'>): void {
  if (event.item !== undefined) state.slotStatus[slot] = waiting;
  state.dueMs[slot] = event.time_ms + event.delay_ms;
  state.nextAttempt[slot] = event.attempt;
}

function settleItem(state: ExecutionState, node: ProgramNode, item: number, to: number): void {
  const items = itemsOf(state, node);
  const slot = items.first + item;
  state.changedSeq[node.index] = state.seq;
  state.slotStatus[slot] = to;
  state.ready[slot] = 0;
  if (to === completed) {
    items.done++;
    if (items.firstDone === -1) items.firstDone = item;
  } else if (to === failed) items.failed++;
  else items.cancelled++;
  if (to !== cancelled && items.firstSettled === -1) items.firstSettled = item;
  if (isSettled(state.slotStatus[node.index] as number)) state.strays--;
}

/** The items that have not settled when their node has: they end with it, or (J3 `ignore`) go on as strays. */
export function endItems(state: ExecutionState, node: ProgramNode, hasCompleted: boolean): void {
  const items = state.items.get(node.index);
  if (items === undefined) return;
  state.strays += items.values.length - items.done - items.failed - items.cancelled;
  if (!hasCompleted || node.join?.remaining !== 'ignore') endStrays(state, node.index, node.index + 1);
}

/** Ends what goes on in these nodes though they have settled. */
export function endStrays(state: ExecutionState, first: number, end: number): void {
  if (state.strays === 0) return;
  for (const [index, items] of state.items) {
    const node = state.program.nodes[index] as ProgramNode;
    if (index < first || index >= end || !isSettled(state.slotStatus[index] as number)) continue;
    for (let item = 0; item < items.values.length; item++) {
      const slot = items.first + item;
      if (isSettled(state.slotStatus[slot] as number)) continue;
      if (state.open[slot] !== undefined) endAttempt(state, slot, attemptCancelled());
      settleItem(state, node, item, cancelled);
    }
  }
}

export function itemsOf(state: ExecutionState, node: ProgramNode): Items {
  const items = state.items.get(node.index);
  if (items === undefined) throw new Error(`"${node.id}" has no items yet`);
  return items;
}
