/** D1: what nodes receive. */
import type { JsonValue } from '../base/json.ts';
import type { Branches } from './join/merges.ts';
import { mapOf } from './join/merges/byBranch.ts';
import type { ProgramNode } from './program.ts';
import { edgeDone, type ExecutionState, type ScopeState } from './state.ts';

/** What a node or an item has given; null where there is nothing. What a join merges is put together when somebody first asks for it. */
export function outputOf(state: ExecutionState, slot: number): JsonValue {
  if (state.unmerged.size > 0 && state.unmerged.delete(slot))
    state.outputs[slot] = mapOf(doneBranches(state, state.program.nodes[slot] as ProgramNode));
  return state.outputs[slot] ?? null;
}

/** With one `done` incoming edge its source's output, with several a map by source id in the file's order. */
export function inputOf(state: ExecutionState, node: ProgramNode): JsonValue {
  if (node.kind === 'start') return (state.scopes[node.scope] as ScopeState).inputs;
  if (state.doneIn[node.index] === 1) return outputOf(state, firstDoneSource(state, node));
  if (state.doneIn[node.index] === 0) return null;
  return mapOf(doneBranches(state, node));
}

/** The sources of a node's `done` incoming edges with their outputs, in the file's order. */
export function doneBranches(state: ExecutionState, { incoming }: ProgramNode): Branches {
  const ids: string[] = [];
  const outputs: JsonValue[] = [];
  const { nodes, sources } = state.program;
  for (let at = 0; at < incoming.length; at++) {
    const edge = incoming[at] as number;
    if (state.edges[edge] !== edgeDone) continue;
    const source = sources[edge] as number;
    ids.push((nodes[source] as ProgramNode).localId);
    outputs.push(outputOf(state, source));
  }
  return { ids, outputs };
}

function firstDoneSource(state: ExecutionState, node: ProgramNode): number {
  for (const edge of node.incoming) if (state.edges[edge] === edgeDone) return state.program.sources[edge] as number;
  return -1;
}
