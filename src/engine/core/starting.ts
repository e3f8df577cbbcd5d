/** What becomes ready, and what of it starts under the limits (R5). */
import { inputOf } from '../data.ts';
import type { ProgramNode } from '../program.ts';
import { type ExecutionState, type Items, never } from '../state.ts';
import { startTotalTimer, taskOf } from './attempts.ts';
import { tellReady, tellStarted } from './frequentEvents.ts';
import { completeNode } from './nodes.ts';
import type { Turn } from './turn.ts';

/** Makes ready what this turn made so, in the file's order, and starts all that the limits allow; nothing while paused (R4). */
export function startReady(turn: Turn): void {
  if (turn.becameReady.length > 0) makeReady(turn);
  if (turn.state.status === 'paused') return;
  for (let next = turn.queue.next(); next !== undefined; next = turn.queue.next()) startAttempt(turn, next);
}

function makeReady(turn: Turn): void {
  const { state, becameReady } = turn;
  sortSlots(state, becameReady);
  turn.events.reserve(2 * becameReady.length);
  turn.commands.reserve(becameReady.length);
  for (let at = 0; at < becameReady.length; at++) {
    const slot = becameReady[at] as number;
    if (!turn.isSettled(slot)) becomeReady(turn, slot);
  }
  turn.becameReady.length = 0;
  turn.delays.clear();
  turn.lists.clear();
  turn.questions.clear();
}

function sortSlots(state: ExecutionState, slots: number[]): void {
  const order = (a: number, b: number): number => state.nodeOf(a) - state.nodeOf(b) || a - b;
  for (let at = 1; at < slots.length; at++)
    if (order(slots[at - 1] as number, slots[at] as number) > 0) {
      slots.sort(order);
      return;
    }
}

function becomeReady(turn: Turn, slot: number): void {
  const node = turn.nodeOf(slot);
  const delay = node.kind === 'delay' ? turn.delays.get(slot) : undefined;
  const items = node.kind === 'for_each' ? turn.lists.get(slot) : undefined;
  if (delay !== undefined) {
    turn.tellNode(slot, { type: 'nodeReady', delay_ms: delay });
    turn.setTimer('delay', slot, turn.now + delay);
  } else if (items !== undefined) {
    turn.tellNode(slot, { type: 'nodeReady', items });
    const first = (turn.state.items.get(slot) as Items).first;
    for (let item = 0; item < items.length; item++) turn.queue.add(first + item);
  } else if (node.definition.kind === 'approval') {
    const { approvers } = node.definition;
    turn.tellNode(slot, { type: 'approvalRequested', message: turn.questions.get(slot) ?? '', approvers });
    startApprovalTimer(turn, node);
    turn.commands.push({ kind: 'requestApproval', slot });
  } else {
    tellReady(turn, node, turn.state.itemOf(slot));
    turn.queue.add(slot);
  }
}

export function startApprovalTimer(turn: Turn, node: ProgramNode): void {
  const timeoutMs = node.approvalTimeoutMs;
  if (timeoutMs !== undefined)
    turn.setTimer('approval', node.index, (turn.state.slotStartedMs[node.index] as number) + timeoutMs);
}

function startAttempt(turn: Turn, slot: number): void {
  const { state } = turn;
  const node = turn.nodeOf(slot);
  const { attemptTimeoutMs } = taskOf(node);
  const isFirst = state.slotStartedMs[node.index] === never;
  const attempt = state.nextAttempt[slot] as number;
  tellStarted(turn, node, slot, attempt);
  turn.queue.occupy(slot);
  turn.commands.push({ kind: 'startAttempt', slot, attempt });
  if (attemptTimeoutMs !== undefined) turn.setTimer('attempt', slot, turn.now + attemptTimeoutMs);
  if (isFirst) startTotalTimer(turn, node);
}

/** A delay is over. */
export function delayOver(turn: Turn, node: ProgramNode): void {
  completeNode(turn, node, node.conditional ? inputOf(turn.state, node) : null);
}
