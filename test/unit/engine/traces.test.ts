/** Whole executions as stories, one file for each in test/golden/engine: what happens when, in which order. */
import type { JsonValue } from '../../../src/base/json.ts';
import { end, fork, join, type Sketch, start, task } from '../../support/engine/build.ts';
import { assertGolden } from '../../support/engine/golden.ts';
import { play } from '../../support/engine/play.ts';
import { tell } from '../../support/engine/story.ts';

const t = task();

/** Branches a, b, c of 1, 2 and 3 seconds between a fork and a join. */
function three(joinOptions: Parameters<typeof join>[0], forkOptions: Parameters<typeof fork>[0] = {}): Sketch {
  return {
    nodes: { start, fork: fork(forkOptions), a: t, b: t, c: t, join: join(joinOptions), end },
    edges: 'start>fork fork>a>join fork>b>join fork>c>join join>end',
  };
}

const branches = (failing = ''): Record<string, JsonValue> =>
  Object.fromEntries(
    ['a', 'b', 'c'].map((id, index) => [
      id,
      { output: id.toUpperCase(), delay_seconds: index + 1, ...(failing.includes(id) && { fail: 'always' }) },
    ]),
  );

interface Situation {
  readonly sketch: Sketch;
  readonly nodes?: Readonly<Record<string, JsonValue>>;
  readonly cancelAt?: number;
}

const nested: Sketch = {
  nodes: { start, outer: fork(), a: t, inner: fork(), b: t, c: t, meet: join({ mode: 'any' }), join: join(), end },
  edges: 'start>outer outer>a>join outer>inner inner>b>meet inner>c>meet meet>join join>end',
};

const situations: Readonly<Record<string, Situation>> = {
  'all waits for the slowest': { sketch: three({ mode: 'all' }), nodes: branches() },
  'all fails with the first failure and cancels the rest': { sketch: three({ mode: 'all' }), nodes: branches('b') },
  'all tolerates failures where its fork goes on': {
    sketch: three({ mode: 'all' }, { errorHandling: { onFailure: 'continue' } }),
    nodes: branches('b'),
  },
  'any takes the first and cancels the losers': { sketch: three({ mode: 'any' }), nodes: branches('a') },
  'any ignores the losers, but waits for them to end': {
    sketch: three({ mode: 'any', remaining: 'ignore' }),
    nodes: branches(),
  },
  'race fails with the first that fails': { sketch: three({ mode: 'race' }), nodes: branches('a') },
  'two of three': { sketch: three({ mode: 'n_of_m', count: 2 }), nodes: branches('a') },
  'all settled with one failure': {
    sketch: three({ mode: 'all_settled', merge: 'collect_all' }),
    nodes: branches('c'),
  },
  'a retry succeeds': {
    sketch: {
      nodes: { start, work: task({ maxRetries: 3, retry: { delaySeconds: 1, backoff: 'fixed', jitter: 0 } }), end },
      edges: 'start>work>end',
    },
    nodes: { work: { output: 1, delay_seconds: 0.5, fail: { first: 2, kind: 'http', message: 'status 503' } } },
  },
  'an attempt out of time is tried again': {
    sketch: {
      nodes: { start, work: task({ maxRetries: 1, timeoutSeconds: 2, retry: { delaySeconds: 1, jitter: 0 } }), end },
      edges: 'start>work>end',
    },
    nodes: { work: { output: 1, delay_seconds: 5 } },
  },
  'the user cancels while a branch runs': { sketch: three({ mode: 'all' }), nodes: branches(), cancelAt: 1.5 },
  'an inner join does not wait for the outer branch': { sketch: nested, nodes: branches() },
};

describe('stories of whole executions', () => {
  for (const [name, { sketch, nodes, cancelAt }] of Object.entries(situations))
    it(name, async () => {
      const { events } = await play(sketch, nodes, cancelAt === undefined ? {} : { cancelAt });
      assertGolden(`${name.replaceAll(/[^a-z]+/g, '-')}.txt`, tell(events));
    });
});
