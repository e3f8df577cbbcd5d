/** Calls agents for the attempts of one execution: finds the runner or the mock, builds the request, passes on what is said. */
import { dirname } from 'node:path';
import { requestOf } from './attempt.ts';
import type { Outcome } from './core/outcome.ts';
import type { Environment } from './core/turn.ts';
import type { EnginePorts } from './engine.ts';
import { runnerMissing } from './failures.ts';
import type { EngineLimits } from './limits.ts';
import { type Mocks, playMock } from './mocks.ts';
import type { AgentOutcome, AgentRunner } from './ports.ts';
import type { ProgramNode, TaskPlan } from './program.ts';
import { limitReports, type Reporter } from './reporting.ts';
import { RunningAttempts } from './runningAttempts.ts';
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
}

export class AgentCalls {
  readonly #parts: AgentCallsParts;
  readonly #submit: (outcome: Outcome) => void;
  readonly #attempts: RunningAttempts;
  readonly #runners = new Map<string, AgentRunner | undefined>();
  readonly #reporters = new Map<number, Reporter>();
  readonly #baseDirectory: string | undefined;

  /** @param submit hears how attempts end and what agents say */
  constructor(parts: AgentCallsParts, submit: (outcome: Outcome) => void) {
    this.#parts = parts;
    this.#submit = submit;
    this.#attempts = new RunningAttempts(parts.ports.clock, parts.ports.logger, parts.limits.output);
    this.#baseDirectory = parts.file === null ? undefined : dirname(parts.file);
  }

  start(slot: number, attempt: number): void {
    const { state } = this.#parts;
    const node = state.program.nodes[state.nodeOf(slot)];
    const task = node?.task;
    if (node === undefined || task === undefined) throw new Error(`Node ${slot} is not an agent task`);
    this.#attempts.start(
      slot,
      attempt,
      this.#nameOf(slot),
      (signal) => this.#run(slot, node, task, attempt, signal),
      (outcome) => {
        this.#reporters.get(slot)?.close();
        this.#reporters.delete(slot);
        if (outcome.kind === 'succeeded') this.#submit({ kind: 'succeeded', slot, attempt, output: outcome.output });
        else this.#submit({ kind: 'failed', slot, attempt, error: this.#parts.secrets.hideIn(outcome.error) });
      },
    );
  }

  abort(slot: number, attempt: number): void {
    this.#attempts.abort(slot, attempt, this.#nameOf(slot));
  }

  abortAll(): void {
    this.#attempts.abortAll((slot) => this.#nameOf(slot));
  }

  /** Resolves when every aborted runner has stopped or been abandoned. */
  allStopped(): Promise<void> {
    return this.#attempts.allStopped();
  }

  #run(slot: number, node: ProgramNode, task: TaskPlan, attempt: number, signal: AbortSignal): Promise<AgentOutcome> {
    const { mocks, ports, state, environment } = this.#parts;
    const mock = mocks?.nodes.get(node.id.toLowerCase()) ?? (task.uses === 'mock' ? undefined : mocks?.default);
    if (mock) return playMock(mock, attempt, ports.clock, signal, state.itemOf(slot));
    const reporter = this.#reporter(slot, attempt);
    const request = requestOf(
      { state, environment, slot, node, task, attempt, baseDirectory: this.#baseDirectory },
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
  #reporter(slot: number, attempt: number): Reporter {
    const { secrets, ports, limits } = this.#parts;
    const reporter = limitReports(ports.clock, limits.logLine, {
      log: (level, message) => {
        this.#report({ kind: 'logged', slot, attempt, level, message: secrets.hideText(message) });
      },
      progress: (message, fraction) => {
        const known = fraction !== undefined && { fraction };
        this.#report({ kind: 'progressed', slot, attempt, message: secrets.hideText(message), ...known });
      },
    });
    this.#reporters.set(slot, reporter);
    return reporter;
  }

  #report(outcome: Extract<Outcome, { readonly kind: 'logged' | 'progressed' }>): void {
    const { state } = this.#parts;
    const { slot, attempt } = outcome;
    if (state.open[slot] !== undefined && state.attempts[slot] === attempt) this.#submit(outcome);
  }

  #nameOf(slot: number): string {
    const { id, state } = this.#parts;
    return `${id} ${state.program.nodes[state.nodeOf(slot)]?.id ?? ''}`;
  }
}
