/** elkjs over an engine that somebody else has loaded: its worker's file is megabytes and runs in a thread only. */
import elkApi from 'elkjs/lib/elk-api.js';
import type { ElkPort } from './elkPort.ts';

/** Looks like a browser's `Worker`; what `elk-worker.min.js` exports under Node. */
export interface ElkEngine {
  postMessage(message: unknown): void;
}

export function createElk(engine: ElkEngine): ElkPort {
  // elkjs asks for a whole `Worker`, but uses `postMessage` and `onmessage` alone.
  const elk = new elkApi.default({ algorithms: ['layered'], workerFactory: () => engine as never });
  return { layout: (graph) => elk.layout(graph) };
}
