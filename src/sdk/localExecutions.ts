/**
 * Executions over the local engine and a journal store.
 *
 * 1. Nothing starts or goes on where `trusted` says no, whoever asks (threat T4).
 * 2. A snapshot of an execution that runs here is the engine's; every other one is read from its journal.
 */
import { Emitter } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { createEngine, type EnginePorts, type RunningExecution } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import { checkInputs } from '../engine/inputs.ts';
import { storedSnapshot } from '../engine/journal/replay.ts';
import type { Mocks } from '../engine/mocks.ts';
import type { StoredExecution } from '../engine/ports.ts';
import { noSecrets } from '../engine/secrets.ts';
import { analyse, type Project, type SyntaxLimits } from '../model/project.ts';
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import { Coalesced } from './coalesced.ts';
import type { ExecutionFailure, Executions, ResumeOptions, StartFailure, StartRequest } from './executions.ts';
import {
  alreadyRunning,
  invalidWorkflow,
  notFound,
  notRunning,
  ownedElsewhere,
  unreadable,
  untrusted,
} from './failures.ts';
import { readMocks } from './mocks.ts';

export interface LocalExecutionsOptions {
  readonly ports: EnginePorts;
  /** Asked at every start and resume. */
  readonly trusted: () => boolean;
  /** How many ended executions are kept; asked when one ends. */
  readonly keep: () => number;
  /** Asked when a text is analysed. */
  readonly limits?: () => Partial<SyntaxLimits>;
}

/** Texts whose meaning is kept. */
const mostProjects = 16;

export function createLocalExecutions(options: LocalExecutionsOptions): Executions {
  return new LocalExecutions(options);
}

class LocalExecutions implements Executions {
  readonly #options: LocalExecutionsOptions;
  readonly #engine;
  readonly #running = new Map<string, RunningExecution>();
  /** Snapshots of ended executions, which never change. */
  readonly #ended = new Map<string, ExecutionSnapshot>();
  /** By text, the one asked for last at the end. */
  readonly #projects = new Map<string, Project>();
  readonly #changed = new Coalesced();
  readonly #events = new Emitter<{ readonly id: string; readonly event: EngineEvent }>();

  readonly onDidChange = this.#changed.event;
  readonly onEvent = this.#events.event;

  constructor(options: LocalExecutionsOptions) {
    this.#options = options;
    this.#engine = createEngine(options.ports);
  }

