/**
 * Executions over the local engine and a journal store.
 *
 * 1. Nothing starts or goes on where `trusted` says no, whoever asks (threat T4).
 * 2. A snapshot of an execution that runs here is the engine's; every other one is read from its journal.
 */
import { Emitter } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  createEngine,
  type EngineFailure,
  type EnginePorts,
  type ExecutableWorkflow,
  type RunningExecution,
  type StartExecution,
} from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { Owner, OtherProcesses } from '../engine/journal/otherProcesses.ts';
import { compileInSteps } from '../engine/program.ts';
import type { ProjectOptions } from '../model/project.ts';
import { type ControlRequest, type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { finishBesides } from './besides.ts';
import { Coalesced } from './coalesced.ts';
import { EarlyEvents } from './earlyEvents.ts';
import type {
  Answer,
  CancelTarget,
  ExecutionFailure,
  Executions,
  ResumeOptions,
  StartFailure,
  StartRequest,
  TakeOver,
} from './executions.ts';
import {
  alreadyRunning,
  notEnded,
  notFound,
  ownerless,
  ownedElsewhere,
  ownerAnswers,
  tailCut,
  unreadable,
  untrusted,
} from './failures.ts';
import { givenMocks } from './mocks.ts';
import { type Keep, prune } from './pruning.ts';
import { repeat } from './repeat.ts';
import { cancelRequest, objectionTo } from './requests.ts';
import { checkStart } from './startRequest.ts';
import { notOfThisVersion, StoredExecutions } from './storedExecutions.ts';

export interface LocalExecutionsOptions {
  readonly ports: EnginePorts;
  /** Absent where no other process reaches the journals. */
  readonly others?: OtherProcesses;
  /** Asked whenever something is to start or to go on. */
  readonly trusted: () => boolean;
  /** Which ended executions are kept; asked when one ends. */
  readonly keep: () => Keep;
  /** Asked when a text is analysed. */
  readonly limits?: () => ProjectOptions['limits'];
  /** Inside of which subworkflows' files are read (threat T10); asked at every start. */
  readonly workspaceFolders?: () => readonly string[];
}

export function createLocalExecutions(options: LocalExecutionsOptions): Executions {
  return new LocalExecutions(options);
}

class LocalExecutions implements Executions {
  readonly #options: LocalExecutionsOptions;
  readonly #engine;
  readonly #running = new Map<string, RunningExecution>();
  readonly #stored: StoredExecutions;
  readonly #changed = new Coalesced();
  readonly #events = new Emitter<{ readonly id: string; readonly event: EngineEvent }>();

  readonly onDidChange = this.#changed.event;
  readonly onEvent = this.#events.event;

  constructor(options: LocalExecutionsOptions) {
    this.#options = options;
    this.#engine = createEngine(options.ports);
    this.#stored = new StoredExecutions(options.ports.journal, options.others, options.limits);
  }

  async start(request: StartRequest): Promise<Result<string, StartFailure>> {
    if (!this.#options.trusted()) return err(untrusted());
    const { limits, workspaceFolders } = this.#options;
    const checked = await checkStart(request, {
      limits: limits?.(),
      workspaceFolders: workspaceFolders?.() ?? [],
    });
    if (!checked.ok) return checked;
    this.#stored.understand(checked.value.workflow);
    await finishBesides(compileInSteps(checked.value.workflow));
    const started = await this.#begin(checked.value);
    return started.ok ? started : err({ code: 'storage', message: started.error.message });
  }

  async list(): Promise<readonly ExecutionSnapshot[]> {
    const ids = await this.#options.ports.journal.list();
    const snapshots = await Promise.all(ids.map((id) => this.get(id)));
    return snapshots.filter((snapshot) => snapshot !== undefined);
  }

  async get(id: string): Promise<ExecutionSnapshot | undefined> {
    return this.#running.get(id)?.snapshot() ?? (await this.#stored.snapshot(id));
  }

  source(id: string): Promise<string | undefined> {
    return this.#stored.source(id);
  }

  workflow(id: string): Promise<ExecutableWorkflow | undefined> {
    return this.#stored.workflow(id);
  }

  events(id: string): Promise<readonly EngineEvent[]> {
    return this.#stored.events(id);
  }

  async owner(id: string): Promise<Owner | undefined> {
    return this.#running.has(id) ? undefined : await this.#options.others?.owner(id);
  }

  async finished(id: string): Promise<ExecutionSnapshot> {
    const snapshot = (await this.#running.get(id)?.finished) ?? (await this.get(id));
    if (!snapshot) throw new Error(t('There is no execution "{0}".', id));
    return snapshot;
  }

  async cancel(id: string, target?: CancelTarget, options: TakeOver = {}): Promise<Result<void, ExecutionFailure>> {
    if (!(await this.#mayGoOn(id, options))) return err(ownerAnswers());
    const isLeft = target === undefined && (await this.get(id))?.status === 'interrupted';
    // Nobody works on it: it ends without anything being executed.
    return isLeft ? await this.#goOn(id, {}, true) : await this.#control(id, cancelRequest(target));
  }

  pause(id: string): Promise<Result<void, ExecutionFailure>> {
    return this.#control(id, { type: 'pause' });
  }

  async answer(id: string, nodeId: string, { approved, comment }: Answer): Promise<Result<void, ExecutionFailure>> {
    if (!this.#options.trusted()) return err(untrusted());
    const said = comment !== undefined && comment !== '' && { comment };
    return await this.#control(id, { type: 'answer', node_id: nodeId, approved, ...said });
  }

  retry(id: string, options: ResumeOptions = {}): Promise<Result<string, ExecutionFailure>> {
    return this.#repeat(id, options, undefined);
  }

  rerun(id: string, nodeId: string, options: ResumeOptions = {}): Promise<Result<string, ExecutionFailure>> {
    return this.#repeat(id, options, nodeId);
  }

  async resume(id: string, options: ResumeOptions = {}): Promise<Result<void, ExecutionFailure>> {
    if (!this.#options.trusted()) return err(untrusted());
    if (!(await this.#mayGoOn(id, options))) return err(ownerAnswers());
    const snapshot = await this.get(id);
    if (snapshot?.status === 'paused') return await this.#control(id, { type: 'resume' });
    if (this.#running.has(id)) return err(alreadyRunning());
    return await this.#goOn(id, options, false);
  }

  /** False when it is to be taken from an owner that lives; one that hangs is then given up, and the execution `interrupted`. */
  async #mayGoOn(id: string, { takeOver = false }: TakeOver): Promise<boolean> {
    const { others } = this.#options;
    return !takeOver || others === undefined || this.#running.has(id) || (await others.giveUp(id));
  }

  async #goOn(id: string, options: ResumeOptions, cancels: boolean): Promise<Result<void, ExecutionFailure>> {
    const mocks = givenMocks(options);
    if (!mocks.ok) return err({ code: 'invalid-mocks', message: mocks.error });
    const opened = await this.#options.ports.journal.open(id);
    if (opened.kind === 'missing') return err(notFound(id));
    if (opened.kind === 'owned') return err(ownedElsewhere());
    if (opened.kind === 'unreadable') return err(unreadable(opened.problem));
    const { writer, execution } = opened;
    if (execution.problem !== undefined) this.#options.ports.logger.log('warning', tailCut(id, execution.problem));
    const workflow = await this.#stored.workflowOf(execution);
    if (!workflow) {
      await writer.close();
      return err(unreadable(notOfThisVersion()));
    }
    const heard = new EarlyEvents(this.#tell);
    const resumed = await this.#engine.resume({
      workflow,
      writer,
      execution,
      ...(options.inputs && { secretInputs: options.inputs }),
      ...(options.cutOff && { cutOff: options.cutOff }),
      ...(cancels && { cancels }),
      ...(options.secrets && { secrets: options.secrets }),
      ...(mocks.value && { mocks: mocks.value }),
      listener: heard.listener,
    });
    if (!resumed.ok) return err(resumed.error);
    this.#adopt(resumed.value);
    heard.tellAs(id);
    // It was paused when nobody worked on it any more.
    if (resumed.value.snapshot().status === 'paused') resumed.value.control({ type: 'resume' });
    return ok(undefined);
  }

  async discard(id: string): Promise<Result<void, ExecutionFailure>> {
    if (this.#running.has(id)) return err(alreadyRunning());
    if (!(await this.#options.ports.journal.remove(id)))
      return err((await this.#options.ports.journal.read(id)) ? ownedElsewhere() : notFound(id));
    this.#stored.forget(id);
    this.#changed.mark(id);
    return ok(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#events.dispose();
  }

  /** Hands a request to the execution, or to the process that owns it (E5). */
  async #control(id: string, request: ControlRequest): Promise<Result<void, ExecutionFailure>> {
    const running = this.#running.get(id);
    const snapshot = running?.snapshot() ?? (await this.get(id));
    if (!snapshot) return err(notFound(id));
    const objection = objectionTo(snapshot, request);
    if (objection) return err(objection);
    if (!running)
      return (await this.#options.ports.journal.request(id, request)) ? ok(undefined) : err(ownerless(snapshot));
    const message = running.control(request);
    return message === undefined ? ok(undefined) : err({ code: 'refused', message });
  }

  async #repeat(
    id: string,
    options: ResumeOptions,
    from: string | undefined,
  ): Promise<Result<string, ExecutionFailure>> {
    if (!this.#options.trusted()) return err(untrusted());
    const mocks = givenMocks(options);
    if (!mocks.ok) return err({ code: 'invalid-mocks', message: mocks.error });
    const stored = this.#running.has(id) ? 'running' : await this.#options.ports.journal.read(id);
    if (stored === undefined) return err(notFound(id));
    if (stored === 'running' || stored.state === 'owned') return err(notEnded());
    if (stored.state === 'unreadable') return err(unreadable(stored.problem ?? ''));
    const workflow = await this.#stored.workflowOf(stored);
    if (!workflow) return err(unreadable(notOfThisVersion()));
    const repeated = repeat(stored, workflow, options, from, this.#options.ports);
    if (!repeated.ok) return repeated;
    return await this.#begin({ ...repeated.value, ...(mocks.value && { mocks: mocks.value }) });
  }

  async #begin(request: StartExecution): Promise<Result<string, EngineFailure>> {
    const heard = new EarlyEvents(this.#tell);
    const started = await this.#engine.start({ ...request, listener: heard.listener });
    if (!started.ok) return started;
    const { id } = started.value;
    this.#adopt(started.value);
    heard.tellAs(id);
    return ok(id);
  }

  readonly #tell = (id: string, event: EngineEvent): void => {
    this.#events.fire({ id, event });
    this.#changed.mark(id);
  };

  #adopt(execution: RunningExecution): void {
    const { id } = execution;
    this.#stored.forget(id);
    this.#running.set(id, execution);
    this.#changed.mark(id);
    // Also of what is no event: the storage takes no more.
    const changes = execution.onDidChange(() => {
      this.#changed.mark(id);
    });
    void execution.finished.then((snapshot) => {
      changes.dispose();
      if (isTerminal(snapshot.status)) this.#stored.keep(snapshot);
      this.#running.delete(id);
      this.#changed.mark(id);
      this.#prune().catch((error: unknown) => {
        this.#options.ports.logger.log('warning', `Old executions could not be removed: ${String(error)}`);
      });
    });
  }

  async #prune(): Promise<void> {
    const { journal, clock } = this.#options.ports;
    for (const id of await prune(journal, clock, this.#options.keep(), (one) => this.get(one))) {
      this.#stored.forget(id);
      this.#changed.mark(id);
    }
  }
}
