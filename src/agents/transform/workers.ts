import { Worker } from 'node:worker_threads';
import { t } from '../../base/l10n.ts';
import { workerFile } from '../assets.ts';
import type { TransformAnswer, TransformQuestion } from './messages.ts';

/** Megabytes that one expression may use before its thread is ended. */
const memoryMb = 256;
const maxWorkers = 4;

/** Threads that evaluate JSONata, kept warm; one that must be stopped is ended and replaced when needed. */
export class TransformWorkers {
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  /** The answer; undefined when the signal was aborted first. */
  async ask(question: TransformQuestion, signal: AbortSignal): Promise<TransformAnswer | undefined> {
    if (this.#busy >= maxWorkers) await this.#turn(signal);
    if (signal.aborted) {
      this.#waiting.shift()?.();
      return undefined;
    }
    this.#busy++;
    try {
      return await this.#askWorker(this.#idle.pop() ?? this.#spawn(), question, signal);
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener(
        'abort',
        () => {
          const place = this.#waiting.indexOf(resolve);
          if (place >= 0) this.#waiting.splice(place, 1);
          resolve();
        },
        { once: true },
      );
    });
  }

  #spawn(): Worker {
    const worker = new Worker(workerFile('transform'), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    worker.on('error', () => undefined);
    return worker;
  }

  #askWorker(worker: Worker, question: TransformQuestion, signal: AbortSignal): Promise<TransformAnswer | undefined> {
    return new Promise((resolve) => {
      const done = (answer: TransformAnswer | undefined, keep: boolean): void => {
        worker.removeAllListeners('message').removeAllListeners('exit');
        signal.removeEventListener('abort', stop);
        // An idle thread must not keep the process alive.
        worker.unref();
        if (keep) this.#idle.push(worker);
        else void worker.terminate();
        resolve(answer);
      };
      const stop = (): void => {
        done(undefined, false);
      };
      worker.ref();
      signal.addEventListener('abort', stop);
      worker.once('message', (answer: TransformAnswer) => {
        done(answer, true);
      });
      worker.once('exit', () => {
        done({ error: t('it needs more than {0} MB of memory', memoryMb) }, false);
      });
      worker.postMessage(question);
    });
  }
}
