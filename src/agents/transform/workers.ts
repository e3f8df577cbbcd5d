import { Worker } from 'node:worker_threads';
import { t } from '../../base/l10n.ts';
import { workerFile } from '../assets.ts';
import { reasonOf } from '../failures.ts';
import { Turns } from '../turns.ts';
import type { TransformAnswer, TransformQuestion } from './messages.ts';

/** Megabytes that one expression may use before its thread is ended. */
const memoryMb = 256;
const maxWorkers = 4;

/** Threads that evaluate JSONata, kept warm; one that must be stopped is ended and replaced when needed. */
export class TransformWorkers {
  readonly #idle: Worker[] = [];
  readonly #turns = new Turns(maxWorkers);

  /** The answer; undefined when the signal was aborted first. */
  async ask(question: TransformQuestion, signal: AbortSignal): Promise<TransformAnswer | undefined> {
    if (!(await this.#turns.take(signal))) return undefined;
    try {
      return await askWorker(this.#idle.pop() ?? this.#spawn(), question, signal, (worker) => this.#idle.push(worker));
    } finally {
      this.#turns.giveBack();
    }
  }

  #spawn(): Worker {
    const worker = new Worker(workerFile('transform'), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      const place = this.#idle.indexOf(worker);
      if (place >= 0) this.#idle.splice(place, 1);
    });
    return worker;
  }
}

/** @param keep takes back a worker that can be asked again */
function askWorker(
  worker: Worker,
  question: TransformQuestion,
  signal: AbortSignal,
  keep: (worker: Worker) => void,
): Promise<TransformAnswer | undefined> {
  return new Promise((resolve) => {
    const done = (answer: TransformAnswer | undefined, isWell: boolean): void => {
      worker.off('message', heard).off('error', broke);
      signal.removeEventListener('abort', stop);
      // An idle thread must not keep the process alive.
      worker.unref();
      if (isWell) keep(worker);
      else void worker.terminate();
      resolve(answer);
    };
    const heard = (answer: TransformAnswer): void => {
      done(answer, true);
    };
    const broke = (error: Error): void => {
      const isMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
      done({ error: isMemory ? t('it needs more than {0} MB of memory', memoryMb) : reasonOf(error) }, false);
    };
    const stop = (): void => {
      done(undefined, false);
    };
    worker.ref();
    worker.on('message', heard).on('error', broke);
    signal.addEventListener('abort', stop);
    worker.postMessage(question);
  });
}
