/** Every route: what it takes, what it answers, who does it. Router and OpenAPI document are made of this one table. */
import type { Answer } from './answers.ts';
import type { AnswerName } from './answerSchemas.ts';
import type { Asked, Context } from './context.ts';
import * as agents from './handlers/agents.ts';
import { streamEvents } from './handlers/events.ts';
import * as executions from './handlers/executions.ts';
import * as workflows from './handlers/workflows.ts';
import type { QueryName, RequestName } from './schemas.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under `/api/v1`. */
  readonly path: string;
  /** `operationId` of the document. */
  readonly name: string;
  /** In English, as everything in the document. */
  readonly summary: string;
  readonly body?: RequestName;
  /** Whether it may be left out. */
  readonly optional?: boolean;
  /** Whether it may be the text of a file. */
  readonly yaml?: boolean;
  readonly query?: QueryName;
  /** Takes `Idempotency-Key`. */
  readonly creates?: boolean;
  /** Status to what it means, the usual failures left out. */
  readonly answers: Readonly<Record<number, string>>;
  /** What its success holds, as JSON; absent: nothing, or a stream. */
  readonly gives?: AnswerName;
  readonly handle: (asked: Asked, context: Context) => Promise<Answer>;
}

const noSuch = { 404: 'There is none of that id.' };
const moved = { ...noSuch, 409: 'The status of the execution does not allow it.' };
const bodyless = { body: 'nothing', optional: true } as const;

