/** What `activate` returns: the SDK over the extension's store, beside what the extension itself uses. */
import type { Result } from '../base/result.ts';
import { lazy } from '../base/lazy.ts';
import type { Agent, AgentSpec } from '../sdk/catalog/agents.ts';
import type { ExecutionService, StartedExecution, StartOptions } from '../sdk/executionService.ts';
import type { Executions, StartFailure, StartRequest } from '../sdk/executions.ts';
import type { Workspace } from '../sdk/workspace.ts';
import type { WorkflowService } from '../sdk/workflowService.ts';
import type { Services } from './services.ts';
import { projectLimits } from './settings.ts';
import type { Workflows } from './workflows/workflows.ts';

/** What `activate` returns, for other extensions. */
export interface Api {
  /** The extension's version. */
  readonly version: string;
  readonly executions: ApiExecutions;
  readonly workflows: ApiWorkflows;
}

export interface ApiExecutions extends Executions, Pick<ExecutionService, 'getStatus' | 'getResult' | 'getErrors'> {
  /** A text, as the editor starts it. */
  start(request: StartRequest): Promise<Result<string, StartFailure>>;
  /** A workflow that was created. */
  start(options: StartOptions): Promise<StartedExecution>;
}

export interface ApiWorkflows
  extends Workflows, Pick<WorkflowService, 'create' | 'get' | 'update' | 'delete' | 'validate'> {
  createAgent(spec: AgentSpec): Promise<Agent>;
}

export function createApi(services: Services, workflows: Workflows, version: string): Api {
  const { executions, store, folder } = services;
  const sdk = lazy(async () => {
    const [{ workspaceOver }, { ExecutionService }, { WorkflowService }, { createAgent }] = await Promise.all([
      import('../sdk/workspace.ts'),
      import('../sdk/executionService.ts'),
      import('../sdk/workflowService.ts'),
      import('../sdk/agentService.ts'),
    ]);
    const workspace: Workspace = workspaceOver({ executions, store, folder, limits: projectLimits });
    return {
      executions: new ExecutionService(workspace),
      workflows: new WorkflowService(workspace),
      createAgent: (spec: AgentSpec) => createAgent(spec, workspace),
    };
  });
  const start = (async (request: StartRequest | StartOptions) =>
    'workflowId' in request
      ? (await sdk()).executions.start(request)
      : executions.start(request)) as ApiExecutions['start'];
  return {
    version,
    executions: {
      ...executions,
      start,
      getStatus: async (id) => (await sdk()).executions.getStatus(id),
      getResult: async (id) => (await sdk()).executions.getResult(id),
      getErrors: async (id) => (await sdk()).executions.getErrors(id),
    },
    workflows: {
      ...workflows,
      create: async (source, options) => (await sdk()).workflows.create(source, options),
      get: async (id) => (await sdk()).workflows.get(id),
      update: async (id, source) => (await sdk()).workflows.update(id, source),
      delete: async (id) => (await sdk()).workflows.delete(id),
      validate: async (source) => (await sdk()).workflows.validate(source),
      createAgent: async (spec) => (await sdk()).createAgent(spec),
    },
  };
}
