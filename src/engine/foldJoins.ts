/** The fold of what fires: a join over its branches, a `for_each` over its items. */
import type { JoinRecord } from '../protocol/execution.ts';
import { doneBranches } from './data.ts';
import { itemsOf } from './foldAttempts.ts';
import { merges } from './join/merges.ts';
import type { ProgramNode } from './program.ts';
import type { ExecutionState } from './state.ts';
import { completed } from './transitions.ts';

export function fireJoin(state: ExecutionState, node: ProgramNode, record: JoinRecord): void {
  const { index, join } = node;
  if (join === undefined || state.joinRecords.has(index)) throw new Error(`"${node.id}" cannot fire`);
  state.joinRecords.set(index, record);
  state.slotStartedMs[index] = state.nowMs;
  // All that it merges is known, and it cannot fail: the map of 10,000 outputs that nobody reads is not made.
  if (join.merge === 'by_branch' && state.pendingIn[index] === 0) {
    state.unmerged.add(index);
    return;
  }
  const merged = merges[join.merge](doneBranches(state, node), join);
  if (merged.ok) state.outputs[index] = merged.value;
  else state.mergeErrors.set(index, merged.error);
}

/** D4: the items' outputs in order, null for one that has none. */
export function fireItems(state: ExecutionState, node: ProgramNode, record: JoinRecord): void {
  const { index } = node;
  if (state.joinRecords.has(index)) throw new Error(`"${node.id}" cannot fire`);
  state.joinRecords.set(index, record);
  const { first, values } = itemsOf(state, node);
  state.outputs[index] = values.map((_, item) =>
    state.slotStatus[first + item] === completed ? (state.outputs[first + item] ?? null) : null,
  );
}
