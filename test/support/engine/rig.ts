/**
 * An engine whose agents the test answers: await the next invocation, assert who has not started, answer, repeat. No sleeps.
 */
import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import {
  createEngine,
  type EnginePorts,
  type ExecutableWorkflow,
  type ResumeExecution,
  type RunningExecution,
  type StartExecution,
} from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { EngineLimits } from '../../../src/engine/limits.ts';
import type { Mocks } from '../../../src/engine/mocks.ts';
import type { AgentOutcome, AgentRequest, JournalStore, RunnerLookup } from '../../../src/engine/ports.ts';
import type {
  ControlRequest,
  ExecutionSnapshot,
  FailureInfo,
  ShownExecutionStatus,
} from '../../../src/protocol/execution.ts';
import { ManualClock, turn } from './manualClock.ts';

export class Invocation {
  readonly request: AgentRequest;
  readonly #answer: (outcome: AgentOutcome) => void;
  readonly #crash: (error: Error) => void;

  constructor(request: AgentRequest, answer: (outcome: AgentOutcome) => void, crash: (error: Error) => void) {
    this.request = request;
    this.#answer = answer;
    this.#crash = crash;
  }

  get nodeId(): string {
    return this.request.nodeId;
  }

  get isAborted(): boolean {
    return this.request.signal.aborted;
  }

  async succeed(output: JsonValue = null): Promise<void> {
    this.#answer({ kind: 'succeeded', output });
    await turn();
  }

  async fail(error: Partial<FailureInfo> = {}): Promise<void> {
    this.#answer({ kind: 'failed', error: { kind: 'agent', message: 'No.', retryable: false, ...error } });
    await turn();
  }

  async throw(message: string): Promise<void> {
    this.#crash(new Error(message));
    await turn();
  }
}

export interface RigOptions {
  readonly inputs?: JsonObject;
  readonly journal?: JournalStore;
  readonly clock?: ManualClock;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly mocks?: Mocks;
  readonly runners?: RunnerLookup;
  readonly file?: string;
  readonly executionId?: string;
  readonly limits?: Partial<EngineLimits>;
  readonly env?: (name: string) => string | undefined;
  readonly repeats?: StartExecution['repeats'];
}

export class Rig {
  readonly clock: ManualClock;
  readonly journal: JournalStore;
  readonly events: EngineEvent[] = [];
  readonly logs: string[] = [];
  readonly #options: RigOptions;
  readonly #invocations: Invocation[] = [];
  readonly #started: string[] = [];
  execution!: RunningExecution;

  constructor(options: RigOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? new ManualClock();
    this.journal = options.journal ?? memoryJournal();
  }

  static async start(workflow: ExecutableWorkflow, options: RigOptions = {}): Promise<Rig> {
    const rig = new Rig(options);
    const started = await createEngine(rig.ports()).start({
      workflow,
      file: options.file ?? null,
      inputs: options.inputs ?? {},
      ...(options.secrets && { secrets: options.secrets }),
      ...(options.mocks && { mocks: options.mocks }),
      ...(options.repeats && { repeats: options.repeats }),
      listener: (event) => rig.events.push(event),
    });
    assert(started.ok, started.ok ? '' : started.error.message);
    rig.execution = started.value;
    await turn();
    return rig;
  }

  /** Opens a stored execution and goes on with it. */
  static async resume(
    workflow: ExecutableWorkflow,
    id: string,
    options: RigOptions & Pick<ResumeExecution, 'secretInputs' | 'cutOff'>,
  ): Promise<Rig> {
    const rig = new Rig(options);
    const opened = await rig.journal.open(id);
    assert.equal(opened.kind, 'opened');
    const resumed = await createEngine(rig.ports()).resume({
      workflow,
      ...opened,
      ...(options.secrets && { secrets: options.secrets }),
      ...(options.mocks && { mocks: options.mocks }),
      ...(options.secretInputs && { secretInputs: options.secretInputs }),
      ...(options.cutOff && { cutOff: options.cutOff }),
      listener: (event) => rig.events.push(event),
    });
    assert(resumed.ok, resumed.ok ? '' : resumed.error.message);
    rig.execution = resumed.value;
    await turn();
    return rig;
  }

  ports(): EnginePorts {
    return {
      clock: this.clock,
      ids: { executionId: () => this.#options.executionId ?? 'execution-1', seed: () => 1 },
      journal: this.journal,
      runners: this.#options.runners ?? (() => Promise.resolve({ run: (request) => this.#invoke(request) })),
      logger: { log: (level, message) => this.logs.push(`${level}: ${message}`) },
      limits: () => this.#options.limits ?? {},
      ...(this.#options.env && { env: this.#options.env }),
    };
  }

  #invoke(request: AgentRequest): Promise<AgentOutcome> {
    this.#started.push(nameOf(request));
    return new Promise((resolve, reject) => {
      this.#invocations.push(new Invocation(request, resolve, reject));
    });
  }

  /**
   * The attempt of this node that has started and was not taken yet.
   * @param name `node`, or `node[2]` for an item of a `for_each`
   */
  next(name: string): Invocation {
    const at = this.#invocations.findIndex(({ request }) => nameOf(request) === name);
    const [found] = at === -1 ? [] : this.#invocations.splice(at, 1);
    assert(found, `${name} has not started; started: ${this.#started.join(' ')}`);
    return found;
  }

  /** The same, once it has started: with a journal in files that takes more than a turn. */
  async upcoming(name: string): Promise<Invocation> {
    const hasStarted = (): boolean => this.#invocations.some(({ request }) => nameOf(request) === name);
    for (let turns = 0; turns < 100_000 && !hasStarted(); turns++) await this.clock.advance(0);
    return this.next(name);
  }

  /** The user asks for something, which must be possible; what follows from it has happened. */
  async ask(request: ControlRequest): Promise<void> {
    assert.equal(this.execution.control(request), undefined);
    await turn();
  }

  /** Ids of all attempts so far, in the order in which they started; `node[2]` for an item. */
  get started(): string {
    return this.#started.join(' ');
  }

  status(nodeId: string): string | undefined {
    return this.execution.nodeSnapshot(nodeId)?.status;
  }

  /** All nodes' statuses, by id. */
  statuses(): Readonly<Record<string, string>> {
    return statusesOf(this.execution.snapshot());
  }

  /** The execution's own status, as readers see it. */
  get shownStatus(): ShownExecutionStatus {
    return this.execution.snapshot().status;
  }

  async finished(): Promise<ExecutionSnapshot> {
    return await this.execution.finished;
  }
}

function nameOf({ nodeId, item }: AgentRequest): string {
  return item === undefined ? nodeId : `${nodeId}[${item}]`;
}

export function statusesOf(snapshot: ExecutionSnapshot): Record<string, string> {
  return Object.fromEntries(Object.entries(snapshot.nodes).map(([id, node]) => [id, node.status]));
}
