/**
 * What requests may hold, as JSON Schema: `npm run generate` compiles these to the checks (generated/requests.js), and the OpenAPI
 * document shows them. What a workflow may hold says schemas/workflow.schema.json, checked as the editor checks it.
 */
import { runnerNames } from '../model/definition.ts';

const name = { type: 'string', minLength: 1, maxLength: 255 };
const object = { type: 'object' };
const uuid = { type: 'string', format: 'uuid' };

const agent = {
  description: 'Who does the work. Without `uses`, the first known capability names the runner.',
  type: 'object',
  required: ['name'],
  properties: {
    name: { ...name, description: 'Unique; workflows may name the agent by it.' },
    description: { type: 'string' },
    capabilities: { type: 'array', items: { type: 'string' } },
    uses: { enum: runnerNames, description: 'The runner.' },
    with: { ...object, description: 'The runner’s settings; strings may hold `${{ }}`.' },
  },
  additionalProperties: false,
};

const runAgent = {
  type: 'object',
  properties: {
    message: { type: 'string' },
    input: { description: 'What the agent receives; an object’s keys are `inputs` as well.' },
    context: { ...object, description: 'More `inputs`.' },
  },
  additionalProperties: false,
};

const workflow = {
  description: 'A workflow as a file has it, or the same under `graph_definition`.',
  type: 'object',
  properties: { graph_definition: object },
};

const startExecution = {
  type: 'object',
  required: ['workflow_id'],
  properties: {
    workflow_id: { type: 'string' },
    inputs: object,
    timeout_seconds: { type: 'number', exclusiveMinimum: 0, maximum: 31_536_000 },
  },
  additionalProperties: false,
};

const execute = {
  type: 'object',
  properties: { input: object, variables: object },
  additionalProperties: false,
};

const rerun = {
  type: 'object',
  required: ['from'],
  properties: { from: { type: 'string', description: 'The node to start again with.' } },
  additionalProperties: false,
};

const approval = {
  type: 'object',
  required: ['approve'],
  properties: { approve: { type: 'boolean' }, comment: { type: 'string', maxLength: 10_000 } },
  additionalProperties: false,
};

const nothing = { type: 'object', properties: {}, additionalProperties: false };

/** Bodies by name. */
export const requestSchemas = { agent, runAgent, workflow, startExecution, execute, rerun, approval, nothing };
export type RequestName = keyof typeof requestSchemas;

const page = {
  page: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 1 },
  page_size: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
};

/** Queries by name; their values are texts. */
export const querySchemas = {
  page,
  executions: {
    ...page,
    workflow_id: uuid,
    status: {
      enum: [
        'pending',
        'running',
        'paused',
        'completed',
        'failed',
        'cancelled',
        'timed_out',
        'interrupted',
        'unreadable',
      ],
    },
  },
};
export type QueryName = keyof typeof querySchemas;
