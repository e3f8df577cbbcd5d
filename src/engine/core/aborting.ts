/** Aborts what goes on beside the attempt of a node itself: its items, and items in a subworkflow that ends. */
import type { ProgramNode } from '../program.ts';
import type { ExecutionState, Items } from '../state.ts';
import { cancelled } from '../transitions.ts';
import type { Turn } from './turn.ts';

/** Whether an attempt of an item runs. */
export function hasOpen(state: ExecutionState, { first, values }: Items): boolean {
  for (let slot = first; slot < first + values.length; slot++) if (state.open[slot] !== undefined) return true;
  return false;
}

/** Aborts the attempts of all items, of a node that ends or has ended. */
export function abortItems(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  const items = state.items.get(node.index);
  if (items === undefined) return;
  for (let slot = items.first; slot < items.first + items.values.length; slot++) {
    turn.clearTimer('retry', slot);
    if (state.open[slot] === undefined || state.slotStatus[slot] === cancelled) continue;
    turn.commands.push({ kind: 'abortAttempt', slot, attempt: state.attempts[slot] as number });
    turn.clearTimer('attempt', slot);
    turn.queue.release(slot);
  }
}

/** Items that go on without their node (J3 `ignore`) end with the subworkflow that they are in. */
export function abortStrays(turn: Turn, index: number): void {
  if (turn.state.strays === 0) return;
  const { first, endOfInner } = turn.scope(index);
  for (let at = first; at < endOfInner; at++) if (turn.isSettled(at)) abortItems(turn, turn.node(at));
}
