/** The executions of a workspace, as the tutorial's steps four and five use them. */
import type { JsonObject, JsonValue } from '../base/json.ts';
import { t } from '../base/l10n.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { ExecutionSnapshot, ShownExecutionStatus } from '../protocol/execution.ts';
import { assemble } from './catalog/assemble.ts';
import { noWorkflow } from './catalog/workflows.ts';
import type { Answer, CancelTarget, ResumeOptions } from './executions.ts';
import { type ExecutionError, errorsOf, type ExecutionStatus, statusOf } from './executionStatus.ts';
import { notFound } from './failures.ts';
import { eventsOf } from './eventStream.ts';
import { currentWorkspace, type Workspace } from './workspace.ts';
import { WorkflowError } from './workflowError.ts';
import { workflowFile } from './workflowFile.ts';
import type { Result } from '../base/result.ts';

export interface StartOptions {
  readonly workflowId: string;
  readonly inputs?: JsonObject;
  /** Of the whole execution, instead of what the workflow says. */
  readonly timeoutSeconds?: number;
  /** Values of `secrets.NAME`. Never stored. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Text of a mocks file: stand-ins for nodes. */
  readonly mocks?: string;
  /** Cancels the execution when it is aborted. */
  readonly signal?: AbortSignal;
  /** A UUID that no execution has. */
  readonly id?: string;
}

export interface StartedExecution {
  readonly id: string;
  readonly workflowId: string;
  readonly status: ShownExecutionStatus;
}

export class ExecutionService {
  readonly #workspace: () => Workspace;

  /** @param workspace default: the current folder's */
  constructor(workspace?: Workspace) {
    this.#workspace = () => workspace ?? currentWorkspace();
  }

  /**
   * Starts a workflow that was created. Resolves when the start is written down.
   *
   * @throws {WorkflowError} `not-found`, `invalid-workflow`, `invalid-inputs`, `invalid-mocks`, `untrusted`, `storage`
   */
  async start(options: StartOptions): Promise<StartedExecution> {
    const { workflowId, timeoutSeconds, signal, inputs = {}, ...given } = options;
    signal?.throwIfAborted();
    const { workflows, agents, executions, folder, limits } = this.#workspace();
    const workflow = await workflows.get(workflowId);
    if (!workflow) throw new WorkflowError(noWorkflow(workflowId));
    const find = agents.find.bind(agents);
    const text = await assemble(workflow.text, { find, limits: limits(), timeoutSeconds });
    const started = await executions.start({ ...given, text, inputs, file: workflowFile(folder, workflowId) });
    if (!started.ok) throw new WorkflowError(started.error);
    const id = started.value;
    if (signal) this.#cancelOn(signal, id);
    return { id, workflowId, status: (await this.snapshot(id)).status };
  }

  /** @throws {WorkflowError} `not-found` */
  async getStatus(id: string): Promise<ExecutionStatus> {
    const { executions } = this.#workspace();
    return statusOf(await this.snapshot(id), await executions.workflow(id));
  }

  /** What it gave. @throws {WorkflowError} `not-found`; `not-completed` while it runs, and when it failed */
  async getResult(id: string): Promise<JsonValue> {
    const { status, output, error } = await this.snapshot(id);
    if (status === 'completed') return output;
    const message = error
      ? t('The execution has no result, it is {0}: {1}', status, error.message)
      : t('The execution has no result, it is {0}.', status);
    throw new WorkflowError({ code: 'not-completed', message });
  }

  /** Every failed attempt, also of nodes that succeeded in the end. @throws {WorkflowError} `not-found` */
  async getErrors(id: string): Promise<readonly ExecutionError[]> {
    return errorsOf(await this.snapshot(id));
  }

  /** Resolves with the last status when it has ended, or nobody works on it. @throws {WorkflowError} `not-found` */
  async finished(id: string): Promise<ExecutionStatus> {
    await this.snapshot(id);
    await this.#workspace().executions.finished(id);
    return await this.getStatus(id);
  }

  /**
   * Its events from the first, or after a number, until it ends.
   *
   * @throws {WorkflowError} `not-found`
   */
  async *events(
    id: string,
    options: { readonly after?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<EngineEvent, void, undefined> {
    await this.snapshot(id);
    yield* eventsOf(this.#workspace().executions, id, options);
  }

  /** Asks for the execution to be cancelled, or a node or a branch of it. @throws {WorkflowError} a code of `ExecutionFailure` */
  async cancel(id: string, target?: CancelTarget): Promise<void> {
    valueOf(await this.#workspace().executions.cancel(id, target));
  }

  async pause(id: string): Promise<void> {
    valueOf(await this.#workspace().executions.pause(id));
  }

  async resume(id: string, options?: ResumeOptions): Promise<void> {
    valueOf(await this.#workspace().executions.resume(id, options));
  }

  /** Gives the id of the new execution, which takes over what this one completed. */
  async retry(id: string, options?: ResumeOptions): Promise<string> {
    return valueOf(await this.#workspace().executions.retry(id, options));
  }

  /** The same, from a node on. */
  async rerun(id: string, nodeId: string, options?: ResumeOptions): Promise<string> {
    return valueOf(await this.#workspace().executions.rerun(id, nodeId, options));
  }

  async answer(id: string, nodeId: string, answer: Answer): Promise<void> {
    valueOf(await this.#workspace().executions.answer(id, nodeId, answer));
  }

  /** @throws {WorkflowError} `not-found` */
  async snapshot(id: string): Promise<ExecutionSnapshot> {
    const snapshot = await this.#workspace().executions.get(id);
    if (!snapshot) throw new WorkflowError(notFound(id));
    return snapshot;
  }

  #cancelOn(signal: AbortSignal, id: string): void {
    const { executions } = this.#workspace();
    const cancel = (): void => void executions.cancel(id);
    signal.addEventListener('abort', cancel, { once: true });
    void executions.finished(id).finally(() => {
      signal.removeEventListener('abort', cancel);
    });
    if (signal.aborted) cancel();
  }
}

function valueOf<T>(result: Result<T, { readonly code: string; readonly message: string }>): T {
  if (!result.ok) throw new WorkflowError(result.error);
  return result.value;
}
