/** The fold of edges (T1): each settles once, and its target counts it. */
import type { ProgramNode } from './program.ts';
import { type EdgeState, edgeDead, edgeDone, edgeFailed, edgePending, type ExecutionState } from './state.ts';

export function settleEdge(state: ExecutionState, edge: number, to: EdgeState): void {
  if (state.edges[edge] !== edgePending) throw new Error(`Edge ${edge} has settled already`);
  const target = state.program.targets[edge] as number;
  state.edges[edge] = to;
  state.pendingIn[target] = (state.pendingIn[target] as number) - 1;
  if (to === edgeDead) return;
  if (to === edgeDone) {
    state.doneIn[target] = (state.doneIn[target] as number) + 1;
    if (state.firstDoneIn[target] === -1) state.firstDoneIn[target] = edge;
  } else {
    state.failedIn[target] = (state.failedIn[target] as number) + 1;
    if ((state.program.nodes[target] as ProgramNode).kind === 'end')
      state.scopeOf(target).unhandled ??= state.cause[state.program.sources[edge] as number];
  }
  if (state.firstIn[target] === -1) {
    state.firstIn[target] = edge;
    state.firstInMs[target] = state.nowMs;
  }
}

export function settleAll(state: ExecutionState, node: ProgramNode, to: EdgeState): void {
  for (const edge of node.outgoing) settleEdge(state, edge, to);
}

/** The first failure among those that reached the node, in the file's order. */
export function passedCause(state: ExecutionState, node: ProgramNode): number {
  for (const edge of node.incoming)
    if (state.edges[edge] === edgeFailed) return state.cause[state.program.sources[edge] as number] as number;
  return -1;
}

/** R4: whether an edge into the node is dead because the user cancelled its branch. */
export function endsCutOff(state: ExecutionState, node: ProgramNode): boolean {
  return node.incoming.some(
    (edge) => state.edges[edge] === edgeDead && state.cutOff[state.program.sources[edge] as number] === 1,
  );
}
