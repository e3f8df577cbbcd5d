/** Calls agents for the attempts of one execution: finds the runner or the mock, builds the request, passes on what is said. */
import { dirname } from 'node:path';
import type { RunnerName } from '../model/definition.ts';
import { settingsOf } from './attempt.ts';
import type { Outcome } from './core/outcome.ts';
import type { Environment } from './core/turn.ts';
import type { EnginePorts } from './engine.ts';
import { internalFailure, runnerMissing } from './failures.ts';
import type { EngineLimits } from './limits.ts';
import { type Mocks, playMock } from './mocks.ts';
import { type Pace, slice } from './pace.ts';
import type { AgentOutcome, AgentRunner } from './ports.ts';
import type { ProgramNode } from './program.ts';
import { limitReports, type Reporter } from './reporting.ts';
import { type AttemptOwner, type RunningAttempt, RunningAttempts } from './runningAttempts.ts';
import type { Secrets } from './secrets.ts';
import type { ExecutionState } from './state.ts';

export interface AgentCallsParts {
  readonly id: string;
  readonly ports: EnginePorts;
  readonly state: ExecutionState;
  readonly secrets: Secrets;
  readonly environment: Environment;
  readonly file: string | null;
  readonly mocks: Mocks | undefined;
  readonly limits: EngineLimits;
  readonly pace: Pace;
}

export class AgentCalls implements AttemptOwner {
  readonly state: ExecutionState;
  readonly baseDirectory: string | undefined;
  readonly #parts: AgentCallsParts;
  readonly #submit: (outcome: Outcome) => void;
  readonly #attempts: RunningAttempts;
  readonly #runners = new Map<RunnerName, AgentRunner>();
  /** Attempts whose runner is being loaded. */
  readonly #waiting = new Map<RunnerName, RunningAttempt[]>();

  /** @param submit hears how attempts end and what agents say */
  constructor(parts: AgentCallsParts, submit: (outcome: Outcome) => void) {
    this.state = parts.state;
    this.baseDirectory = parts.file === null ? undefined : dirname(parts.file);
    this.#parts = parts;
    this.#submit = submit;
    this.#attempts = new RunningAttempts(parts.ports.clock, parts.ports.logger, parts.limits.output, this);
  }

  start(slot: number, attempt: number): void {
    const { mocks, ports, environment } = this.#parts;
    const { state } = this;
    const node = state.program.nodes[state.nodeOf(slot)];
    const task = node?.task;
    if (node === undefined || task === undefined) throw new Error(`Node ${slot} is not an agent task`);
    const running = this.#attempts.begin(node, slot, attempt);
    const mock = mocks?.nodes.get(node.id.toLowerCase()) ?? (task.uses === 'mock' ? undefined : mocks?.default);
    if (mock) {
      this.#attempts.watch(running, playMock(mock, attempt, ports.clock, running.signal, state.itemOf(slot)));
      return;
    }
    const settings = settingsOf(state, environment, slot, task);
    if (settings.ok) {
      running.settings = settings.value;
      this.#call(task.uses, running);
    } else this.#attempts.finish(running, { kind: 'failed', error: settings.error });
  }

  abort(slot: number, attempt: number): void {
    this.#attempts.abort(slot, attempt);
  }

  abortAll(): void {
    this.#attempts.abortAll();
  }

  /** Resolves when every aborted runner has stopped or been abandoned. */
  allStopped(): Promise<void> {
    return this.#attempts.allStopped();
  }

  holdsSecret(text: string): boolean {
    return this.#parts.secrets.hideText(text) !== text;
  }

  nameOf(slot: number): string {
    const { id, state } = this.#parts;
    return `${id} ${(state.program.nodes[state.nodeOf(slot)] as ProgramNode).id}`;
  }

  ended({ slot, attempt }: RunningAttempt, outcome: AgentOutcome): void {
    if (outcome.kind === 'succeeded') this.#submit({ kind: 'succeeded', slot, attempt, output: outcome.output });
    else this.#submit({ kind: 'failed', slot, attempt, error: this.#parts.secrets.hideIn(outcome.error) });
  }

  /** Texts of a runner on their way to the core: limited, and without secrets. */
  reporterOf({ slot, attempt }: RunningAttempt): Reporter {
    const { secrets, ports, limits } = this.#parts;
    return limitReports(ports.clock, limits.logLine, {
      log: (level, message) => {
        this.#report({ kind: 'logged', slot, attempt, level, message: secrets.hideText(message) });
      },
      progress: (message, fraction) => {
        const known = fraction !== undefined && { fraction };
        this.#report({ kind: 'progressed', slot, attempt, message: secrets.hideText(message), ...known });
      },
    });
  }

  /** Runners load on first use; all attempts that come meanwhile wait for one look-up. */
  #call(uses: RunnerName, attempt: RunningAttempt): void {
    const runner = this.#runners.get(uses);
    if (runner !== undefined) {
      this.#run(runner, attempt);
      return;
    }
    const waiting = this.#waiting.get(uses);
    if (waiting !== undefined) waiting.push(attempt);
    else void this.#load(uses, attempt);
  }

  async #load(uses: RunnerName, first: RunningAttempt): Promise<void> {
    const waiting = [first];
    this.#waiting.set(uses, waiting);
    let runner: AgentRunner | undefined;
    let error = runnerMissing(uses);
    try {
      runner = await this.#parts.ports.runners(uses);
    } catch (thrown) {
      error = internalFailure(thrown);
    }
    this.#waiting.delete(uses);
    if (runner !== undefined) this.#runners.set(uses, runner);
    for (let at = 0; at < waiting.length; at++) {
      const attempt = waiting[at] as RunningAttempt;
      if (runner === undefined) this.#attempts.finish(attempt, { kind: 'failed', error });
      else this.#run(runner, attempt);
      if (at % slice === slice - 1 && this.#parts.pace.isOver) await this.#parts.pace.rest();
    }
  }

  #run(runner: AgentRunner, running: RunningAttempt): void {
    try {
      this.#attempts.watch(running, runner.run(running));
    } catch (error) {
      this.#attempts.finish(running, { kind: 'failed', error: internalFailure(error) });
    }
  }

  #report(outcome: Extract<Outcome, { readonly kind: 'logged' | 'progressed' }>): void {
    const { state } = this;
    const { slot, attempt } = outcome;
    if (state.open[slot] !== undefined && state.attempts[slot] === attempt) this.#submit(outcome);
  }
}
