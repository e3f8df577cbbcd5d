/**
 * The effect loop of one execution: owns its clock, timers, attempts and journal writer, and performs what the core decides.
 *
 * 1. An event is in the journal before anyone sees it (E2): readers, and the effects that follow from it, come after.
 * 2. What starts an attempt is durable before the attempt starts, and with it the results that it follows from (E2).
 * 3. While one batch is being written, what happens waits and makes the next: group commit without a delay.
 * 4. When the journal cannot be written any more, nothing more is started and what runs is aborted; the execution is
 *    `interrupted`, never silently lost.
 */
import { dirname } from 'node:path';
import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/disposable.ts';
import { type ControlRequest, type ExecutionSnapshot, isTerminal, type NodeSnapshot } from '../protocol/execution.ts';
import { requestOf } from './attempt.ts';
import type { Command, Outcome } from './core/outcome.ts';
import type { Environment } from './core/turn.ts';
import { createDecide, type Decide } from './decide.ts';
import type { EnginePorts, RunningExecution } from './engine.ts';
import type { EngineEvent } from './events.ts';
import { internalFailure, runnerMissing } from './failures.ts';
import { type Mocks, playMock } from './mocks.ts';
import type { AgentOutcome, AgentRunner, JournalWriter } from './ports.ts';
import type { ProgramNode, TaskPlan } from './program.ts';
import { limitReports, type Reporter } from './reporting.ts';
import { RunningAttempts } from './runningAttempts.ts';
import type { Secrets } from './secrets.ts';
import type { ExecutionState } from './state.ts';
import { TimerQueue } from './timers.ts';
import { toMs } from './units.ts';
import { ExecutionView } from './view.ts';

/** How long the loop may run before it lets others have the thread. */
const longestTurnMs = 20;

export interface ExecutionParts {
  readonly id: string;
  readonly ports: EnginePorts;
  /** Empty, or what the journal's events lead to. */
  readonly state: ExecutionState;
  /** The events that are in the journal already. */
  readonly past: readonly EngineEvent[];
  readonly writer: JournalWriter;
  readonly secrets: Secrets;
  readonly environment: Environment;
  readonly file: string | null;
  readonly mocks: Mocks | undefined;
  readonly listener: ((event: EngineEvent) => void) | undefined;
}

export class Execution implements RunningExecution {
  readonly id: string;
  readonly finished: Promise<ExecutionSnapshot>;
  readonly #parts: ExecutionParts;
  readonly #decide: Decide;
  readonly #view: ExecutionView;
  readonly #attempts: RunningAttempts;
  readonly #timers = new TimerQueue();
  readonly #events: Emitter<EngineEvent>;
  readonly #changes: Emitter<void>;
  readonly #runners = new Map<string, AgentRunner | undefined>();
  readonly #reporters = new Map<number, Reporter>();
  readonly #baseMs: number;
  readonly #baseMonotonicMs: number;
  #queue: Outcome[] = [];
  #pumping = false;
  #ended = false;
  #armed: { readonly dueMs: number; readonly timer: Disposable } | undefined;
  #cancelTimer: Disposable | undefined;
  #resolveFinished: (snapshot: ExecutionSnapshot) => void = () => undefined;
  #yieldedMs = 0;

  constructor(parts: ExecutionParts) {
    const { ports, state, past, secrets, environment } = parts;
    this.id = parts.id;
    this.#parts = parts;
    this.#decide = createDecide(state, environment);
    this.#view = new ExecutionView(state.program, parts.file, secrets);
    this.#view.add(past);
    this.#attempts = new RunningAttempts(ports.clock, ports.logger);
    const onError = (error: unknown): void => {
      ports.logger.log('error', `A listener of execution ${parts.id} failed: ${String(error)}`);
    };
    this.#events = new Emitter(onError);
    this.#changes = new Emitter(onError);
    // The wall clock may have been set back since the last event (threat T19).
    this.#baseMs = Math.max(Math.round(ports.clock.wallMs()), past.at(-1)?.time_ms ?? 0);
    this.#baseMonotonicMs = ports.clock.monotonicMs();
    this.finished = new Promise((resolve) => (this.#resolveFinished = resolve));
  }

  get onEvent(): RunningExecution['onEvent'] {
    return this.#events.event;
  }

  get onDidChange(): RunningExecution['onDidChange'] {
    return this.#changes.event;
  }

  snapshot(): ExecutionSnapshot {
    return this.#view.snapshot();
  }

  nodeSnapshot(nodeId: string): NodeSnapshot | undefined {
    return this.#view.node(nodeId);
  }

  cancel(): void {
    this.#submit({ kind: 'cancelled' });
  }

  control(request: ControlRequest): string | undefined {
    if (request.type === 'cancel') this.cancel();
    return undefined;
  }

  /** Resolves when the first events are in the journal; rejects when they could not be written. */
  async begin(outcome: Outcome): Promise<void> {
    const { mocks, ports, state } = this.#parts;
    this.#pumping = true;
    this.#yieldedMs = ports.clock.monotonicMs();
    this.#queue.push(outcome);
    const problem = await this.#turn();
    if (problem !== undefined) throw problem;
    if (mocks?.cancelAtSeconds !== undefined && !this.#ended) {
      const inMs = state.startedMs + toMs(mocks.cancelAtSeconds) - this.#nowMs();
      this.#cancelTimer = ports.clock.schedule(Math.max(0, inMs), () => {
        this.cancel();
      });
    }
    void this.#pump();
  }

