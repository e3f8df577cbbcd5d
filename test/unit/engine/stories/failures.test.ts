import {
  choice,
  delay,
  end,
  everySecond,
  inARow,
  type Sketch,
  start,
  task,
  terminate,
} from '../../../support/engine/build.ts';
import { type Situation, stories } from '../../../support/engine/stories.ts';

const t = task();
const one = (handling: Parameters<typeof task>[0]): Sketch => inARow({ work: task(handling) });

/** a fails while b, which leads to b2, runs and w waits for a retry. */
const sides = (onFailure: 'abort' | 'drain' | 'continue'): Situation => ({
  sketch: {
    nodes: { start, a: t, b: t, b2: t, w: task({ maxRetries: 1, retry: { ...everySecond, delaySeconds: 4 } }), end },
    edges: 'start>a>end start>b>b2>end start>w>end',
    definition: { errorHandling: { onFailure } },
  },
  nodes: { a: { fail: 'always', delay_seconds: 1 }, b: { delay_seconds: 3 }, w: { output: 'W', fail: { first: 1 } } },
});

const retries: Readonly<Record<string, Situation>> = {
  'a retry succeeds': {
    sketch: one({ maxRetries: 3, retry: everySecond }),
    nodes: { work: { output: 1, delay_seconds: 0.5, fail: { first: 2, kind: 'http', message: 'status 503' } } },
  },
  'retries are used up': {
    sketch: one({ maxRetries: 2, retry: { delaySeconds: 1, jitter: 0 } }),
    nodes: { work: { delay_seconds: 0.5, fail: 'always' } },
  },
  'a retry cannot help': {
    sketch: one({ maxRetries: 3, retry: everySecond }),
    nodes: { work: { fail: { always: true, kind: 'http', message: 'status 404', retryable: false } } },
  },
  'a retry waits as long as it was told': {
    sketch: one({ maxRetries: 1, retry: everySecond }),
    agents: { work: [{ fail: { kind: 'http', message: 'status 429', retry_after_ms: 7000 } }, { output: 1 }] },
  },
  'an attempt out of time is tried again': {
    sketch: one({ maxRetries: 1, timeoutSeconds: 2, retry: { delaySeconds: 1, jitter: 0 } }),
    nodes: { work: { output: 1, delay_seconds: 5 } },
  },
  'a retry in time saves a slow node': {
    sketch: one({ maxRetries: 1, timeoutSeconds: 2, retry: everySecond }),
    agents: { work: [{ after: 5 }, { after: 1, output: 1 }] },
  },
  'all attempts together are out of time': {
    sketch: one({ maxRetries: 9, totalTimeoutSeconds: 2.2, retry: everySecond }),
    nodes: { work: { delay_seconds: 0.5, fail: 'always' } },
  },
  'an outcome due at its timeout wins': {
    sketch: one({ timeoutSeconds: 2 }),
    nodes: { work: { output: 1, delay_seconds: 2 } },
  },
};

const failures: Readonly<Record<string, Situation>> = {
  'a failure aborts the rest': sides('abort'),
  'a failure drains the rest': sides('drain'),
  'a failure lets the rest go on': sides('continue'),
  'a failure is handled by a failure edge': {
    sketch: {
      nodes: { start, work: t, next: t, mend: t, always: t, end },
      edges: 'start>work>next>end work>mend! mend>end work>always* always>end',
    },
    nodes: { work: { fail: 'always', delay_seconds: 1 }, mend: { output: 'mended' }, always: { output: 'noted' } },
  },
  'a failure that goes on': {
    sketch: {
      nodes: { start, work: task({ onFailure: 'continue' }), next: t, mend: t, end },
      edges: 'start>work>next>end work>mend! mend>end',
    },
    nodes: { work: { fail: 'always' }, next: { output: 'N' } },
  },
  'a failure behind which nothing comes': {
    sketch: { nodes: { start, work: t, last: t, end }, edges: 'start>work start>last>end' },
    nodes: { work: { fail: 'always', delay_seconds: 1 }, last: { delay_seconds: 2 } },
  },
  'no branch of a gateway is taken': {
    sketch: { nodes: { start, pick: choice, a: t, end }, edges: 'start>pick pick>a?no a>end' },
  },
  'the execution is out of time': {
    sketch: {
      nodes: { start, a: t, d: delay(9), b: t, end },
      edges: 'start>a>b>end start>d>end',
      definition: { timeoutSeconds: 2 },
    },
    nodes: { a: { delay_seconds: 1 }, b: { delay_seconds: 9 } },
  },
};

const ends: Readonly<Record<string, Situation>> = {
  'an end terminates the rest': {
    sketch: { nodes: { start, a: t, b: t, stop: terminate, end }, edges: 'start>a>stop start>b>end' },
    nodes: { a: { output: 'enough', delay_seconds: 1 }, b: { delay_seconds: 9 } },
  },
  'two ends are reached': {
    sketch: { nodes: { start, a: t, b: t, one: end, two: end }, edges: 'start>a>one start>b>two' },
    nodes: { a: { output: 1, delay_seconds: 2 }, b: { output: 2, delay_seconds: 1 } },
  },
  'one of two ends is reached': {
    sketch: { nodes: { start, a: t, one: end, two: end }, edges: 'start>a a>one?no a>two?yes' },
    nodes: { a: { output: 1 } },
  },
  'no end is reached': {
    sketch: { nodes: { start, a: t, b: t, end }, edges: 'start>a a>b?no b>end' },
    nodes: { a: { output: 1 } },
  },
  'a delay holds no slot': {
    sketch: {
      nodes: { start, d: delay(2), a: t, b: t, end },
      edges: 'start>d>end start>a>end start>b>end',
      definition: { maxConcurrency: 1 },
    },
    nodes: { a: { delay_seconds: 1 }, b: { delay_seconds: 2 } },
  },
};

stories('retries', retries);
stories('failures', failures);
stories('ends', ends);
