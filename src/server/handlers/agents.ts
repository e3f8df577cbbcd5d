import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { toYaml } from '../../model/syntax/write.ts';
import path from 'node:path';
import { type Agent, type AgentSpec, type CatalogFailure, noAgent } from '../../sdk/catalog/agents.ts';
import { entryOf } from '../../sdk/catalog/assemble.ts';
import type { Result } from '../../base/result.ts';
import { WorkflowError } from '../../sdk/workflowError.ts';
import { type Answer, ok, RequestFailure } from '../answers.ts';
import { type Asked, type Context, pageBody, pageOf, param } from '../context.ts';
import { diagnosticProblems } from '../problems.ts';
import { refuseStarting } from '../refused.ts';
import { agentBody, usageOf } from '../shapes.ts';

export async function createAgent(asked: Asked, { workspace, keys }: Context): Promise<Answer> {
  const request = JSON.stringify(['agents', asked.body]);
  const created = await keys.once(asked.idempotencyKey, request, (id) => workspace.agents.create(specOf(asked), id));
  return ok(agentBody(valueOf(created)), 201);
}

export async function listAgents(asked: Asked, { workspace }: Context): Promise<Answer> {
  const page = pageOf(asked);
  const agents = await workspace.agents.list();
  return ok(pageBody(agents.slice(page.from, page.from + page.size).map(agentBody), agents.length, page));
}

export async function getAgent(asked: Asked, context: Context): Promise<Answer> {
  return ok(agentBody(await found(asked, context)));
}

export async function updateAgent(asked: Asked, { workspace }: Context): Promise<Answer> {
  return ok(agentBody(valueOf(await workspace.agents.update(param(asked, 'id'), specOf(asked)))));
}

export async function deleteAgent(asked: Asked, { workspace }: Context): Promise<Answer> {
  valueOf(await workspace.agents.delete(param(asked, 'id')));
  return { status: 204 };
}

/** As an execution of a workflow that has this agent alone. */
export async function runAgent(asked: Asked, context: Context): Promise<Answer> {
  const agent = await found(asked, context);
  const { workspace, workflows, isOpen } = context;
  const text = toYaml({
    name: agent.name,
    agents: { agent: entryOf(agent) },
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'run', type: 'agent_task', agent_id: 'agent' },
      { id: 'end', type: 'end' },
    ],
    edges: [
      { source: 'start', target: 'run' },
      { source: 'run', target: 'end' },
    ],
  });
  const project = await workflows.understand(text);
  if (!project.executable) {
    // The mistakes are the agent's, not the body's.
    const problems = diagnosticProblems(project, []);
    throw new RequestFailure(
      422,
      problems.map((problem) => ({ ...problem, loc: ['path', 'id'] })),
    );
  }
  if (isOpen) refuseStarting(project);
  context.mayStart();
  const file = path.join(workspace.folder, 'agent.workflow.yaml');
  const started = await workspace.executions.start({
    text,
    file,
    inputs: inputsOf(asked.body),
    secrets: context.secrets,
  });
  if (!started.ok) throw new WorkflowError(started.error);
  context.started(started.value);
  const { status, output, error } = await workspace.executions.finished(started.value);
  if (status !== 'completed') throw new RequestFailure(422, t('The agent failed: {0}', error?.message ?? status));
  return ok({ result: output, stats: usageOf(output), tool_calls: [] });
}

function inputsOf({ message, input, context }: JsonObject): JsonObject {
  return {
    ...(isJsonObject(context) && context),
    ...(isJsonObject(input) ? input : input !== undefined && { input }),
    ...(message !== undefined && { message }),
  };
}

async function found(asked: Asked, { workspace }: Context): Promise<Agent> {
  const id = param(asked, 'id');
  const agent = await workspace.agents.get(id);
  if (!agent) throw new WorkflowError(noAgent(id));
  return agent;
}

/** The schema has checked it. */
function specOf({ body }: Asked): AgentSpec {
  return body as unknown as AgentSpec;
}

function valueOf<T>(result: Result<T, CatalogFailure>): T {
  if (!result.ok) throw new WorkflowError(result.error);
  return result.value;
}
