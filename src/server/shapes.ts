/** What the server's answers look like: `spec/rest-api.md`, keys in snake_case. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { parse } from '../model/syntax/parse.ts';
import { toJson } from '../model/syntax/syntaxTree.ts';
import type { WorkflowDefinition } from '../model/definition.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { Agent } from '../sdk/catalog/agents.ts';
import type { StoredWorkflow } from '../sdk/catalog/workflows.ts';
import type { ExecutionError, ExecutionStatus } from '../sdk/executionStatus.ts';

export function agentBody({ createdAt, updatedAt, ...agent }: Agent): object {
  return { ...agent, created_at: createdAt, updated_at: updatedAt };
}

/** What a file has under its keys, and what the server knows; its text as it was given is `source`. */
export function workflowBody({ text, ...stored }: StoredWorkflow): object {
  const definition = toJson(parse(text).root);
  const { id, name, version, createdAt, updatedAt } = stored;
  const file = isJsonObject(definition) ? definition : {};
  return { id, ...without(file, 'id'), name, version, created_at: createdAt, updated_at: updatedAt, source: text };
}

function without(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

export function executionBody(status: ExecutionStatus): object {
  const { id, workflowId, workflow, progress, isTerminal, startedAt, completedAt, error, branches, nodes } = status;
  return {
    id,
    workflow_id: workflowId,
    workflow_name: workflow,
    status: status.status,
    progress,
    is_terminal: isTerminal,
    started_at: startedAt,
    completed_at: completedAt,
    error,
    branches,
    nodes,
  };
}

export function errorBody({ nodeId, kind, message, attempt }: ExecutionError): object {
  return { node_id: nodeId, kind, message, attempt };
}

/** Of what is not counted there is none. */
const noUsage = { llm_calls: 0, llm_tokens: 0, llm_cost: 0 };

/** The tokens that an output of the runner `llm` says it used. */
export function usageOf(output: JsonValue): typeof noUsage {
  const usage = isJsonObject(output) ? output['usage'] : undefined;
  if (!isJsonObject(usage)) return noUsage;
  const count = (key: string): number => (typeof usage[key] === 'number' ? usage[key] : 0);
  const tokens =
    count('total_tokens') ||
    count('prompt_tokens') + count('completion_tokens') ||
    count('input_tokens') + count('output_tokens');
  return { llm_calls: 1, llm_tokens: tokens, llm_cost: 0 };
}

/** `POST /workflows/{id}/execute`, in the shape of the implemented servers. */
export function wholeResult(
  snapshot: ExecutionSnapshot,
  workflowId: string,
  definition: WorkflowDefinition | undefined,
): object {
  const { id, status, output, error, started_at, ended_at, nodes } = snapshot;
  const types = new Map(definition?.nodes.map((node) => [node.id, typeNames[node.kind] ?? node.kind]));
  const results = Object.entries(nodes)
    .filter(([, node]) => node.status !== 'pending' && node.status !== 'skipped')
    .map(([nodeId, node]) => nodeResult(nodeId, node, types.get(nodeId) ?? 'agent', Date.parse(started_at)));
  const sum = (key: keyof typeof noUsage): number => results.reduce((total, result) => total + result[key], 0);
  return {
    execution_id: id,
    workflow_id: workflowId,
    status: status === 'completed' ? 'completed' : 'failed',
    result: output,
    error,
    node_results: results,
    stats: { llm_calls: sum('llm_calls'), llm_tokens: sum('llm_tokens'), llm_cost: 0 },
    started_at,
    completed_at: ended_at,
  };
}

/** Their words for types of nodes. */
const typeNames: Readonly<Record<string, string>> = {
  agent_task: 'agent',
  fork: 'gateway',
  join: 'gateway',
  exclusive_gateway: 'gateway',
};

function nodeResult(
  nodeId: string,
  { output, error, started_ms, ended_ms }: NodeSnapshot,
  type: string,
  startMs: number,
): typeof noUsage & JsonObject {
  const at = (ms: number | null): string | null => (ms === null ? null : new Date(startMs + ms).toISOString());
  const usage = type === 'agent' ? usageOf(output) : noUsage;
  const times = { started_at: at(started_ms), completed_at: at(ended_ms) };
  return { node_id: nodeId, type, output, error: error?.message ?? null, ...usage, ...times };
}
