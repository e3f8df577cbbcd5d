/** R4: a retry or a re-run begins with what it takes over from the execution that it repeats. */
import type { Scope } from '../program.ts';
import { onlyOnTheWayTo } from './branches.ts';
import { cancelNode } from './nodes.ts';
import { startRegion, touchRoots } from './scope.ts';
import type { Turn } from './turn.ts';

/** Completes the scope's nodes that are taken over. What lies only on the way to a join among them is not needed any more. */
export function takeOver(turn: Turn, scope: Scope): void {
  const { takenOver } = turn.state;
  if (Object.keys(takenOver).length === 0) return;
  const taken = turn.program.nodes
    .slice(scope.first, scope.end)
    .filter(({ id, index }) => Object.hasOwn(takenOver, id) && !turn.isSettled(index))
    .sort((a, b) => a.rank - b.rank);
  for (const node of taken) {
    const notTaken = takenOver[node.id]?.not_taken;
    turn.finishNode(node, { type: 'nodeCompleted', taken_over: true, ...(notTaken && { not_taken: notTaken }) });
    if (node.inner !== undefined) takeOverInner(turn, turn.scope(node.inner));
  }
  for (const node of taken) {
    if (node.kind === 'fork') startRegion(turn, node);
    if (node.kind !== 'join' || turn.state.pendingIn[node.index] === 0) continue;
    const region = turn.program.regions[node.join?.region ?? -1];
    for (const branch of onlyOnTheWayTo(turn.program, node, region?.fork))
      if (!turn.isSettled(branch)) cancelNode(turn, turn.node(branch), 'join');
  }
}

/** What went on inside of a completed subworkflow stays as it was; the rest of it is not reached. */
function takeOverInner(turn: Turn, scope: Scope): void {
  takeOver(turn, scope);
  touchRoots(turn, scope);
}
