import assert from 'node:assert/strict';
import { chanceOf, mayRetry, resolveRetry, retryDelayMs } from '../../../src/engine/retryPlan.ts';

const delays = (retry: NonNullable<Parameters<typeof resolveRetry>[0][number]>['retry'], chance = 0.5): number[] => {
  const plan = resolveRetry([retry && { retry }]);
  return [1, 2, 3, 4].map((k) => retryDelayMs(plan, k, chance));
};

describe('F2 the retry plan', () => {
  it('has the defaults of the format', () => {
    assert.deepEqual(resolveRetry([undefined, {}]), {
      maxRetries: 0,
      delaySeconds: 1,
      backoff: 'exponential',
      factor: 2,
      maxDelaySeconds: 60,
      jitter: 0.1,
      retryOn: undefined,
    });
  });

  it('takes each key from the nearest place that has it', () => {
    const plan = resolveRetry([
      { retry: { factor: 3 } },
      undefined,
      { maxRetries: 0, retry: { factor: 9, delaySeconds: 0 } },
      { maxRetries: 5, retry: { delaySeconds: 7, jitter: 0, retryOn: ['http'] } },
    ]);
    const { maxRetries, factor, delaySeconds, jitter, retryOn } = plan;
    assert.deepEqual([maxRetries, factor, delaySeconds, jitter, retryOn], [0, 3, 0, 0, new Set(['http'])]);
  });

  it('waits as each backoff says, at most `max_delay_seconds`', () => {
    assert.deepEqual(delays({ backoff: 'fixed', delaySeconds: 0.25 }), [250, 250, 250, 250]);
    assert.deepEqual(delays({ backoff: 'linear', delaySeconds: 2 }), [2000, 4000, 6000, 8000]);
    assert.deepEqual(delays({ backoff: 'exponential', factor: 3 }), [1000, 3000, 9000, 27_000]);
    assert.deepEqual(delays({ factor: 3, maxDelaySeconds: 5 }), [1000, 3000, 5000, 5000]);
    const plan = resolveRetry([{ retry: { factor: 1e9, maxDelaySeconds: 86_400 } }]);
    assert.equal(retryDelayMs(plan, 100, 0.5), 86_400_000);
  });

  it('spreads the wait over 1 ± jitter', () => {
    const fixed = { backoff: 'fixed', delaySeconds: 10, jitter: 0.2 } as const;
    assert.deepEqual(delays(fixed, 0)[0], 8000);
    assert.deepEqual(delays(fixed, 0.5)[0], 10_000);
    assert.deepEqual(delays(fixed, 1 - Number.EPSILON)[0], 12_000);
    assert.deepEqual(delays({ ...fixed, jitter: 0 }, 0)[0], 10_000);
  });

  it('waits at least as long as the other side asks, also beyond `max_delay_seconds`', () => {
    const plan = resolveRetry([{ retry: { maxDelaySeconds: 2, jitter: 0 } }]);
    assert.deepEqual([retryDelayMs(plan, 1, 0, 90_000.2), retryDelayMs(plan, 1, 0, 10)], [90_001, 1000]);
  });

  it('retries while there are retries left, what can be helped, of the kinds it names', () => {
    const error = { kind: 'http', message: '', retryable: true };
    const plan = resolveRetry([{ maxRetries: 2, retry: { retryOn: ['http', 'network'] } }]);
    const answers = [1, 2, 3].map((attempt) => mayRetry(plan, attempt, error));
    assert.deepEqual(answers, [true, true, false]);
    assert.equal(mayRetry(plan, 1, { ...error, retryable: false }), false);
    assert.equal(mayRetry(plan, 1, { ...error, kind: 'timeout' }), false);
  });

  it('E6: takes its chance from the seed, the node and the retry alone, evenly', () => {
    assert.equal(chanceOf(7, 3, 2), chanceOf(7, 3, 2));
    const all = new Set<number>();
    let sum = 0;
    for (let seed = 0; seed < 10; seed++)
      for (let node = 0; node < 100; node++)
        for (let k = 1; k <= 10; k++) {
          const chance = chanceOf(seed, node, k);
          assert(chance >= 0 && chance < 1);
          all.add(chance);
          sum += chance;
        }
    assert(all.size > 9_990, String(all.size));
    assert(Math.abs(sum / 10_000 - 0.5) < 0.01, String(sum));
  });
});
