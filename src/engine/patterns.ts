/**
 * Regular expressions from a workflow file, tried where they can be stopped (threat T12): in a worker thread that ends with the
 * check, or at its deadline.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { systemClock } from './systemPorts.ts';

const deadlineMs = 100;

export interface PatternCheck {
  readonly pattern: string;
  readonly value: string;
}

export type PatternVerdict = 'matches' | 'differs' | 'invalid' | 'too-slow';

/** Runs in the worker. It says first that it is there, so that its start does not count. */
const source = `
const { workerData: { checks, port } } = require('node:worker_threads');
port.postMessage('ready');
for (const { pattern, value } of checks) {
  let verdict = 'invalid';
  try { verdict = new RegExp(pattern, 'u').test(value) ? 'matches' : 'differs'; } catch {}
  port.postMessage(verdict);
}
`;

/** One verdict for each check, in their order. All share one deadline; those behind one that is too slow are so too. */
export async function checkPatterns(checks: readonly PatternCheck[]): Promise<readonly PatternVerdict[]> {
  if (checks.length === 0) return [];
  const { port1: port, port2: theirs } = new MessageChannel();
  const worker = new Worker(source, {
    eval: true,
    workerData: { checks, port: theirs },
    transferList: [theirs],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  const verdicts: PatternVerdict[] = [];
  try {
    await new Promise<void>((resolve) => {
      const take = (message: unknown): void => {
        if (message === 'ready') systemClock().schedule(deadlineMs, atDeadline);
        else verdicts.push(message as PatternVerdict);
        if (verdicts.length === checks.length) resolve();
      };
      // This thread may have been busy: what was said in time counts.
      const atDeadline = (): void => {
        for (let left = receiveMessageOnPort(port); left; left = receiveMessageOnPort(port))
          take((left as { readonly message: unknown }).message);
        resolve();
      };
      port.on('message', take);
      worker.on('error', () => {
        resolve();
      });
    });
  } finally {
    port.close();
    await worker.terminate();
  }
  return checks.map((_, index) => verdicts[index] ?? 'too-slow');
}
