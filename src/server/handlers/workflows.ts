import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { toYaml } from '../../model/syntax/write.ts';
import type { Project } from '../../model/project.ts';
import { noWorkflow, type StoredWorkflow } from '../../sdk/catalog/workflows.ts';
import { WorkflowError } from '../../sdk/workflowError.ts';
import { type Answer, ok, RequestFailure } from '../answers.ts';
import { type Asked, type Context, pageBody, pageOf, param } from '../context.ts';
import { diagnosticProblems } from '../problems.ts';
import { workflowBody } from '../shapes.ts';

export async function createWorkflow(asked: Asked, context: Context): Promise<Answer> {
  const { text, inside } = given(asked);
  const { definition } = await checked(text, inside, context);
  const created = await context.keys.once(asked.idempotencyKey, JSON.stringify(['workflows', text]), (id) =>
    context.workspace.workflows.create(definition.name, text, id),
  );
  return ok(workflowBody(created), 201);
}

export async function listWorkflows(asked: Asked, { workflows }: Context): Promise<Answer> {
  const page = pageOf(asked);
  const { items, total } = await workflows.list(page.from, page.size);
  return ok(pageBody(items.map(workflowBody), total, page));
}

/** As JSON, or, where that is asked for, its text alone. */
export async function getWorkflow(asked: Asked, context: Context): Promise<Answer> {
  const workflow = await found(asked, context);
  if (!/\b(application|text)\/(x-)?yaml\b/.test(asked.accepts)) return ok(workflowBody(workflow));
  return { status: 200, text: workflow.text, headers: { 'Content-Type': 'application/yaml; charset=utf-8' } };
}

export async function updateWorkflow(asked: Asked, context: Context): Promise<Answer> {
  const { id } = await found(asked, context);
  const { text, inside } = given(asked);
  const { definition } = await checked(text, inside, context);
  const updated = await context.workspace.workflows.update(id, definition.name, text);
  if (!updated.ok) throw new WorkflowError(updated.error);
  return ok(workflowBody(updated.value));
}

export async function deleteWorkflow(asked: Asked, { workflows }: Context): Promise<Answer> {
  await workflows.delete(param(asked, 'id'));
  return { status: 204 };
}

export async function validateStored(asked: Asked, context: Context): Promise<Answer> {
  const { text, id } = await found(asked, context);
  return verdict(await context.workflows.understand(text, id), []);
}

export async function validateWorkflow(asked: Asked, { workflows }: Context): Promise<Answer> {
  const { text, inside } = given(asked);
  return verdict(await workflows.understand(text), inside);
}

/** @throws {WorkflowError} `not-found` */
export async function found(asked: Asked, { workflows }: Context): Promise<StoredWorkflow> {
  const id = param(asked, 'id');
  const workflow = await workflows.get(id);
  if (!workflow) throw new WorkflowError(noWorkflow(id));
  return workflow;
}

function verdict(project: Project, inside: readonly string[]): Answer {
  return ok({ valid: project.executable, diagnostics: diagnosticProblems(project, inside) });
}

async function checked(text: string, inside: readonly string[], { workflows }: Context): Promise<Project> {
  const project = await workflows.understand(text);
  if (!project.executable) throw new RequestFailure(422, diagnosticProblems(project, inside));
  return project;
}

/** The text of the workflow in a request, and where in the body it stands. */
function given({ body, yaml }: Asked): { readonly text: string; readonly inside: readonly string[] } {
  if (yaml !== undefined) return { text: yaml, inside: [] };
  const { graph_definition: graph, ...own } = body;
  if (!isJsonObject(graph)) return { text: toYaml(body), inside: [] };
  const named: JsonObject = { ...own, ...graph };
  return { text: toYaml(named), inside: ['graph_definition'] };
}
