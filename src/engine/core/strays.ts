/** J3 `ignore`: items of a `for_each` that go on though their node has completed. Their scope does not end before they do. */
import type { Scope } from '../program.ts';
import type { Turn } from './turn.ts';

/** How many there are that the scope waits for; of one that drains, those that run. */
export function straysIn(turn: Turn, scope: Scope): number {
  const { state } = turn;
  if (state.strays === 0 || turn.strayless.has(scope.index)) return 0;
  const onlyOpen = turn.drained.has(scope.index);
  let found = 0;
  for (const [index, { first, values }] of state.items) {
    if (index < scope.first || index >= scope.end || !turn.isSettled(index)) continue;
    for (let slot = first; slot < first + values.length; slot++)
      if (!turn.isSettled(slot) && (!onlyOpen || state.open[slot] !== undefined)) found++;
  }
  return found;
}

/** Whether nothing new may start for this slot: its node ends as it is, or what it belongs to drains. */
export function isHeldBack(turn: Turn, slot: number): boolean {
  const node = turn.nodeOf(slot);
  if (turn.draining.size > 0 && turn.draining.has(node.index)) return true;
  return turn.isSettled(node.index) && (turn.drained.has(node.scope) || turn.strayless.has(node.scope));
}
