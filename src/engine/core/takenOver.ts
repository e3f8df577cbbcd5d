/** R4: a retry or a re-run begins with what it takes over from the execution that it repeats. */
import { endOf } from '../takeOver.ts';
import type { ProgramNode, Scope } from '../program.ts';
import { onlyOnTheWayTo } from './branches.ts';
import { cancelNode, skipNode } from './nodes.ts';
import { startRegion, touchRoots } from './scope.ts';
import type { Turn } from './turn.ts';

/** Ends the scope's nodes that are taken over. What lies only on the way to a join among them is not needed any more. */
export function takeOver(turn: Turn, scope: Scope): void {
  const { takenOver } = turn.state;
  if (Object.keys(takenOver).length === 0) return;
  const taken = turn.program.nodes
    .slice(scope.first, scope.end)
    .filter(({ id, index }) => Object.hasOwn(takenOver, id) && !turn.isSettled(index))
    .sort((a, b) => a.rank - b.rank);
  for (const node of taken) {
    const result = takenOver[node.id];
    if (result) turn.finishNode(node, endOf(result));
    if (node.inner !== undefined) takeOverInner(turn, turn.scope(node.inner));
  }
  for (const node of taken) {
    if (node.kind === 'fork') startRegion(turn, node);
    if (node.kind !== 'join' || turn.state.pendingIn[node.index] === 0) continue;
    const region = turn.program.regions[node.join?.region ?? -1];
    const branches = onlyOnTheWayTo(turn.program, node, region?.fork).map((branch) => turn.node(branch));
    for (const branch of branches.sort((a, b) => a.rank - b.rank))
      if (!turn.isSettled(branch.index)) endUnneeded(turn, branch);
  }
}

/** It is cancelled, unless nothing leads to it any more (T4). */
function endUnneeded(turn: Turn, node: ProgramNode): void {
  const { pendingIn, failedIn, doneIn } = turn.state;
  const { index, kind, incoming } = node;
  const isReached = kind === 'join' || incoming.length === 0 || pendingIn[index] !== 0;
  if (isReached || ((failedIn[index] as number) === 0 && (doneIn[index] as number) > 0)) cancelNode(turn, node, 'join');
  else skipNode(turn, node, (failedIn[index] as number) > 0 ? 'failed' : 'dead');
}

/** What went on inside of a subworkflow that has ended stayed as it was; the rest of it is not reached. */
function takeOverInner(turn: Turn, scope: Scope): void {
  takeOver(turn, scope);
  touchRoots(turn, scope);
}
