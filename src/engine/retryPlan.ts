/** F2: how long to wait before the next attempt, and whether there is one. */
import type { Backoff, ErrorHandling } from '../model/definition.ts';
import type { FailureInfo } from '../protocol/execution.ts';

export interface RetryPlan {
  readonly maxRetries: number;
  readonly delaySeconds: number;
  readonly backoff: Backoff;
  readonly factor: number;
  readonly maxDelaySeconds: number;
  /** 0..1 */
  readonly jitter: number;
  /** Undefined: every kind. */
  readonly retryOn: ReadonlySet<string> | undefined;
}

/** The nearest place that has a key wins, key by key; defaults of `spec/format.md`. */
export function resolveRetry(places: readonly (ErrorHandling | undefined)[]): RetryPlan {
  const nearest = <T>(pick: (place: ErrorHandling) => T | undefined): T | undefined => {
    for (const place of places) {
      const value = place && pick(place);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const kinds = nearest((place) => place.retry?.retryOn);
  return {
    maxRetries: nearest((place) => place.maxRetries) ?? 0,
    delaySeconds: nearest((place) => place.retry?.delaySeconds) ?? 1,
    backoff: nearest((place) => place.retry?.backoff) ?? 'exponential',
    factor: nearest((place) => place.retry?.factor) ?? 2,
    maxDelaySeconds: nearest((place) => place.retry?.maxDelaySeconds) ?? 60,
    jitter: nearest((place) => place.retry?.jitter) ?? 0.1,
    retryOn: kinds && new Set(kinds),
  };
}

/** Whether attempt number `attempt` (from 1), which failed so, is followed by another. */
export function mayRetry(plan: RetryPlan, attempt: number, error: FailureInfo): boolean {
  return error.retryable && attempt <= plan.maxRetries && (plan.retryOn?.has(error.kind) ?? true);
}

/**
 * Whole milliseconds before retry `k` (from 1).
 * @param chance in [0, 1), for the jitter
 * @param atLeastMs what the other side asked for (`Retry-After`)
 */
export function retryDelayMs(plan: RetryPlan, k: number, chance: number, atLeastMs = 0): number {
  const grown = Math.min(plan.delaySeconds * growth(plan, k), plan.maxDelaySeconds);
  const spread = 1 + plan.jitter * (2 * chance - 1);
  return Math.max(Math.round(grown * spread * 1000), Math.ceil(atLeastMs));
}

function growth({ backoff, factor }: RetryPlan, k: number): number {
  if (backoff === 'fixed') return 1;
  return backoff === 'linear' ? k : factor ** (k - 1);
}

/** The execution's seeded chance, a number in [0, 1) that depends only on the seed, the node and the retry (E6). */
export function chanceOf(seed: number, node: number, k: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(node + 1, 0xc2b2ae35) ^ Math.imul(k, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
}
