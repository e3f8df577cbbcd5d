/** Real time, chance and ids: the only place of the engine that has them. */
import { randomBytes, randomInt } from 'node:crypto';
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
    executionId: () => timeOrderedUuid(Date.now(), randomBytes(10)),
    seed: () => randomInt(2 ** 31),
  };
}

/** A UUID of version 7 (RFC 9562): 48 bits of time, so that names sort by age, and 74 of chance. */
function timeOrderedUuid(timeMs: number, chance: Buffer): string {
  const hex = timeMs.toString(16).padStart(12, '0') + chance.toString('hex');
  const variant = ((chance[2] as number) & 0x3f) | 0x80;
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `7${hex.slice(13, 16)}`,
    variant.toString(16) + hex.slice(18, 20),
    hex.slice(20),
  ];
  return parts.join('-');
}
