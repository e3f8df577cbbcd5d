import type { Clock } from '../base/clock.ts';

/** Resolves true after the time, or false as soon as the signal is aborted. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (value: boolean): void => {
      timer.dispose();
      signal.removeEventListener('abort', stop);
      resolve(value);
    };
    const stop = (): void => {
      done(false);
    };
    const timer = clock.schedule(ms, () => {
      done(true);
    });
    signal.addEventListener('abort', stop);
  });
}
