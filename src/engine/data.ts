/** D1: what nodes receive. */
import { emptyObject, type JsonValue } from '../base/json.ts';
import type { Branch } from './join/merges.ts';
import type { ProgramNode } from './program.ts';
import { edgeDone, type ExecutionState, type ScopeState } from './state.ts';

/** With one `done` incoming edge its source's output, with several a map by source id in the file's order. */
export function inputOf(state: ExecutionState, node: ProgramNode): JsonValue {
  if (node.kind === 'start') return (state.scopes[node.scope] as ScopeState).inputs;
  if (state.doneIn[node.index] === 1) return state.outputs[firstDoneSource(state, node)] ?? null;
  if (state.doneIn[node.index] === 0) return null;
  const input = emptyObject();
  for (const { id, output } of doneBranches(state, node)) input[id] = output;
  return input;
}

/** The sources of a node's `done` incoming edges with their outputs, in the file's order. */
export function doneBranches(state: ExecutionState, node: ProgramNode): Branch[] {
  const branches: Branch[] = [];
  const { nodes, sources } = state.program;
  for (const edge of node.incoming) {
    if (state.edges[edge] !== edgeDone) continue;
    const source = sources[edge] as number;
    branches.push({ id: (nodes[source] as ProgramNode).localId, output: state.outputs[source] ?? null });
  }
  return branches;
}

function firstDoneSource(state: ExecutionState, node: ProgramNode): number {
  for (const edge of node.incoming) if (state.edges[edge] === edgeDone) return state.program.sources[edge] as number;
  return -1;
}