  #submit(outcome: Outcome): void {
    if (this.#ended) return;
    this.#queue.push(outcome);
    if (this.#pumping) return;
    this.#pumping = true;
    this.#yieldedMs = this.#parts.ports.clock.monotonicMs();
    // What happens in the same turn of the event loop makes one batch.
    void Promise.resolve().then(() => this.#pump());
  }

  async #pump(): Promise<void> {
    while (this.#queue.length > 0 && !this.#ended) {
      if ((await this.#turn()) !== undefined) break;
      await this.#letOthersRun();
    }
    this.#pumping = false;
  }

  /** Decides what waits, writes it, tells it, performs it. Returns why the journal could not be written. */
  async #turn(): Promise<Error | undefined> {
    const { writer, secrets, state } = this.#parts;
    const outcomes = this.#queue;
    this.#queue = [];
    const events: EngineEvent[] = [];
    const commands: Command[] = [];
    const nowMs = this.#nowMs();
    for (const outcome of outcomes) {
      const decision = this.#decide([outcome], nowMs);
      for (const event of decision.events) events.push(event);
      for (const command of decision.commands) commands.push(command);
    }
    const isOver = isTerminal(state.status);
    if (events.length > 0) {
      const isDurable = isOver || events[0]?.seq === 1 || commands.some(({ kind }) => kind === 'startAttempt');
      try {
        await writer.append(secrets.any ? events.map((event) => secrets.sealEvent(event)) : events, isDurable);
      } catch (error) {
        return this.#breakDown(error);
      }
      this.#publish(events);
    }
    for (const command of commands) this.#perform(command);
    if (isOver) void this.#end();
    else this.#arm();
    return undefined;
  }

  /** A long run of short batches would otherwise never let go of the thread. */
  async #letOthersRun(): Promise<void> {
    const { clock } = this.#parts.ports;
    if (clock.monotonicMs() - this.#yieldedMs < longestTurnMs) return;
    await new Promise<void>((resolve) => clock.schedule(0, resolve));
    this.#yieldedMs = clock.monotonicMs();
  }

  #publish(events: readonly EngineEvent[]): void {
    const { secrets, listener, ports } = this.#parts;
    this.#view.add(events);
    if (listener !== undefined || this.#events.listenerCount > 0) {
      for (const event of events) {
        const shown = secrets.hideEvent(event);
        try {
          listener?.(shown);
        } catch (error) {
          ports.logger.log('error', `The listener of execution ${this.id} failed: ${String(error)}`);
        }
        this.#events.fire(shown);
      }
    }
    this.#changes.fire();
  }

  #perform(command: Command): void {
    const { node } = command;
    switch (command.kind) {
      case 'setTimer':
        this.#timers.set(command.timer, node, command.dueMs);
        return;
      case 'clearTimer':
        this.#timers.clear(command.timer, node);
        return;
      case 'abortAttempt':
        this.#attempts.abort(node, command.attempt, this.#nameOf(node));
        return;
      case 'startAttempt':
        // What the same batch has ended again need not start.
        if (this.#isOpen(node, command.attempt)) this.#startAttempt(node, command.attempt);
    }
  }

  #startAttempt(index: number, attempt: number): void {
    const node = this.#parts.state.program.nodes[index];
    const task = node?.task;
    if (node === undefined || task === undefined) throw new Error(`Node ${index} is not an agent task`);
    this.#attempts.start(
      index,
      attempt,
      this.#nameOf(index),
      (signal) => this.#run(node, task, attempt, signal),
      (outcome) => {
        this.#reporters.get(index)?.close();
        this.#reporters.delete(index);
        if (outcome.kind === 'succeeded')
          this.#submit({ kind: 'succeeded', node: index, attempt, output: outcome.output });
        else this.#submit({ kind: 'failed', node: index, attempt, error: this.#parts.secrets.hideIn(outcome.error) });
      },
    );
  }

  #run(node: ProgramNode, task: TaskPlan, attempt: number, signal: AbortSignal): Promise<AgentOutcome> {
    const { mocks, ports, state, environment, file } = this.#parts;
    const mock = mocks?.nodes.get(node.id.toLowerCase()) ?? (task.uses === 'mock' ? undefined : mocks?.default);
    if (mock) return playMock(mock, attempt, ports.clock, signal);
    const reporter = this.#reporter(node.index, attempt);
    const request = requestOf(
      { state, environment, node, task, attempt, baseDirectory: file === null ? undefined : dirname(file) },
      {
        signal,
        log: (level, message) => {
          reporter.log(level, message);
        },
        progress: (message, fraction) => {
          reporter.progress(message, fraction);
        },
      },
    );
    if (!request.ok) return Promise.resolve({ kind: 'failed', error: request.error });
    const { uses } = task;
    const known = this.#runners.get(uses);
    if (known) return known.run(request.value);
    return ports.runners(uses).then((runner) => {
      this.#runners.set(uses, runner);
      return runner ? runner.run(request.value) : { kind: 'failed', error: runnerMissing(uses) };
    });
  }

  /** Texts of a runner on their way to the core: limited, and without secrets. */
  #reporter(node: number, attempt: number): Reporter {
    const { secrets, ports } = this.#parts;
    const reporter = limitReports(ports.clock, {
      log: (level, message) => {
        this.#report({ kind: 'logged', node, attempt, level, message: secrets.hideText(message) });
      },
      progress: (message, fraction) => {
        const known = fraction !== undefined && { fraction };
        this.#report({ kind: 'progressed', node, attempt, message: secrets.hideText(message), ...known });
      },
    });
    this.#reporters.set(node, reporter);
    return reporter;
  }

  #report(outcome: Extract<Outcome, { readonly kind: 'logged' | 'progressed' }>): void {
    if (this.#isOpen(outcome.node, outcome.attempt)) this.#submit(outcome);
  }

  #isOpen(node: number, attempt: number): boolean {
    const { state } = this.#parts;
    return state.attemptOpen[node] === 1 && state.attempts[node] === attempt;
  }

  #arm(): void {
    const { clock } = this.#parts.ports;
    const dueMs = this.#timers.nextMs();
    if (dueMs === this.#armed?.dueMs) return;
    this.#armed?.timer.dispose();
    this.#armed = undefined;
    if (dueMs === undefined) return;
    const timer = clock.schedule(Math.max(0, dueMs - this.#nowMs()), () => {
      this.#armed = undefined;
      for (const due of this.#timers.takeDue(this.#nowMs()))
        this.#submit({ kind: 'timerDue', timer: due.timer, node: due.node });
      this.#arm();
    });
    this.#armed = { dueMs, timer };
  }

  async #end(): Promise<void> {
    this.#stop();
    await this.#attempts.allStopped();
    try {
      await this.#parts.writer.close();
    } catch (error) {
      this.#parts.ports.logger.log('error', `The journal of execution ${this.id} was not closed: ${String(error)}`);
    }
    this.#resolveFinished(this.#view.snapshot());
  }

  #breakDown(cause: unknown): Error {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const { ports, writer } = this.#parts;
    ports.logger.log('error', `The journal of execution ${this.id} cannot be written: ${error.message}`);
    this.#stop();
    this.#attempts.abortAll((node) => this.#nameOf(node));
    void this.#attempts
      .allStopped()
      .then(() => writer.close())
      .catch(() => undefined)
      .then(() => {
        this.#changes.fire();
        this.#resolveFinished({ ...this.#view.snapshot(), status: 'interrupted', error: internalFailure(error) });
      });
    return error;
  }

  #stop(): void {
    this.#ended = true;
    this.#armed?.timer.dispose();
    this.#cancelTimer?.dispose();
    this.#timers.clearAll();
    this.#queue = [];
  }

  #nameOf(node: number): string {
    return `${this.id} ${this.#parts.state.program.nodes[node]?.id ?? ''}`;
  }

  /** Whole milliseconds since the epoch, by the monotonic clock. */
  #nowMs(): number {
    return this.#baseMs + Math.max(0, Math.round(this.#parts.ports.clock.monotonicMs() - this.#baseMonotonicMs));
  }
}
