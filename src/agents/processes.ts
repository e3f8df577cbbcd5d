import { type ChildProcess, fork } from 'node:child_process';
import { t } from '../base/l10n.ts';
import { workerFile } from './assets.ts';
import { Turns } from './turns.ts';

const maxProcesses = 4;
/** How long one without work is kept for the next question. */
const idleMs = 10_000;
/** The code and signal with which Node's program ends when its memory is used up; our keeper uses the code too. */
export const outOfMemory = { code: 134, signal: 'SIGABRT' } as const;

/** Why a process gave no answer, for people. */
export interface ProcessFailure {
  readonly error: string;
}

/**
 * Processes that answer questions by `NAME/worker.ts`, kept warm; one that must be stopped is killed. Processes and not threads:
 * a thread inside native code cannot be ended, and one that uses up its memory may take its whole process with it.
 */
export class Processes<Question extends object, Answer> {
  readonly #name: string;
  readonly #memoryMb: number;
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>();
  readonly #turns = new Turns(maxProcesses);

  /** @param memoryMb what one question may use before its process is ended */
  constructor(name: string, memoryMb: number) {
    this.#name = name;
    this.#memoryMb = memoryMb;
  }

  /**
   * The answer, or why there is none; undefined when the signal was aborted or the deadline passed first.
   *
   * @param deadlineMs from when a process is there for it: who waits behind others loses nothing of it
   */
  async ask(
    question: Question,
    signal: AbortSignal,
    deadlineMs?: number,
  ): Promise<Answer | ProcessFailure | undefined> {
    if (!(await this.#turns.take(signal))) return undefined;
    try {
      const limit = deadlineMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      return await this.#askOne(this.#takeIdle() ?? this.#start(), question, limit);
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
    const child = fork(workerFile(this.#name), [String(this.#memoryMb)], {
      // Only Electron reads it: its program then is Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', () => undefined);
    return child;
  }

  #askOne(child: ChildProcess, question: Question, signal: AbortSignal): Promise<Answer | ProcessFailure | undefined> {
    return new Promise((resolve) => {
      const done = (answer: Answer | ProcessFailure | undefined, isWell: boolean): void => {
        child.off('message', heard).off('error', broke).off('exit', ended);
        signal.removeEventListener('abort', stop);
        // An idle process must not keep ours alive.
        child.unref();
        child.channel?.unref();
        if (isWell) this.#keep(child);
        else child.kill('SIGKILL');
        resolve(answer);
      };
      const heard = (answer: unknown): void => {
        done(answer as Answer, true);
      };
      const broke = (error: Error): void => {
        done({ error: error.message }, false);
      };
      const ended = (code: number | null, by: NodeJS.Signals | null): void => {
        const isMemory = code === outOfMemory.code || by === outOfMemory.signal;
        const error = isMemory
          ? t('it needs more than {0} MB of memory', this.#memoryMb)
          : t('The worker ended without an answer.');
        done({ error }, false);
      };
      const stop = (): void => {
        done(undefined, false);
      };
      child.ref();
      child.channel?.ref();
      child.on('message', heard).on('error', broke).on('exit', ended);
      signal.addEventListener('abort', stop);
      child.send(question, (error) => {
        if (error) broke(error);
      });
    });
  }
}
