/** Evaluates a node's expressions against the state. */
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import type { EvaluationContext } from '../../model/expressions/template.ts';
import { inputOf } from '../data.ts';
import type { ProgramNode } from '../program.ts';
import type { ExecutionState } from '../state.ts';
import { nodeStatuses } from '../transitions.ts';
import type { Environment } from './turn.ts';

/** What is not in the state yet: how the node whose edges are judged has just ended. */
export interface Ending {
  readonly node: number;
  readonly status: 'completed' | 'failed' | 'timed_out';
  readonly output: JsonValue;
  readonly error: FailureInfo | null;
}

/** For what a node itself says: `input` is what it receives. */
export function nodeContext(state: ExecutionState, environment: Environment, node: ProgramNode): EvaluationContext {
  return contextOf(state, environment, inputOf(state, node));
}

/** For the conditions of a node's outgoing edges: `input` is what it passes on. */
export function edgeContext(state: ExecutionState, environment: Environment, ending: Ending): EvaluationContext {
  const context = contextOf(state, environment, ending.output);
  return {
    ...context,
    sourceStatus: ending.status === 'completed' ? 'completed' : 'failed',
    node(id) {
      if (state.program.graph.indexOf(id) !== ending.node) return context.node(id);
      return { output: ending.output, status: ending.status, error: asJson(ending.error) };
    },
  };
}

export function contextOf(state: ExecutionState, environment: Environment, input: JsonValue): EvaluationContext {
  const { program } = state;
  return {
    inputs: state.inputs,
    input,
    node(id) {
      const index = program.graph.indexOf(id);
      if (index === undefined) return undefined;
      return {
        output: state.outputs[index] ?? null,
        status: nodeStatuses[state.nodeStatus[index] ?? 0] ?? 'pending',
        error: asJson(state.errors[index] ?? null),
      };
    },
    secret: environment.secret,
    env: environment.env,
    workflowName: program.definition.name,
    executionId: state.id,
  };
}

function asJson(error: FailureInfo | null): JsonObject | null {
  return error === null ? null : { ...error };
}