export const routes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/agents', name: 'createAgent', summary: 'Creates an agent.', creates: true },
    ...{ body: 'agent', answers: { 201: 'The agent.', 409: 'There is one of that name.' } },
    gives: 'StoredAgent',
    handle: agents.createAgent,
  },
  {
    ...{ method: 'GET', path: '/agents', name: 'listAgents', summary: 'Lists the agents, oldest first.' },
    ...{ query: 'page', answers: { 200: 'A page of them.' } },
    gives: 'AgentPage',
    handle: agents.listAgents,
  },
  {
    ...{ method: 'GET', path: '/agents/:id', name: 'getAgent', summary: 'One agent.' },
    answers: { 200: 'The agent.', ...noSuch },
    gives: 'StoredAgent',
    handle: agents.getAgent,
  },
  {
    ...{ method: 'PUT', path: '/agents/:id', name: 'updateAgent', summary: 'Puts another agent in its place.' },
    ...{ body: 'agent', answers: { 200: 'The agent.', ...noSuch, 409: 'There is another one of that name.' } },
    gives: 'StoredAgent',
    handle: agents.updateAgent,
  },
  {
    ...{ method: 'DELETE', path: '/agents/:id', name: 'deleteAgent', summary: 'Deletes an agent.' },
    answers: { 204: 'It is gone.', ...noSuch },
    handle: agents.deleteAgent,
  },
  {
    ...{ method: 'POST', path: '/agents/:id/run', name: 'runAgent', summary: 'Runs an agent alone and waits.' },
    ...{ body: 'runAgent', optional: true, answers: { 200: 'What it gave.', ...noSuch, 422: 'It failed.' } },
    gives: 'AgentResult',
    handle: agents.runAgent,
  },
  {
    ...{ method: 'POST', path: '/workflows', name: 'createWorkflow', summary: 'Creates a workflow.', creates: true },
    ...{ body: 'workflow', yaml: true, answers: { 201: 'The workflow.' } },
    gives: 'Workflow',
    handle: workflows.createWorkflow,
  },
  {
    ...{ method: 'GET', path: '/workflows', name: 'listWorkflows', summary: 'Lists the workflows, newest first.' },
    ...{ query: 'page', answers: { 200: 'A page of them.' } },
    gives: 'WorkflowPage',
    handle: workflows.listWorkflows,
  },
  {
    ...{ method: 'POST', path: '/workflows/validate', name: 'validateWorkflow' },
    ...{ summary: 'Says what is wrong with a workflow; keeps nothing.', body: 'workflow', yaml: true },
    answers: { 200: 'Whether it is valid, and every diagnostic.' },
    gives: 'Verdict',
    handle: workflows.validateWorkflow,
  },
  {
    ...{ method: 'GET', path: '/workflows/:id', name: 'getWorkflow', summary: 'One workflow, as JSON or YAML.' },
    answers: { 200: 'The workflow.', ...noSuch },
    gives: 'Workflow',
    handle: workflows.getWorkflow,
  },
  {
    ...{ method: 'PUT', path: '/workflows/:id', name: 'updateWorkflow', summary: 'Puts another one in its place.' },
    ...{ body: 'workflow', yaml: true, answers: { 200: 'The workflow, one version more.', ...noSuch } },
    gives: 'Workflow',
    handle: workflows.updateWorkflow,
  },
  {
    ...{ method: 'DELETE', path: '/workflows/:id', name: 'deleteWorkflow' },
    ...{ summary: 'Deletes a workflow; its executions stay.', answers: { 204: 'It is gone.', ...noSuch } },
    handle: workflows.deleteWorkflow,
  },
  {
    ...{ method: 'POST', path: '/workflows/:id/validate', name: 'validateStoredWorkflow', ...bodyless },
    summary: 'Says what is wrong with a stored workflow, with the agents that there are now.',
    answers: { 200: 'Whether it is valid, and every diagnostic.', ...noSuch },
    gives: 'Verdict',
    handle: workflows.validateStored,
  },
  {
    ...{ method: 'POST', path: '/workflows/:id/execute', name: 'executeWorkflow', body: 'execute', optional: true },
    summary: 'Executes a workflow and waits for its end.',
    answers: { 200: 'The whole result, also of an execution that failed.', ...noSuch },
    gives: 'WholeResult',
    handle: executions.execute,
  },
  {
    ...{ method: 'POST', path: '/executions', name: 'startExecution', summary: 'Starts a workflow.', creates: true },
    ...{ body: 'startExecution', answers: { 201: 'The execution.', 404: 'There is no such workflow.' } },
    gives: 'Execution',
    handle: executions.startExecution,
  },
  {
    ...{ method: 'GET', path: '/executions', name: 'listExecutions', summary: 'Lists the executions, newest first.' },
    ...{ query: 'executions', answers: { 200: 'A page of them.' } },
    gives: 'ExecutionPage',
    handle: executions.listExecutions,
  },
  {
    ...{ method: 'GET', path: '/executions/:id', name: 'getExecution', summary: 'One execution.' },
    answers: { 200: 'The execution.', ...noSuch },
    gives: 'Execution',
    handle: executions.getExecution,
  },
  {
    ...{ method: 'GET', path: '/executions/:id/result', name: 'getResult', summary: 'What an execution gave.' },
    answers: { 200: 'The result.', ...noSuch, 409: 'It has none: it runs, or failed.' },
    gives: 'Result',
    handle: executions.getResult,
  },
  {
    ...{ method: 'GET', path: '/executions/:id/errors', name: 'getErrors', summary: 'Its failed attempts.' },
    answers: { 200: 'Every one.', ...noSuch },
    gives: 'Errors',
    handle: executions.getErrors,
  },
  {
    ...{ method: 'POST', path: '/executions/:id/cancel', name: 'cancelExecution', ...bodyless },
    ...{ summary: 'Cancels an execution.', answers: { 200: 'The execution.', ...moved } },
    gives: 'Execution',
    handle: executions.cancel,
  },
  {
    ...{ method: 'POST', path: '/executions/:id/pause', name: 'pauseExecution', ...bodyless },
    ...{ summary: 'Starts no new attempt until it is resumed.', answers: { 200: 'The execution.', ...moved } },
    gives: 'Execution',
    handle: executions.pause,
  },
  {
    ...{ method: 'POST', path: '/executions/:id/resume', name: 'resumeExecution', ...bodyless },
    ...{ summary: 'Goes on, paused or interrupted.', answers: { 200: 'The execution.', ...moved } },
    gives: 'Execution',
    handle: executions.resume,
  },
  {
    ...{ method: 'POST', path: '/executions/:id/retry', name: 'retryExecution', ...bodyless },
    summary: 'Starts a new execution that takes over what this one completed.',
    answers: { 200: 'The new execution.', ...moved },
    gives: 'Execution',
    handle: executions.retry,
  },
  {
    ...{ method: 'POST', path: '/executions/:id/rerun', name: 'rerunExecution', body: 'rerun' },
    ...{ summary: 'The same, from a node on.', answers: { 200: 'The new execution.', ...moved } },
    gives: 'Execution',
    handle: executions.rerun,
  },
  {
    ...{ method: 'POST', path: '/executions/:id/approvals/:node_id', name: 'answerApproval', body: 'approval' },
    ...{ summary: 'Answers an approval that waits.', answers: { 200: 'The execution.', ...moved } },
    gives: 'Execution',
    handle: executions.answerApproval,
  },
  {
    ...{ method: 'GET', path: '/executions/:id/events', name: 'streamEvents' },
    summary: 'Its events as server-sent events, to its end; `Last-Event-ID` goes on after that one.',
    answers: { 200: 'One event for each event of the engine.', 204: 'There is none after that.', ...noSuch },
    handle: streamEvents,
  },
];
