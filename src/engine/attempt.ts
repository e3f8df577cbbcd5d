/** What an attempt is handed: settings evaluated when it starts (D2), input and the rest of the request. */
import { emptyObject, type JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import { attemptContext } from './core/expressions.ts';
import type { Environment } from './core/turn.ts';
import { inputOf } from './data.ts';
import { expressionFailure } from './failures.ts';
import { evaluateTemplate } from '../model/expressions/evaluate.ts';
import type { AgentRequest } from './ports.ts';
import type { ProgramNode, TaskPlan } from './program.ts';
import type { ExecutionState } from './state.ts';
import { isSettled } from './transitions.ts';

export interface AttemptPlan {
  readonly state: ExecutionState;
  readonly environment: Environment;
  readonly slot: number;
  readonly node: ProgramNode;
  readonly task: TaskPlan;
  readonly attempt: number;
  readonly baseDirectory: string | undefined;
}

type Reporting = Pick<AgentRequest, 'signal' | 'log' | 'progress'>;

export function requestOf(plan: AttemptPlan, reporting: Reporting): Result<AgentRequest, FailureInfo> {
  const { state, environment, slot, node, task, attempt, baseDirectory } = plan;
  const item = state.itemOf(slot);
  const settings = settingsOf(plan);
  if (!settings.ok) return settings;
  const base = {
    executionId: state.id,
    nodeId: node.id,
    agentId: task.agent.id,
    uses: task.uses,
    attempt,
    ...(item !== undefined && { item }),
    idempotencyKey: item === undefined ? `${state.id}/${node.id}` : `${state.id}/${node.id}/${item}`,
    settings: settings.value,
    input: inputOf(state, node),
    inputs: state.scopes[node.scope]?.inputs ?? emptyObject(),
    baseDirectory,
    ...reporting,
  };
  let nodes: JsonObject | undefined;
  // Few runners look at all outputs; collecting them for each of 10,000 attempts would be quadratic.
  return ok(
    Object.defineProperty(base, 'nodes', {
      enumerable: true,
      get: () => (nodes ??= outputsOf(state, node.scope)),
    }) as never,
  );

  function settingsOf({ state: from }: AttemptPlan): Result<JsonObject, FailureInfo> {
    const context = attemptContext(from, environment, slot);
    const evaluated = emptyObject();
    for (const [key, template] of task.settings) {
      const value = evaluateTemplate(template, context);
      if (!value.ok) return err(expressionFailure(value.error.message));
      evaluated[key] = value.value;
    }
    return ok(evaluated);
  }
}

/** Outputs of the scope's nodes that have settled, by id. */
function outputsOf(state: ExecutionState, scope: number): JsonObject {
  const outputs = emptyObject();
  const { first = 0, end = 0, prefix = '' } = state.program.scopes[scope] ?? {};
  for (let index = first; index < end; index++)
    if (isSettled(state.slotStatus[index] ?? 0))
      outputs[(state.program.nodes[index]?.id ?? '').slice(prefix.length)] = state.outputs[index] ?? null;
  return outputs;
}
