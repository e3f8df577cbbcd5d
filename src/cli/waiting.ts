/** Waits for what another process does with an execution, and says so when that process does not answer. */
import { t } from '../base/l10n.ts';
import type { Owner } from '../engine/journal/otherProcesses.ts';
import { ownerName } from '../presentation/words.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import type { Executions } from '../sdk/executions.ts';
import { OwnerWatch, silentMs } from '../sdk/ownerWatch.ts';
import type { Cli } from './cli.ts';
import { program } from './help.ts';
import { storeArgument } from './storeArgument.ts';

const lookEveryMs = 100;
/** Looking takes at most a tenth of the time, but for this. */
const restMs = 2_000;
const askEveryMs = 500;

export interface Awaited {
  readonly executions: Executions;
  readonly id: string;
  /** The folder of `--store`. */
  readonly store: string | undefined;
  /** The command that takes the execution over with `--take-over`. */
  readonly takenBy: 'cancel' | 'resume';
}

/**
 * Waits for another process.
 *
 * @param limitMs how long at most
 * @returns undefined when the time was up, or Ctrl+C came
 */
export async function waitFor(
  awaited: Awaited,
  cli: Cli,
  isThere: (snapshot: ExecutionSnapshot) => boolean,
  limitMs = Infinity,
): Promise<ExecutionSnapshot | undefined> {
  const { executions, id } = awaited;
  const interrupted = new AbortController();
  const interrupts = cli.onInterrupt(() => {
    interrupted.abort();
  });
  const silence = new Silence(awaited, cli);
  const untilMs = performance.now() + limitMs;
  try {
    for (;;) {
      const beganMs = performance.now();
      const snapshot = await executions.get(id);
      if (snapshot && isThere(snapshot)) return snapshot;
      await silence.look();
      const nowMs = performance.now();
      if (interrupted.signal.aborted || nowMs > untilMs) return undefined;
      await rest(Math.min(Math.max(lookEveryMs, 10 * (nowMs - beganMs)), restMs), interrupted.signal);
    }
  } finally {
    interrupts.dispose();
  }
}

/** Sees whether the owner's heart beats. Says once that it does not. */
class Silence {
  readonly #awaited: Awaited;
  readonly #cli: Cli;
  readonly #watch = new OwnerWatch();
  #askedMs = -Infinity;
  #isSaid = false;

  constructor(awaited: Awaited, cli: Cli) {
    this.#awaited = awaited;
    this.#cli = cli;
  }

  async look(): Promise<void> {
    const nowMs = performance.now();
    if (this.#isSaid || nowMs - this.#askedMs < askEveryMs) return;
    this.#askedMs = nowMs;
    const owner = await this.#awaited.executions.owner(this.#awaited.id);
    if (!this.#watch.isSilent(owner, nowMs) || owner === undefined) return;
    this.#isSaid = true;
    this.#say(owner);
  }

  #say(owner: Owner): void {
    const { id, store, takenBy } = this.#awaited;
    const seconds = Math.max(silentMs / 1_000, Math.round((Date.now() - owner.beatMs) / 1_000));
    this.#cli.err.write(
      [
        t(
          'The process that runs this execution ({0}) has not answered for {1} s. Ctrl+C ends the waiting.',
          ownerName(owner),
          seconds,
        ),
        t('To take the execution from it: {0}', `${program} ${takenBy} ${id} --take-over${storeArgument(store)}`),
        '',
      ].join('\n'),
    );
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
