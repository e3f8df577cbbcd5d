/**
 * The inside of a process of `processes.ts`.
 *
 * 1. The work is done in a thread, so that the process hears when its parent is gone, and ends.
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { outOfMemory } from './processes.ts';

/** Answers questions, one after the other, for as long as there is a parent. */
export function serve(answer: (question: never) => Promise<object>): void {
  if (isMainThread) keep();
  else
    parentPort?.on('message', (question) => {
      void answer(question as never).then((result) => parentPort?.postMessage(result));
    });
}

function keep(): void {
  const [, file = '', memoryMb] = process.argv;
  let thread: Worker | undefined;
  process.on('message', (question) => {
    thread ??= start();
    thread.postMessage(question);
  });
  // An orderly exit would wait for the thread.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

  function start(): Worker {
    const started = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: Number(memoryMb) } });
    started.on('message', (result: object) => process.send?.(result));
    started.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') process.exit(outOfMemory.code);
      thread = undefined;
      process.send?.({ error: String(error) });
    });
    return started;
  }
}
