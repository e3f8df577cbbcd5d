/** A thread that analyses texts and answers with their diagnostics. What it does not answer in time, it hangs on. */
import { parentPort, Worker } from 'node:worker_threads';
import { analyse } from '../../../src/model/project.ts';

export interface Analysed {
  /** JSON of the diagnostics. */
  readonly diagnostics: string;
  /** Whether `Object.prototype` is as it was. */
  readonly isClean: boolean;
}

const namesAtFirst = Object.getOwnPropertyNames(Object.prototype).length;

parentPort?.on('message', (text: string) => {
  const answer: Analysed = {
    diagnostics: JSON.stringify(analyse(text).diagnostics),
    isClean: Object.getOwnPropertyNames(Object.prototype).length === namesAtFirst,
  };
  parentPort?.postMessage(answer);
});

/** The thread from outside: one question after the other. */
export class Analyser {
  readonly #worker = new Worker(new URL(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 1024 } });

  /** @param patienceMs far more than it may take: a hang fails instead of hanging the tests */
  async analyse(text: string, patienceMs: number): Promise<Analysed> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Analysed>((resolve, reject) => {
        timer = setTimeout(() => {
          reject(new Error(`The analysis hangs: no answer in ${patienceMs} ms`));
        }, patienceMs);
        this.#worker.once('message', resolve);
        this.#worker.once('error', reject);
        this.#worker.postMessage(text);
      });
    } finally {
      clearTimeout(timer);
      this.#worker.removeAllListeners('message').removeAllListeners('error');
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
