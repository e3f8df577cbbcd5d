/** The workflows that are cut off at each of their records (fault F1), each with and without a failure. */
import type { Backoff } from '../../../../src/model/definition.ts';
import {
  agent,
  approval,
  choice,
  delay,
  each,
  end,
  fork,
  join,
  literal,
  type NodeSketch,
  type Sketch,
  start,
  sub,
  task,
} from '../../engine/build.ts';
import { always, completed, pair, type Scenario } from './scenario.ts';
import { endings } from './endings.ts';

const retried = (maxRetries: number, more = {}, backoff: Backoff = 'fixed'): NodeSketch =>
  task({ maxRetries, retry: { delaySeconds: 0.1, backoff, jitter: 0.2 }, ...more });

const t = task();

const diamond: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, j: join(), c: t, end },
  edges: 'start>f>a>j>c>end f>b>j',
};

const nested: Sketch = {
  nodes: { start, f: fork(), a: t, g: fork(), b: t, c: t, i: join({ merge: 'collect_all' }), j: join(), d: t, end },
  edges: 'start>f>a>j f>g>b>i>j g>c>i j>d>end',
};

const ten = 'a b c d e g h i k l'.split(' ');
const tenWay: Sketch = {
  nodes: {
    start,
    f: fork({ maxConcurrency: 4 }),
    ...Object.fromEntries(ten.map((id) => [id, t])),
    j: join({ merge: 'collect_all' }),
    end,
  },
  edges: ['start>f', ...ten.map((id) => `f>${id}>j`), 'j>end'].join(' '),
};

const any: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, d: t, j: join({ mode: 'any', merge: 'first_result' }), e: t, end },
  edges: 'start>f>a>j f>b>c>j f>d>j j>e>end',
};

const quorum: Sketch = {
  nodes: {
    start,
    f: fork(),
    a: t,
    b: t,
    c: t,
    d: t,
    e: t,
    j: join({ mode: 'n_of_m', percent: 50, remaining: 'ignore', merge: 'aggregate', aggregate: 'count' }),
    g: t,
    end,
  },
  edges: 'start>f>a>j f>b>j f>c>d>j f>e>j j>g>end',
};

const patient: Sketch = {
  nodes: { start, a: retried(2), b: retried(1, { timeoutSeconds: 0.5 }), c: t, mend: t, end },
  edges: 'start>a>b>c>end b>mend! mend>end',
};

const list: Sketch = {
  nodes: {
    start,
    all: each([1, 2, 3, 4, 5], {
      maxConcurrency: 2,
      errorHandling: { maxRetries: 1, retry: { delaySeconds: 0.05, backoff: 'fixed', jitter: 0 } },
    }),
    after: t,
    end,
  },
  edges: 'start>all>after>end',
};

const fastest: Sketch = {
  nodes: { start, few: each([1, 2, 3, 4], { mode: 'n_of_m', count: 2, remaining: 'ignore' }), after: t, end },
  edges: 'start>few>after>end',
};

const asking: Sketch = {
  nodes: {
    start,
    a: t,
    ask: approval({ message: literal('Go on?') }),
    yes: t,
    no: t,
    end,
  },
  edges: 'start>a>ask>yes>end ask>no! no>end',
};

const inner: Sketch = {
  nodes: { start, f: fork(), a: t, b: retried(1), j: join(), end },
  edges: 'start>f>a>j>end f>b>j',
};
const outer: Sketch = {
  nodes: { start, a: t, part: sub({ from: 1 }), b: t, mend: t, end },
  edges: 'start>a>part>b>end part>mend! mend>end',
  subworkflows: { part: inner },
};

const twoJoins: Sketch = {
  nodes: {
    start,
    f: fork({ errorHandling: { onFailure: 'continue' } }),
    a: t,
    b: t,
    c: t,
    d: t,
    i: join({ mode: 'majority', remaining: 'wait' }),
    j: join({ mode: 'all_settled', merge: 'collect_all' }),
    x: t,
    y: t,
    k: join({ merge: 'merge_dict' }),
    end,
  },
  edges: 'start>f>a>i f>b>i f>c>j f>d>j b>j i>x>k j>y>k k>end',
};

const gateway: Sketch = {
  nodes: { start, a: t, c: choice, left: t, right: t, g: choice, late: t, end },
  edges: 'start>a>c c>left?no c>right=  left>end right>g g>late?yes late>end',
};

