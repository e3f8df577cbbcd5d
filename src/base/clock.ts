import type { Disposable } from './disposable.ts';

/** Time, injected. Durations come from `monotonicMs`, times shown to people from `wallMs`. */
export interface Clock {
  /** Milliseconds since the epoch. May jump. */
  wallMs(): number;
  /** Milliseconds since some fixed point. Never goes back. */
  monotonicMs(): number;
  /** Calls back once after at least `delayMs`, unless disposed first. Any finite delay is allowed. */
  schedule(delayMs: number, callback: () => void): Disposable;
}
