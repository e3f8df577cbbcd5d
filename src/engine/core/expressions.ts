/** Evaluates a node's expressions against the state. */
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { FailureInfo, NodeStatus } from '../../protocol/execution.ts';
import type { EvaluationContext } from '../../model/expressions/template.ts';
import { inputOf, outputOf } from '../data.ts';
import type { ProgramNode, Scope } from '../program.ts';
import type { ExecutionState, Items, ScopeState } from '../state.ts';
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
  return contextOf(state, environment, inputOf(state, node), scopeOf(state, node.index));
}

/** For the attempts of a node or, in a `for_each`, of an item. */
export function attemptContext(state: ExecutionState, environment: Environment, slot: number): EvaluationContext {
  const node = state.program.nodes[state.nodeOf(slot)] as ProgramNode;
  const context = nodeContext(state, environment, node);
  const index = state.itemOf(slot);
  if (index === undefined || node.definition.kind !== 'for_each') return context;
  const value = (state.items.get(node.index) as Items).values[index] as JsonValue;
  return { ...context, item: { as: node.definition.as, value, index } };
}

/** For the conditions of a node's outgoing edges: `input` is what it passes on. */
export function edgeContext(state: ExecutionState, environment: Environment, ending: Ending): EvaluationContext {
  const scope = scopeOf(state, ending.node);
  const context = contextOf(state, environment, ending.output, scope);
  return {
    ...context,
    sourceStatus: ending.status === 'completed' ? 'completed' : 'failed',
    node(id) {
      if (state.program.graph.indexOf(`${scope.prefix}${id}`) !== ending.node) return context.node(id);
      return { output: ending.output, status: ending.status, error: asJson(ending.error) };
    },
  };
}

/** Inside a subworkflow `inputs`, `nodes` and `workflow` are its own. */
export function contextOf(
  state: ExecutionState,
  environment: Environment,
  input: JsonValue,
  scope: Scope,
): EvaluationContext {
  const { program } = state;
  return {
    inputs: (state.scopes[scope.index] as ScopeState).inputs,
    input,
    node(id) {
      const index = program.graph.indexOf(`${scope.prefix}${id}`);
      if (index === undefined) return undefined;
      return {
        output: outputOf(state, index),
        status: nodeStatuses[state.slotStatus[index] as number] as NodeStatus,
        error: asJson(state.errors[index] ?? null),
      };
    },
    secret: environment.secret,
    env: environment.env,
    workflowName: scope.definition.name,
    executionId: state.id,
  };
}

function scopeOf(state: ExecutionState, node: number): Scope {
  return state.program.scopes[(state.program.nodes[node] as ProgramNode).scope] as Scope;
}

function asJson(error: FailureInfo | null): JsonObject | null {
  return error === null ? null : { ...error };
}
