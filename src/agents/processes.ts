import { type ChildProcess, fork } from 'node:child_process';
import { t } from '../../base/l10n.ts';
import { workerFile } from '../assets.ts';
import { Turns } from '../turns.ts';
import type { SqlAnswer, SqlQuery } from './messages.ts';

const maxProcesses = 4;
/** How long one without work is kept for the next statement. */
const idleMs = 10_000;

/** Processes that execute statements (`worker.ts`), kept warm; one that must be stopped is killed. */
export class SqlProcesses {
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>();
  readonly #turns = new Turns(maxProcesses);

  /** The answer; undefined when the signal was aborted first. */
  async ask(query: SqlQuery, signal: AbortSignal): Promise<SqlAnswer | undefined> {
    if (!(await this.#turns.take(signal))) return undefined;
    try {
      const child = this.#takeIdle() ?? this.#start();
      return await askProcess(child, query, signal, () => {
        this.#keep(child);
      });
    } finally {
      this.#turns.giveBack();
    }
  }

  #takeIdle(): ChildProcess | undefined {
    for (const [child, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(child);
      if (child.connected) return child;
    }
    return undefined;
  }

  #keep(child: ChildProcess): void {
    const timer = setTimeout(() => {
      this.#idle.delete(child);
      child.kill('SIGKILL');
    }, idleMs);
    timer.unref();
    this.#idle.set(child, timer);
  }

  #start(): ChildProcess {
    const child = fork(workerFile('sql'), {
      // Only Electron reads it: its program then is Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', () => undefined);
    return child;
  }
}

/** @param keep called when the process can be asked again */
function askProcess(
  child: ChildProcess,
  query: SqlQuery,
  signal: AbortSignal,
  keep: () => void,
): Promise<SqlAnswer | undefined> {
  return new Promise((resolve) => {
    const done = (answer: SqlAnswer | undefined, isWell: boolean): void => {
      child.off('message', heard).off('error', broke).off('exit', ended);
      signal.removeEventListener('abort', stop);
      // An idle process must not keep ours alive.
      child.unref();
      child.channel?.unref();
      if (isWell) keep();
      else child.kill('SIGKILL');
      resolve(answer);
    };
    const heard = (answer: unknown): void => {
      done(answer as SqlAnswer, true);
    };
    const broke = (error: Error): void => {
      done({ error: error.message }, false);
    };
    const ended = (): void => {
      done({ error: t('The worker ended without an answer.') }, false);
    };
    const stop = (): void => {
      done(undefined, false);
    };
    child.ref();
    child.channel?.ref();
    child.on('message', heard).on('error', broke).on('exit', ended);
    signal.addEventListener('abort', stop);
    child.send(query, (error) => {
      if (error) broke(error);
    });
  });
}