  async start(request: StartRequest): Promise<Result<string, StartFailure>> {
    if (!this.#options.trusted()) return err(untrusted());
    const project = this.#analyse(request.text);
    if (!project.executable) return err(invalidWorkflow(project));
    const inputs = await checkInputs(project.definition, request.inputs);
    if (!inputs.ok) {
      const message = inputs.error.map((problem) => problem.message).join(' ');
      return err({ code: 'invalid-inputs', message, problems: inputs.error });
    }
    const mocks = mocksOf(request);
    if (!mocks.ok) return err({ code: 'invalid-mocks', message: mocks.error });
    const heard = this.#hear();
    const started = await this.#engine.start({
      workflow: project,
      file: request.file,
      inputs: inputs.value,
      ...(request.secrets && { secrets: request.secrets }),
      ...(mocks.value && { mocks: mocks.value }),
      listener: heard.listener,
    });
    if (!started.ok) return err({ code: 'storage', message: started.error.message });
    const { id } = started.value;
    this.#adopt(started.value);
    heard.tellAs(id);
    return ok(id);
  }

  async list(): Promise<readonly ExecutionSnapshot[]> {
    const ids = await this.#options.ports.journal.list();
    const snapshots = await Promise.all(ids.map((id) => this.get(id)));
    return snapshots.filter((snapshot) => snapshot !== undefined);
  }

  async get(id: string): Promise<ExecutionSnapshot | undefined> {
    const known = this.#running.get(id)?.snapshot() ?? this.#ended.get(id);
    if (known) return known;
    const stored = await this.#options.ports.journal.read(id);
    if (!stored) return undefined;
    const snapshot = storedSnapshot(stored, this.#workflowOf(stored));
    if (isTerminal(snapshot.status)) this.#ended.set(id, snapshot);
    return snapshot;
  }

  async source(id: string): Promise<string | undefined> {
    return (await this.#options.ports.journal.read(id))?.definition?.text;
  }

  async events(id: string): Promise<readonly EngineEvent[]> {
    const stored = await this.#options.ports.journal.read(id);
    if (!stored) return [];
    return stored.definition?.sealed === true
      ? stored.events.map((event) => noSecrets.unsealEvent(event))
      : stored.events;
  }

  async finished(id: string): Promise<ExecutionSnapshot> {
    const snapshot = (await this.#running.get(id)?.finished) ?? (await this.get(id));
    if (!snapshot) throw new Error(t('There is no execution "{0}".', id));
    return snapshot;
  }

  async cancel(id: string): Promise<Result<void, ExecutionFailure>> {
    const running = this.#running.get(id);
    if (running) {
      running.cancel();
      return ok(undefined);
    }
    const stored = await this.#options.ports.journal.read(id);
    if (!stored) return err(notFound(id));
    return err(stored.state === 'owned' ? ownedElsewhere() : notRunning());
  }

  async resume(id: string, options: ResumeOptions = {}): Promise<Result<void, ExecutionFailure>> {
    if (!this.#options.trusted()) return err(untrusted());
    if (this.#running.has(id)) return err(alreadyRunning());
    const mocks = mocksOf(options);
    if (!mocks.ok) return err({ code: 'invalid-mocks', message: mocks.error });
    const opened = await this.#options.ports.journal.open(id);
    if (opened.kind === 'missing') return err(notFound(id));
    if (opened.kind === 'owned') return err(ownedElsewhere());
    if (opened.kind === 'unreadable') return err(unreadable(opened.problem));
    const { writer, execution } = opened;
    const workflow = this.#workflowOf(execution);
    if (!workflow) {
      await writer.close();
      return err(unreadable(t('Its workflow cannot be executed by this version')));
    }
    const heard = this.#hear();
    const resumed = await this.#engine.resume({
      workflow,
      writer,
      execution,
      ...(options.inputs && { secretInputs: options.inputs }),
      ...(options.secrets && { secrets: options.secrets }),
      ...(mocks.value && { mocks: mocks.value }),
      listener: heard.listener,
    });
    if (!resumed.ok) return err(resumed.error);
    this.#adopt(resumed.value);
    heard.tellAs(id);
    return ok(undefined);
  }

  async discard(id: string): Promise<Result<void, ExecutionFailure>> {
    if (this.#running.has(id)) return err(alreadyRunning());
    if (!(await this.#options.ports.journal.remove(id)))
      return err((await this.#options.ports.journal.read(id)) ? ownedElsewhere() : notFound(id));
    this.#ended.delete(id);
    this.#changed.mark(id);
    return ok(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#events.dispose();
  }

  #analyse(text: string): Project {
    return analyse(text, { limits: this.#options.limits?.() ?? {} });
  }

  /** Many executions are of one text, which is understood once. */
  #workflowOf({ definition }: StoredExecution): Project | undefined {
    if (!definition) return undefined;
    const known = this.#projects.get(definition.text);
    const project = known ?? this.#analyse(definition.text);
    this.#projects.delete(definition.text);
    this.#projects.set(definition.text, project);
    const [oldest] = this.#projects.keys();
    if (this.#projects.size > mostProjects && oldest !== undefined) this.#projects.delete(oldest);
    return project.executable ? project : undefined;
  }

  /** Keeps an execution's first events until it is known here: who hears of one may ask for it. */
  #hear(): { readonly listener: (event: EngineEvent) => void; readonly tellAs: (id: string) => void } {
    const early: EngineEvent[] = [];
    let known: string | undefined;
    return {
      listener: (event) => {
        if (known === undefined) early.push(event);
        else this.#tell(known, event);
      },
      tellAs: (id) => {
        known = id;
        for (const event of early) this.#tell(id, event);
      },
    };
  }

  #tell(id: string, event: EngineEvent): void {
    this.#events.fire({ id, event });
    this.#changed.mark(id);
  }

  #adopt(execution: RunningExecution): void {
    const { id } = execution;
    this.#running.set(id, execution);
    this.#changed.mark(id);
    void execution.finished.then((snapshot) => {
      if (isTerminal(snapshot.status)) this.#ended.set(id, snapshot);
      this.#running.delete(id);
      this.#changed.mark(id);
      this.#prune().catch((error: unknown) => {
        this.#options.ports.logger.log('warning', `Old executions could not be removed: ${String(error)}`);
      });
    });
  }

  /** E7, by count: the oldest ended executions go first. Running, interrupted and unreadable ones stay. */
  async #prune(): Promise<void> {
    const { journal } = this.#options.ports;
    const ids = await journal.list();
    for (const id of ids.slice(this.#options.keep())) {
      const snapshot = await this.get(id);
      if (!snapshot || !isTerminal(snapshot.status) || !(await journal.remove(id))) continue;
      this.#ended.delete(id);
      this.#changed.mark(id);
    }
  }
}

/** @returns undefined where none were given; the error is text for people */
function mocksOf({ mocks }: { readonly mocks?: string }): Result<Mocks | undefined, string> {
  if (mocks === undefined) return ok(undefined);
  const read = readMocks(mocks);
  return read.ok ? read : err(read.error.join(' '));
}
