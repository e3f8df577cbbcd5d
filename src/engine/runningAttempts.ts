/**
 * The attempts that run: their abort signals, and what became of those that were aborted (F6).
 *
 * 1. Each attempt gives at most one outcome; one that was aborted gives none.
 * 2. A runner that has not stopped 5 s after its abort is abandoned: what it gives later is dropped and logged.
 */
import type { FailureInfo } from '../protocol/execution.ts';
import type { Disposable } from '../base/disposable.ts';
import { internalFailure } from './failures.ts';
import { checkOutput } from './output.ts';
import type { AgentOutcome, Clock, Logger } from './ports.ts';

const patienceMs = 5_000;

interface RunningAttempt {
  readonly attempt: number;
  readonly controller: AbortController;
  /** From the abort on: the end of our patience. */
  patience?: Disposable;
}

export class RunningAttempts {
  readonly #largestOutput: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #running = new Map<number, RunningAttempt>();
  readonly #stopping = new Set<RunningAttempt>();
  #whenStopped: (() => void)[] = [];

  /** @param largestOutput in bytes (R6) */
  constructor(clock: Clock, logger: Logger, largestOutput: number) {
    this.#largestOutput = largestOutput;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** @param done hears the outcome, unless the attempt is aborted first */
  start(
    node: number,
    attempt: number,
    name: string,
    run: (signal: AbortSignal) => Promise<AgentOutcome>,
    done: (outcome: AgentOutcome) => void,
  ): void {
    const running: RunningAttempt = { attempt, controller: new AbortController() };
    this.#running.set(node, running);
    const finish = (outcome: AgentOutcome): void => {
      if (this.#running.get(node) === running) {
        this.#running.delete(node);
        done(outcome);
      } else if (!this.#stopped(running))
        this.#logger.log('warning', `${name}: an abandoned attempt ended after all; its result is dropped`);
    };
    let promise: Promise<AgentOutcome>;
    try {
      promise = run(running.controller.signal);
    } catch (error) {
      finish({ kind: 'failed', error: internalFailure(error) });
      return;
    }
    promise.then(
      (outcome) => {
        finish(checked(outcome, this.#largestOutput));
      },
      (error: unknown) => {
        finish({ kind: 'failed', error: internalFailure(error) });
      },
    );
  }

  abort(node: number, attempt: number, name: string): void {
    const running = this.#running.get(node);
    if (running?.attempt !== attempt) return;
    this.#running.delete(node);
    this.#stopping.add(running);
    running.patience = this.#clock.schedule(patienceMs, () => {
      if (this.#stopped(running)) this.#logger.log('warning', `${name}: the agent ignored its abort and is abandoned`);
    });
    running.controller.abort();
  }

  abortAll(nameOf: (node: number) => string): void {
    for (const [node, { attempt }] of [...this.#running]) this.abort(node, attempt, nameOf(node));
  }

  /** Resolves when every aborted runner has stopped or been abandoned. */
  allStopped(): Promise<void> {
    if (this.#stopping.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenStopped.push(resolve));
  }

  /** Whether it was still waited for. */
  #stopped(running: RunningAttempt): boolean {
    running.patience?.dispose();
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
  const output = checkOutput(outcome.output, largest);
  return output.ok ? { kind: 'succeeded', output: output.value } : { kind: 'failed', error: output.error };
}

/** Only what a failure has; a runner may have put more into its object. */
function completeFailure(error: FailureInfo): FailureInfo {
  const { kind, message, retryable, retry_after_ms: retryAfterMs } = error;
  return { kind, message, retryable, ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }) };
}
