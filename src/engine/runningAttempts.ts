/**
 * The attempts that run: their abort signals, and what became of those that were aborted (F6).
 *
 * 1. Each attempt gives at most one outcome; one that was aborted gives none.
 * 2. A runner that has not stopped 5 s after its abort is abandoned: what it gives later is dropped and logged.
 */
import type { FailureInfo } from '../protocol/execution.ts';
import type { Disposable } from '../base/disposable.ts';
import { Request, type RequestSource } from './attempt.ts';
import type { LogLevel } from './events.ts';
import { internalFailure } from './failures.ts';
import { checkOutput } from './output.ts';
import type { AgentOutcome, Clock, Logger } from './ports.ts';
import type { ProgramNode } from './program.ts';
import type { Reporter } from './reporting.ts';

const patienceMs = 5_000;

/** Whose attempts they are. */
export interface AttemptOwner extends RequestSource {
  /** For people. */
  nameOf(slot: number): string;
  holdsSecret(text: string): boolean;
  /** Asked when the agent first says something. */
  reporterOf(attempt: RunningAttempt): Reporter;
  /** Not told of an attempt that was aborted. */
  ended(attempt: RunningAttempt, outcome: AgentOutcome): void;
}

/** One of them, as its agent sees it. */
export class RunningAttempt extends Request {
  declare protected readonly source: AttemptOwner;
  #reporter: Reporter | undefined = undefined;
  /** Or whether it was aborted before anyone asked for the signal. */
  #controller: AbortController | boolean = false;

  get signal(): AbortSignal {
    if (typeof this.#controller === 'boolean') {
      const isAborted = this.#controller;
      this.#controller = new AbortController();
      if (isAborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  abort(): void {
    if (typeof this.#controller === 'boolean') this.#controller = true;
    else this.#controller.abort();
  }

  holdsSecret(text: string): boolean {
    return this.source.holdsSecret(text);
  }

  log(level: LogLevel, message: string): void {
    (this.#reporter ??= this.source.reporterOf(this)).log(level, message);
  }

  progress(message: string, fraction?: number): void {
    (this.#reporter ??= this.source.reporterOf(this)).progress(message, fraction);
  }

  closeReports(): void {
    this.#reporter?.close();
  }
}

export class RunningAttempts {
  readonly #largestOutput: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #owner: AttemptOwner;
  /** By slot. */
  readonly #running: (RunningAttempt | undefined)[];
  /** Those that were aborted, and the end of our patience with each. */
  readonly #stopping = new Map<RunningAttempt, Disposable>();
  #whenStopped: (() => void)[] = [];

  /** @param largestOutput in bytes (R6) */
  constructor(clock: Clock, logger: Logger, largestOutput: number, owner: AttemptOwner) {
    this.#largestOutput = largestOutput;
    this.#clock = clock;
    this.#logger = logger;
    this.#owner = owner;
    this.#running = new Array<RunningAttempt | undefined>(owner.state.program.nodes.length).fill(undefined);
  }

  begin(node: ProgramNode, slot: number, attempt: number): RunningAttempt {
    const running = new RunningAttempt(this.#owner, node, slot, attempt);
    while (this.#running.length <= slot) this.#running.push(undefined);
    this.#running[slot] = running;
    return running;
  }

  /** Waits for what the agent gives. */
  watch(running: RunningAttempt, promise: Promise<AgentOutcome>): void {
    promise.then(
      (outcome) => {
        this.finish(running, checked(outcome, this.#largestOutput));
      },
      (error: unknown) => {
        this.finish(running, { kind: 'failed', error: internalFailure(error) });
      },
    );
  }

  finish(running: RunningAttempt, outcome: AgentOutcome): void {
    const { slot } = running;
    if (this.#running[slot] === running) {
      this.#running[slot] = undefined;
      running.closeReports();
      this.#owner.ended(running, outcome);
    } else if (!this.#stopped(running)) {
      const name = this.#owner.nameOf(slot);
      this.#logger.log('warning', `${name}: an abandoned attempt ended after all; its result is dropped`);
    }
  }

  abort(slot: number, attempt: number): void {
    const running = this.#running[slot];
    if (running?.attempt !== attempt) return;
    this.#running[slot] = undefined;
    const patience = this.#clock.schedule(patienceMs, () => {
      if (!this.#stopped(running)) return;
      this.#logger.log('warning', `${this.#owner.nameOf(slot)}: the agent ignored its abort and is abandoned`);
    });
    this.#stopping.set(running, patience);
    running.abort();
  }

  abortAll(): void {
    for (const running of [...this.#running]) if (running !== undefined) this.abort(running.slot, running.attempt);
  }

  /** Resolves when every aborted runner has stopped or been abandoned. */
  allStopped(): Promise<void> {
    if (this.#stopping.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenStopped.push(resolve));
  }

  /** Whether it was still waited for. */
  #stopped(running: RunningAttempt): boolean {
    this.#stopping.get(running)?.dispose();
    if (!this.#stopping.delete(running)) return false;
    if (this.#stopping.size === 0) {
      for (const resolve of this.#whenStopped) resolve();
      this.#whenStopped = [];
    }
    return true;
  }
}

function checked(outcome: AgentOutcome, largest: number): AgentOutcome {
  if (outcome.kind !== 'succeeded') return { kind: 'failed', error: completeFailure(outcome.error) };
  if (outcome.output === null) return outcome;
  const output = checkOutput(outcome.output, largest);
  if (!output.ok) return { kind: 'failed', error: output.error };
  return output.value === outcome.output ? outcome : { kind: 'succeeded', output: output.value };
}

/** Only what a failure has; a runner may have put more into its object. */
function completeFailure(error: FailureInfo): FailureInfo {
  const { kind, message, retryable, retry_after_ms: retryAfterMs } = error;
  return { kind, message, retryable, ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }) };
}
