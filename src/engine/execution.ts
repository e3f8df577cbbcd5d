/**
 * The effect loop of one execution: owns its clock, timers, attempts and journal writer, and performs what the core decides.
 *
 * 1. An event is in the journal before anyone sees it (E2): readers, and the effects that follow from it, come after.
 * 2. What starts an attempt is durable before the attempt starts, and with it the results that it follows from (E2).
 * 3. While one batch is being written, what happens waits and makes the next: group commit without a delay.
 * 4. When the journal cannot be written any more, nothing more is started and what runs is aborted; the execution is
 *    `interrupted`, never silently lost.
 */
import { t } from '../base/l10n.ts';
import {
  type ControlRequest,
  type ExecutionSnapshot,
  type FailureInfo,
  isTerminal,
  type NodeSnapshot,
} from '../protocol/execution.ts';
import { AgentCalls } from './agentCalls.ts';
import { Alarm } from './alarm.ts';
import { objectionTo } from './core/asked.ts';
import type { Command, Outcome, TimerKind } from './core/outcome.ts';
import type { Environment } from './core/turn.ts';
import { Decider } from './decide.ts';
import type { EnginePorts, RunningExecution } from './engine.ts';
import type { EngineEvent } from './events.ts';
import { ExecutionTime } from './executionTime.ts';
import { storageFailure } from './failures.ts';
import { checkPatterned } from './inputs.ts';
import { JournalBudget } from './journalBudget.ts';
import { defaultLimits } from './limits.ts';
import { MockedUser } from './mockedUser.ts';
import type { Mocks } from './mocks.ts';
import { OutcomeQueue } from './outcomeQueue.ts';
import { Pace, slice } from './pace.ts';
import type { JournalWriter } from './ports.ts';
import type { ProgramNode } from './program.ts';
import { Readers } from './readers.ts';
import type { Secrets } from './secrets.ts';
import type { ExecutionState } from './state.ts';
import { ExecutionView } from './view.ts';

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

function isOfAttempt(timer: TimerKind): boolean {
  return timer === 'attempt' || timer === 'total';
}

export class Execution implements RunningExecution {
  readonly id: string;
  readonly finished: Promise<ExecutionSnapshot>;
  readonly #parts: ExecutionParts;
  readonly #calls: AgentCalls;
  readonly #user: MockedUser;
  readonly #alarm: Alarm;
  readonly #budget: JournalBudget;
  readonly #queue: OutcomeQueue;
  readonly #readers: Readers;
  readonly #time: ExecutionTime;
  #pumping = false;
  #ended = false;
  /** Whether something is in the journal; who begins it is told of what fails before. */
  #begun = false;
  /** Why the storage takes no more at the moment (threat T17). */
  #stalled: FailureInfo | undefined;
  #resolveFinished: (snapshot: ExecutionSnapshot) => void = () => undefined;
  readonly #pace: Pace;

