import type { JsonObject } from '../../base/json.ts';
import { isTerminal, type ShownExecutionStatus } from '../../protocol/execution.ts';
import { statusOf } from '../../sdk/executionStatus.ts';
import { WorkflowError } from '../../sdk/workflowError.ts';
import { workflowIdOf } from '../../sdk/workflowFile.ts';
import { type Answer, ok, RequestFailure } from '../answers.ts';
import { type Asked, type Context, pageBody, pageOf, param } from '../context.ts';
import { failureOf } from '../failures.ts';
import { diagnosticProblems } from '../problems.ts';
import { refuseStarting } from '../refused.ts';
import { errorBody, executionBody, wholeResult } from '../shapes.ts';
import { found } from './workflows.ts';

/** The schema has checked it. */
interface StartBody {
  readonly workflow_id: string;
  readonly inputs?: JsonObject;
  readonly timeout_seconds?: number;
}

export async function startExecution(asked: Asked, context: Context): Promise<Answer> {
  const { workflow_id: workflowId, inputs = {}, timeout_seconds: timeoutSeconds } = asked.body as unknown as StartBody;
  const request = JSON.stringify(['executions', asked.body]);
  const id = await context.keys.once(asked.idempotencyKey, request, async (id) => {
    // It began before its answer was lost.
    if (asked.idempotencyKey !== undefined && (await context.workspace.executions.get(id))) return id;
    return await start(context, {
      id,
      workflowId,
      inputs,
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    });
  });
  return await shown(id, context, 201);
}

/** Answers when it has ended. */
export async function execute(asked: Asked, context: Context): Promise<Answer> {
  const { id: workflowId } = await found(asked, context);
  const { input, variables } = asked.body as Record<string, JsonObject | undefined>;
  try {
    const id = await start(context, { workflowId, inputs: { ...variables, ...input } });
    const snapshot = await context.workspace.executions.finished(id);
    const workflow = await context.workspace.executions.workflow(id);
    return ok(wholeResult(snapshot, workflowId, workflow?.definition));
  } catch (error) {
    throw failureOf(error, 'input') ?? error;
  }
}

interface Start {
  readonly id?: string;
  readonly workflowId: string;
  readonly inputs: JsonObject;
  readonly timeoutSeconds?: number;
}

async function start(context: Context, request: Start): Promise<string> {
  context.mayStart();
  if (context.isOpen) {
    const workflow = await context.workflows.get(request.workflowId);
    if (workflow) refuseStarting(await context.workflows.understand(workflow.text, workflow.id));
  }
  try {
    const { id } = await context.executions.start({ ...request, secrets: context.secrets });
    context.started(id);
    return id;
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== 'invalid-workflow') throw error;
    // What it takes from the catalog has changed since it was created.
    const workflow = await context.workflows.get(request.workflowId);
    if (!workflow) throw error;
    const project = await context.workflows.understand(workflow.text, workflow.id);
    throw new RequestFailure(422, diagnosticProblems(project, ['workflow_id']));
  }
}

export async function listExecutions(asked: Asked, { workspace }: Context): Promise<Answer> {
  const { workflow_id: workflowId, status } = asked.query;
  const page = pageOf(asked);
  const wanted = (await workspace.executions.list()).filter(
    (snapshot) =>
      (workflowId === undefined || workflowIdOf(snapshot.file) === workflowId) &&
      (status === undefined || snapshot.status === status),
  );
  const shown = wanted.slice(page.from, page.from + page.size).map(async (snapshot) => {
    return executionBody(statusOf(snapshot, await workspace.executions.workflow(snapshot.id)));
  });
  return ok(pageBody(await Promise.all(shown), wanted.length, page));
}

export async function getExecution(asked: Asked, context: Context): Promise<Answer> {
  return await shown(param(asked, 'id'), context);
}

export async function getResult(asked: Asked, { executions }: Context): Promise<Answer> {
  return ok({ result: await executions.getResult(param(asked, 'id')) });
}

export async function getErrors(asked: Asked, { executions }: Context): Promise<Answer> {
  return ok({ errors: (await executions.getErrors(param(asked, 'id'))).map(errorBody) });
}

export async function cancel(asked: Asked, context: Context): Promise<Answer> {
  const id = param(asked, 'id');
  await context.executions.cancel(id);
  await reaches(context, id, isTerminal);
  return await shown(id, context);
}

export async function pause(asked: Asked, context: Context): Promise<Answer> {
  const id = param(asked, 'id');
  await context.executions.pause(id);
  await reaches(context, id, (status) => status !== 'pending' && status !== 'running');
  return await shown(id, context);
}

export async function resume(asked: Asked, context: Context): Promise<Answer> {
  const id = param(asked, 'id');
  await context.executions.resume(id, { secrets: context.secrets });
  await reaches(context, id, (status) => status !== 'paused' && status !== 'interrupted');
  return await shown(id, context);
}

/** How long a move may take to show. An owner elsewhere, or a runner that stops slowly, takes longer: then it shows later. */
const patienceMs = 2000;

async function reaches(
  { workspace: { executions } }: Context,
  id: string,
  is: (status: ShownExecutionStatus) => boolean,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(late);
      listening.dispose();
      resolve();
    };
    const look = async (): Promise<void> => {
      const snapshot = await executions.get(id);
      if (!snapshot || is(snapshot.status)) done();
    };
    const late = setTimeout(done, patienceMs);
    const listening = executions.onDidChange((changed) => {
      if (changed === id) void look();
    });
    void look();
  });
}

export async function retry(asked: Asked, context: Context): Promise<Answer> {
  await refuseAgain(asked, context);
  context.mayStart();
  const id = await context.executions.retry(param(asked, 'id'), { secrets: context.secrets });
  context.started(id);
  return await shown(id, context);
}

export async function rerun(asked: Asked, context: Context): Promise<Answer> {
  await refuseAgain(asked, context);
  context.mayStart();
  const { from } = asked.body as { readonly from: string };
  try {
    const id = await context.executions.rerun(param(asked, 'id'), from, { secrets: context.secrets });
    context.started(id);
    return await shown(id, context);
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== 'unknown-node') throw error;
    throw new RequestFailure(422, [{ loc: ['body', 'from'], msg: error.message, type: 'unknown-node' }]);
  }
}

/** What another program started may use what this server refuses. */
async function refuseAgain(asked: Asked, { isOpen, workspace }: Context): Promise<void> {
  const workflow = isOpen ? await workspace.executions.workflow(param(asked, 'id')) : undefined;
  if (workflow) refuseStarting(workflow);
}

export async function answerApproval(asked: Asked, context: Context): Promise<Answer> {
  const { approve, comment } = asked.body as { readonly approve: boolean; readonly comment?: string };
  const nodeId = param(asked, 'node_id');
  try {
    const answer = { approved: approve, ...(comment !== undefined && { comment }) };
    await context.executions.answer(param(asked, 'id'), nodeId, answer);
  } catch (error) {
    if (error instanceof WorkflowError && error.code === 'unknown-node') throw new RequestFailure(404, error.message);
    throw error;
  }
  return await shown(param(asked, 'id'), context);
}

async function shown(id: string, { executions }: Context, status = 200): Promise<Answer> {
  return ok(executionBody(await executions.getStatus(id)), status);
}
