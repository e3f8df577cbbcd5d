/** A thread that asks everything of texts. What it does not answer in time, it hangs on. */
import { parentPort, Worker } from 'node:worker_threads';
import { askAll } from './features.ts';

interface Question {
  readonly text: string;
  readonly places: readonly number[];
}

parentPort?.on('message', ({ text, places }: Question) => {
  try {
    askAll(text, places);
    parentPort?.postMessage(undefined);
  } catch (error) {
    parentPort?.postMessage(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
});

/** The thread from outside: one question after the other, and a new thread after one that hung. */
export class Asker {
  #worker: Worker | undefined;

  /** @returns what was thrown @param patienceMs far more than it may take: a hang fails instead of hanging the tests */
  async ask(question: Question, patienceMs: number): Promise<string | undefined> {
    const worker = (this.#worker ??= new Worker(new URL(import.meta.url)));
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<string | undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(`It hangs: no answer in ${patienceMs} ms`);
      }, patienceMs);
      worker.once('message', resolve);
      worker.once('error', (error) => {
        resolve(String(error));
      });
      worker.postMessage(question);
    });
    clearTimeout(timer);
    worker.removeAllListeners('message').removeAllListeners('error');
    if (answer !== undefined) await this.close();
    return answer;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
