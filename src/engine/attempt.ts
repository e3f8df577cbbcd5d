/** What an attempt is handed: settings evaluated when it starts (D2), input and the rest of the request. */
import { emptyObject, type JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import { nodeContext } from './core/expressions.ts';
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
  readonly node: ProgramNode;
  readonly task: TaskPlan;
  readonly attempt: number;
  readonly baseDirectory: string | undefined;
}

type Reporting = Pick<AgentRequest, 'signal' | 'log' | 'progress'>;

export function requestOf(plan: AttemptPlan, reporting: Reporting): Result<AgentRequest, FailureInfo> {
  const { state, environment, node, task, attempt, baseDirectory } = plan;
  const settings = settingsOf(plan);
  if (!settings.ok) return settings;
  const base = {
    executionId: state.id,
    nodeId: node.id,
    agentId: task.agent.id,
    uses: task.uses,
    attempt,
    idempotencyKey: `${state.id}/${node.id}`,
    settings: settings.value,
    input: inputOf(state, node),
    inputs: state.inputs,
    baseDirectory,
    ...reporting,
  };
  let nodes: JsonObject | undefined;
  // Few runners look at all outputs; collecting them for each of 10,000 attempts would be quadratic.
  return ok(
    Object.defineProperty(base, 'nodes', { enumerable: true, get: () => (nodes ??= outputsOf(state)) }) as never,
  );

  function settingsOf({ state: from }: AttemptPlan): Result<JsonObject, FailureInfo> {
    const context = nodeContext(from, environment, node);
    const evaluated = emptyObject();
    for (const [key, template] of task.settings) {
      const value = evaluateTemplate(template, context);
      if (!value.ok) return err(expressionFailure(value.error.message));
      evaluated[key] = value.value;
    }
    return ok(evaluated);
  }
}

/** Outputs of the nodes that have settled, by id. */
function outputsOf(state: ExecutionState): JsonObject {
  const outputs = emptyObject();
  for (const { id, index } of state.program.nodes)
    if (isSettled(state.nodeStatus[index] ?? 0)) outputs[id] = state.outputs[index] ?? null;
  return outputs;
}
