/** Resolves true after the time, or false as soon as the signal is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (value: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(value);
    };
    const stop = (): void => {
      done(false);
    };
    const timer = setTimeout(done, ms, true);
    signal.addEventListener('abort', stop);
  });
}
