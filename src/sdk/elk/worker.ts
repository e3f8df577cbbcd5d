/** elkjs in a thread: it can take minutes, and only the thread's end stops it. The host ends it at a deadline. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { askElk } from '../../layout/elk/asked.ts';
import { elkLayout } from '../../layout/elk/elkLayout.ts';
import { createElk, type ElkEngine } from '../../layout/elk/elkjs.ts';
import type { LayoutAnswer, LayoutQuestion } from './messages.ts';

/** elkjs's own file, unmodified: beside the bundle, from the sources the package's. */
function loadEngine(): ElkEngine {
  const require = createRequire(import.meta.url);
  const bundled = fileURLToPath(new URL('./elk-worker.min.js', import.meta.url));
  const file = import.meta.url.endsWith('.ts') ? 'elkjs/lib/elk-worker.min.js' : bundled;
  const { Worker } = require(file) as { readonly Worker: new () => ElkEngine };
  return new Worker();
}

/** Remembers the answers from one structure to the next. */
const ask = askElk(createElk(loadEngine()));

async function answer({ id, structure }: LayoutQuestion): Promise<LayoutAnswer> {
  try {
    return { id, placement: await elkLayout(structure, ask) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : JSON.stringify(error) };
  }
}

parentPort?.on('message', (question: LayoutQuestion) => {
  void answer(question).then((result) => parentPort?.postMessage(result));
});
