/**
 * ELK's layout in a thread that is ended at a deadline. One question at a time; a question that is not wanted any more is dropped
 * while it waits. Whatever goes wrong, the answer is undefined and the linear layout stays.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/disposable.ts';
import type { LayoutStructure, Placement } from '../../layout/structure.ts';
import type { LayoutAnswer, LayoutQuestion } from './messages.ts';

/** Megabytes that a layout may use before its thread is ended. */
const memoryMb = 1_024;

/** Above this many nodes and edges together ELK does not end within any reasonable deadline. */
const mostElements = 20_000;

export interface LayoutRequest {
  /** Milliseconds from when the thread takes it up, its start included. */
  readonly timeoutMs: number;
  /** Aborted: nobody wants the answer any more. */
  readonly signal?: AbortSignal;
}

export class LayoutWorker implements Disposable {
  readonly #file: string;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #next = 0;
  #disposed = false;

  /** @param file the thread's program; the one beside this code unless a test brings its own */
  constructor(file = workerFile()) {
    this.#file = file;
  }

  /** ELK's placement; undefined when it took too long, failed, or is not wanted any more. */
  async layout(structure: LayoutStructure, request: LayoutRequest): Promise<Placement | undefined> {
    if (isTooLarge(structure)) return undefined;
    const answer = this.#turn.then(() => this.#ask(structure, request));
    this.#turn = answer;
    return answer;
  }

  dispose(): void {
    this.#disposed = true;
    this.#end();
  }

  async #ask(structure: LayoutStructure, { timeoutMs, signal }: LayoutRequest): Promise<Placement | undefined> {
    if (this.#disposed || signal?.aborted === true) return undefined;
    const worker = (this.#worker ??= this.#start());
    const question: LayoutQuestion = { id: this.#next++, structure };
    return new Promise((resolve) => {
      const done = (placement: Placement | undefined): void => {
        clearTimeout(deadline);
        worker.off('message', hear).off('exit', fail);
        // An idle thread must not keep the process alive.
        worker.unref();
        resolve(placement);
      };
      const hear = (answer: LayoutAnswer): void => {
        if (answer.id === question.id) done('placement' in answer ? answer.placement : undefined);
      };
      const fail = (): void => {
        done(undefined);
      };
      const deadline = setTimeout(() => {
        this.#end();
        fail();
      }, timeoutMs);
      worker.ref();
      worker.on('message', hear).once('exit', fail);
      worker.postMessage(question);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }
}

/** From the sources it is TypeScript beside this file; in a bundle `workers/elk.cjs` beside that. */
function workerFile(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? './worker.ts' : './workers/elk.cjs', here));
}

function isTooLarge({ nodes, edges }: LayoutStructure): boolean {
  return nodes.length + edges.length > mostElements;
}
