/** Real time, chance and ids: the only place of the engine that has them. */
import { randomInt, randomUUID } from 'node:crypto';
import { disposable } from '../base/disposable.ts';
import type { Clock, IdSource } from './ports.ts';

/** The longest wait that `setTimeout` keeps; it takes longer ones for 1 ms. */
const longestWaitMs = 2 ** 31 - 1;

export function systemClock(): Clock {
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    schedule(delayMs, callback) {
      const dueMs = performance.now() + delayMs;
      let timer: NodeJS.Timeout;
      const wait = (): void => {
        const leftMs = Math.max(0, dueMs - performance.now());
        timer = setTimeout(leftMs > longestWaitMs ? wait : callback, Math.min(leftMs, longestWaitMs));
      };
      wait();
      return disposable(() => {
        clearTimeout(timer);
      });
    },
  };
}

export function systemIds(): IdSource {
  return {
    executionId: () => timeOrderedUuid(Date.now()),
    seed: () => randomInt(2 ** 31),
  };
}

/** A UUID of version 7 (RFC 9562): 48 bits of time, so that names sort by age; chance and variant are those of version 4. */
function timeOrderedUuid(timeMs: number): string {
  const time = timeMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
