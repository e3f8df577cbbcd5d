import type { JsonValue } from '../base/json.ts';
import { inputOf } from '../engine/data.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { ExecutableWorkflow } from '../engine/executable.ts';
import { applyEvent } from '../engine/fold.ts';
import { compileProgram, type ProgramNode } from '../engine/program.ts';
import { ExecutionState } from '../engine/state.ts';

/**
 * D1: what a node received; undefined for one that has not begun or is not there.
 *
 * @param events of the execution, secrets as `***`
 * @throws Error for events that are not of this workflow
 */
export function nodeInput(
  workflow: ExecutableWorkflow,
  events: readonly EngineEvent[],
  nodeId: string,
): JsonValue | undefined {
  const state = new ExecutionState(compileProgram(workflow));
  for (const event of events) applyEvent(state, event);
  const index = state.program.graph.indexOf(nodeId);
  if (index === undefined || (state.pendingIn[index] ?? 0) > 0) return undefined;
  return inputOf(state, state.program.nodes[index] as ProgramNode);
}
