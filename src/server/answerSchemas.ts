/** What answers hold, as JSON Schema, for the OpenAPI document; shapes.ts makes them. */
import { runnerNames } from '../model/definition.ts';
import { querySchemas } from './schemas.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const object = { type: 'object' };
const boolean = { type: 'boolean' };
const time = { type: 'string', format: 'date-time', description: 'ISO 8601 in UTC, with `Z`.' };
const milliseconds = { type: ['number', 'null'], description: 'From the start of the execution, in milliseconds.' };
const uuid = { type: 'string', format: 'uuid' };
const any = {};

function orNull(schema: object): object {
  return { anyOf: [schema, { type: 'null' }] };
}

function listOf(items: object): object {
  return { type: 'array', items };
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

/** All keys are there, and no other ones. */
function exactly(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false };
}

function pageOf(name: string): object {
  return exactly({ items: listOf(ref(name)), total: count, page: count, page_size: count });
}

const problem = {
  ...{ type: 'object', required: ['loc', 'msg', 'type'] },
  properties: {
    loc: { ...listOf({ type: ['string', 'integer'] }), description: 'Where it stands in the request.' },
    ...{ msg: text, type: { ...text, description: 'The code of a rule.' } },
    severity: { enum: ['error', 'warning', 'info', 'hint'], description: 'Of a diagnostic.' },
  },
  additionalProperties: false,
};

const usage = { llm_calls: count, llm_tokens: count, llm_cost: { type: 'number' } };
const nodeStatus = {
  enum: ['pending', 'running', 'waiting', 'completed', 'failed', 'timed_out', 'skipped', 'cancelled'],
};

/** By the names that they have in the document. */
export const answerSchemas = {
  Problem: problem,
  Failure: exactly({ detail: { anyOf: [text, listOf(ref('Problem'))] } }),
  StoredAgent: {
    ...{ type: 'object', required: ['id', 'name', 'capabilities', 'created_at', 'updated_at'] },
    properties: {
      ...{ id: uuid, name: text, description: text, capabilities: listOf(text), uses: { enum: runnerNames } },
      ...{ with: object, created_at: time, updated_at: time },
    },
    additionalProperties: false,
  },
  AgentPage: pageOf('StoredAgent'),
  AgentResult: exactly({ result: any, stats: exactly(usage), tool_calls: listOf(any) }),
  Workflow: {
    description: 'The keys of its file, and what the server knows of it.',
    ...{ type: 'object', required: ['id', 'name', 'version', 'created_at', 'updated_at', 'nodes', 'edges', 'source'] },
    properties: {
      ...{ id: uuid, name: text, version: { type: 'integer', minimum: 1 }, created_at: time, updated_at: time },
      ...{ nodes: listOf(object), edges: listOf(object) },
      source: { ...text, description: 'The text of the file, as it was given.' },
    },
  },
  WorkflowPage: pageOf('Workflow'),
  Verdict: exactly({ valid: boolean, diagnostics: listOf(ref('Problem')) }),
  ExecutionFailure: {
    ...{ type: 'object', required: ['kind', 'message', 'retryable'] },
    properties: {
      ...{ kind: text, message: text, retryable: boolean, retry_after_ms: { type: 'number' } },
      node_id: { ...text, description: 'The node that the execution failed of.' },
    },
    additionalProperties: false,
  },
  ExecutedNode: {
    ...{ type: 'object', required: ['status', 'attempts', 'started_ms', 'ended_ms', 'output', 'error', 'attempt_log'] },
    properties: {
      ...{ status: nodeStatus, attempts: count, started_ms: milliseconds, ended_ms: milliseconds, output: any },
      ...{ error: orNull(ref('ExecutionFailure')), attempt_log: listOf(object) },
    },
  },
  Execution: exactly({
    ...{ id: uuid, workflow_id: { type: ['string', 'null'] }, workflow_name: text },
    ...{ status: querySchemas.executions.status, progress: { type: 'number', minimum: 0, maximum: 100 } },
    ...{ is_terminal: boolean, started_at: time, completed_at: orNull(time) },
    error: orNull(ref('ExecutionFailure')),
    branches: listOf(exactly({ fork: text, branch: text, status: nodeStatus, nodes: listOf(text) })),
    nodes: { type: 'object', additionalProperties: ref('ExecutedNode') },
  }),
  ExecutionPage: pageOf('Execution'),
  Result: exactly({ result: any }),
  Errors: exactly({
    errors: listOf(exactly({ node_id: { type: ['string', 'null'] }, kind: text, message: text, attempt: count })),
  }),
  WholeResult: exactly({
    ...{ execution_id: uuid, workflow_id: uuid, status: { enum: ['completed', 'failed'] }, result: any },
    error: orNull(ref('ExecutionFailure')),
    node_results: listOf(
      exactly({
        ...{ node_id: text, type: text, output: any, error: { type: ['string', 'null'] }, ...usage },
        ...{ started_at: orNull(time), completed_at: orNull(time) },
      }),
    ),
    ...{ stats: exactly(usage), started_at: time, completed_at: orNull(time) },
  }),
  Health: exactly({ status: { const: 'ok' }, version: text }),
};
export type AnswerName = keyof typeof answerSchemas;
