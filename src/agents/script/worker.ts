/**
 * The process of one script.
 *
 * 1. The script is executed in a thread, so that the process always hears: an endless loop is ended at once.
 * 2. An aborted script that looks at its signal may end by itself; every other one is ended.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { AbortHeard, ScriptOrder, ScriptReport, ScriptTask } from './messages.ts';
import { callScript } from './thread.ts';

/** How long a thread that is not in a loop may take to hear of the abort. */
const hearingMs = 30;

function keep(): void {
  let thread: Worker | undefined;
  let deaf: NodeJS.Timeout | undefined;
  process.on('message', (order: ScriptOrder) => {
    if (order.kind === 'call') thread = start(order.task, order.memoryMb);
    else {
      deaf = setTimeout(end, hearingMs);
      thread?.postMessage('abort');
    }
  });
  process.on('disconnect', end);
  let sent: Promise<void> = Promise.resolve();

  function start(task: ScriptTask, memoryMb: number): Worker {
    let isOver = false;
    const tell = (report: ScriptReport): void => {
      isOver ||= report.kind !== 'log' && report.kind !== 'progress';
      sent = new Promise((resolve) => {
        process.send?.(report, () => {
          resolve();
        });
      });
    };
    const started = new Worker(new URL(import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    started.on('message', (report: ScriptReport | AbortHeard) => {
      if (report.kind !== 'abort-heard') tell(report);
      else if (report.looks) clearTimeout(deaf);
      else end();
    });
    started.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (isMemory) tell({ kind: 'unusable', why: 'out-of-memory', detail: '' });
      else tell({ kind: 'threw', message: String(error), failureKind: undefined, retryable: true });
    });
    started.on('exit', () => {
      if (!isOver) tell({ kind: 'unusable', why: 'no-result', detail: '' });
      process.off('disconnect', end);
      void sent.then(() => {
        process.disconnect();
      });
    });
    return started;
  }
}

/** An orderly exit would wait for the thread. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

if (isMainThread) keep();
else if (parentPort) void callScript(workerData as ScriptTask, parentPort);