  constructor(parts: ExecutionParts) {
    const { ports, state, past, secrets, environment } = parts;
    this.id = parts.id;
    this.#parts = parts;
    const limits = { ...defaultLimits, ...ports.limits?.() };
    this.#readers = new Readers(parts, new ExecutionView(state, parts.file, secrets));
    this.#time = new ExecutionTime(ports.clock, past.at(-1)?.time_ms);
    this.#pace = new Pace(ports.clock);
    this.#queue = new OutcomeQueue(new Decider(state, environment, limits), this.#pace);
    this.#calls = new AgentCalls({ ...parts, limits, pace: this.#pace }, (outcome) => {
      this.#submit(outcome);
    });
    this.#user = new MockedUser(ports.clock, parts.mocks, (request) => {
      this.#submit({ kind: 'asked', request });
    });
    this.#alarm = new Alarm(
      ports.clock,
      () => this.#time.nowMs(),
      ({ timer, slot }) => {
        this.#submit({ kind: 'timerDue', timer, slot });
      },
    );
    this.#budget = new JournalBudget(limits, () => {
      ports.logger.log('warning', `Execution ${parts.id} has used a fifth of what its journal may hold`);
    });
    parts.writer.listen({
      stalled: (problem) => {
        this.#stall(problem);
      },
      requested: (request) => {
        const objection = this.control(request);
        if (objection !== undefined)
          ports.logger.log('info', `Execution ${this.id}: ${request.type} was refused. ${objection}`);
      },
    });
    this.finished = new Promise((resolve) => (this.#resolveFinished = resolve));
  }

  get onEvent(): RunningExecution['onEvent'] {
    return this.#readers.onEvent;
  }

  get onDidChange(): RunningExecution['onDidChange'] {
    return this.#readers.onDidChange;
  }

  snapshot(): ExecutionSnapshot {
    const snapshot = this.#readers.view.snapshot();
    return this.#stalled === undefined ? snapshot : { ...snapshot, status: 'paused', error: this.#stalled };
  }

  nodeSnapshot(nodeId: string): NodeSnapshot | undefined {
    return this.#readers.view.node(nodeId);
  }

  cancel(): void {
    this.control({ type: 'cancel' });
  }

  control(request: ControlRequest): string | undefined {
    if (this.#ended) return t('The execution has ended.');
    const objection = objectionTo(this.#parts.state, request);
    if (objection !== undefined) return objection;
    // Nothing can be written: what runs is stopped, and the rest is found again as it was.
    if (request.type === 'cancel' && this.#stalled !== undefined) this.#breakDown(new Error(this.#stalled.message));
    else this.#submit({ kind: 'asked', request });
    return undefined;
  }

  /** Resolves when the first events are in the journal; rejects when they could not be written. */
  async begin(outcome: Outcome): Promise<void> {
    const { state } = this.#parts;
    this.#pumping = true;
    this.#pace.start();
    this.#queue.add(outcome);
    const problem = await this.#turn();
    if (problem !== undefined) throw problem;
    this.#begun = true;
    if (!this.#ended && this.#parts.mocks !== undefined)
      this.#user.begin(
        state.program.nodes.map(({ id }) => id),
        this.#time.nowMs() - state.startedMs,
      );
    void this.#pump();
  }

  #submit(outcome: Outcome): void {
    if (this.#ended) return;
    this.#queue.add(outcome);
    if (this.#pumping) return;
    this.#pumping = true;
    this.#pace.start();
    // What happens in the same turn of the event loop makes one batch.
    void Promise.resolve().then(() => this.#pump());
  }

  async #pump(): Promise<void> {
    while (!this.#queue.isEmpty && !this.#ended) {
      if ((await this.#turn()) !== undefined) break;
      if (this.#pace.isOver) await this.#pace.rest();
    }
    this.#pumping = false;
  }

  /** Decides what waits, writes it, tells it, performs it. Returns why the journal could not be written. */
  async #turn(): Promise<Error | undefined> {
    const { writer, secrets, state } = this.#parts;
    const { events, commands, nowMs, isAsked } = this.#queue.decide(this.#time.nowMs());
    const isOver = isTerminal(state.status);
    if (events.length > 0) {
      const starts = commands.some(({ kind }) => kind === 'startAttempt');
      const isDurable = isOver || isAsked || starts || events[0]?.seq === 1;
      try {
        await writer.append(secrets.any ? events.map((event) => secrets.sealEvent(event)) : events, isDurable);
      } catch (error) {
        return this.#breakDown(error);
      }
      this.#readers.tell(events);
    }
    // An attempt begins when it is called: the time that the storage took is not the agent's (F5).
    const lateMs = this.#time.nowMs() - nowMs;
    for (let at = 0; at < commands.length; at++) {
      if (at % slice === slice - 1 && this.#pace.isOver) await this.#pace.rest();
      if (this.#ended) return undefined;
      this.#perform(commands[at] as Command, lateMs);
    }
    if (isOver) void this.#end();
    else {
      const error = this.#budget.check(state.seq, writer.bytes);
      if (error !== undefined) this.#submit({ kind: 'limitReached', error });
      this.#alarm.arm();
    }
    return undefined;
  }

  /** @param lateMs how long ago it was decided */
  #perform(command: Command, lateMs: number): void {
    const { slot } = command;
    const { state } = this.#parts;
    switch (command.kind) {
      case 'setTimer':
        this.#alarm.timers.set(command.timer, slot, command.dueMs + (isOfAttempt(command.timer) ? lateMs : 0));
        return;
      case 'clearTimer':
        this.#alarm.timers.clear(command.timer, slot);
        return;
      case 'abortAttempt':
        this.#calls.abort(slot, command.attempt);
        return;
      case 'checkInputs':
        void checkPatterned(command.patterned).then((problems) => {
          this.#submit({ kind: 'inputsChecked', slot, problems: problems.map(({ message }) => message) });
        });
        return;
      case 'requestApproval':
        this.#user.approvalRequested((state.program.nodes[slot] as ProgramNode).id);
        return;
      case 'startAttempt':
        // What the same batch has ended again need not start.
        if (state.open[slot] !== undefined && state.attempts[slot] === command.attempt)
          this.#calls.start(slot, command.attempt);
    }
  }

  /** Threat T17: what was decided waits for the storage, and with it everything that follows. */
  #stall(problem: string | undefined): void {
    if (this.#ended) return;
    const { logger } = this.#parts.ports;
    if (problem === undefined) {
      this.#stalled = undefined;
      logger.log('info', `The journal of execution ${this.id} is written again`);
      this.#submit({ kind: 'stalled' });
    } else {
      this.#stalled = storageFailure(problem);
      logger.log('error', `Execution ${this.id} waits for its storage: ${problem}`);
    }
    this.#readers.changed();
  }

  async #end(): Promise<void> {
    this.#stop();
    await this.#calls.allStopped();
    try {
      await this.#parts.writer.close();
    } catch (error) {
      this.#parts.ports.logger.log('error', `The journal of execution ${this.id} was not closed: ${String(error)}`);
    }
    this.#resolveFinished(this.#readers.view.snapshot());
  }

  #breakDown(cause: unknown): Error {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const { ports, writer } = this.#parts;
    if (this.#begun)
      ports.logger.log('error', `The journal of execution ${this.id} cannot be written: ${error.message}`);
    this.#stop();
    this.#calls.abortAll();
    void this.#calls
      .allStopped()
      .then(() => writer.close())
      .catch(() => undefined)
      .then(() => {
        this.#readers.changed();
        this.#resolveFinished({
          ...this.#readers.view.snapshot(),
          status: 'interrupted',
          error: storageFailure(error.message),
        });
      });
    return error;
  }

  #stop(): void {
    this.#ended = true;
    this.#alarm.stop();
    this.#user.dispose();
    this.#queue.clear();
  }
}