const slow: Sketch = {
  nodes: { start, f: fork(), wait: delay(0.1), a: t, b: t, j: join(), again: delay(0.05), end },
  edges: 'start>f>wait>a>j f>b>j j>again>end',
};

const once: Sketch = {
  nodes: { start, f: fork(), a: t, pay: task({ maxRetries: 3 }, {}, 'bank'), j: join({ mode: 'all_settled' }), end },
  edges: 'start>f>a>j f>pay>j j>end',
  agents: [agent('bank', { idempotent: false })],
};

const draining: Sketch = {
  nodes: { start, a: t, b: t, c: t, d: t, e: t, end },
  edges: 'start>a>end start>b>c>end start>d>e>end',
  definition: { errorHandling: { onFailure: 'drain' } },
};

const stopped: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, j: join(), end },
  edges: 'start>f>a>j f>b>c>j j>end',
};

const again: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, j: join(), c: t, end },
  edges: 'start>f>a>j f>b>j j>c>end',
};

export const scenarios: readonly Scenario[] = [
  ...pair('diamond', diamond, { b: { ms: 25 } }, { b: { ms: 25, fails: 'always' } }),
  ...pair('nested', nested, { a: { ms: 40 }, c: { ms: 20 } }, { c: { ms: 20, fails: 'always' } }),
  ...pair('ten-way', tenWay, { b: { ms: 35 }, e: { ms: 5 } }, { i: always }),
  ...pair('any', any, { b: { ms: 30 }, c: { ms: 400 }, d: { ms: 500 } }, { a: always }, { ends: [completed('e')] }),
  ...pair('quorum', quorum, { c: { ms: 30 }, d: { ms: 60 }, e: { ms: 90 } }, { a: always, b: { ms: 20, ...always } }),
  ...pair('retry', patient, { a: { fails: 2 }, b: { hangs: 1 } }, { b: { hangs: 2 } }),
  ...pair('for-each', list, { 'all/1': { ms: 30, fails: 1 }, 'all/3': { fails: 1 } }, { 'all/3': { fails: 2 } }),
  ...pair(
    'for-each-some',
    fastest,
    { 'few/0': { ms: 200 }, 'few/3': { ms: 90 } },
    { 'few/1': always },
    {
      ends: [completed('after')],
    },
  ),
  ...pair(
    'approval',
    asking,
    {},
    { yes: always },
    {
      asks: [{ when: 'ask', request: { type: 'answer', node_id: 'ask', approved: true, comment: 'Yes.' } }],
    },
  ),
  {
    name: 'approval-rejected',
    sketch: asking,
    asks: [{ when: 'ask', request: { type: 'answer', node_id: 'ask', approved: false } }],
  },
  ...pair('subworkflow', outer, { 'part/b': { fails: 1 } }, { 'part/b': { fails: 2 } }),
  ...pair(
    'two-joins',
    twoJoins,
    { b: { ms: 30 }, c: { ms: 50 }, x: { output: { x: 1 } }, y: { output: { y: 2 } } },
    { d: always },
  ),
  ...pair('gateway', gateway, {}, { right: always }),
  ...pair('delay', slow, { b: { ms: 130 } }, { a: always }),
  ...pair(
    'not-idempotent',
    once,
    { pay: { ms: 30 } },
    { pay: { ms: 30, fails: 1 } },
    {
      ends: [completed({ a: 'a', pay: 'pay' }), completed({ a: 'a' })],
    },
  ),
  ...pair('drain', draining, { b: { ms: 30 }, d: { ms: 60 } }, { a: { ms: 5, fails: 'always' } }),
  ...pair(
    'cancelled',
    stopped,
    { b: { ms: 30 }, c: { ms: 500 } },
    { a: { ms: 60, ...always } },
    { asks: [{ when: 'b', request: { type: 'cancel' } }], ends: ['executionCancelled'] },
  ),
  ...pair(
    'paused',
    diamond,
    { b: { ms: 25 } },
    { b: always },
    {
      asks: [
        { when: 'a', request: { type: 'pause' } },
        { when: 'executionPaused', request: { type: 'resume' } },
      ],
    },
  ),
  ...pair(
    'repeated',
    again,
    {},
    { c: always },
    {
      repeats: { id: 'execution-0', takenOver: { start: { output: {} }, f: { output: {} }, a: { output: 'old' } } },
    },
  ),
  ...endings,
];
