import {
  approval,
  each,
  end,
  everySecond,
  fork,
  inARow,
  input,
  join,
  literal,
  type Sketch,
  start,
  sub,
  task,
  terminate,
} from '../../../support/engine/build.ts';
import { type Situation, stories } from '../../../support/engine/stories.ts';

const t = task();

const over = (options: Parameters<typeof each>[1]): Sketch => inARow({ list: each(['p', 'q', 'r'], options) });

/** Items of 1, 2 and 3 seconds. */
const items = (failing = ''): NonNullable<Situation['agents']> =>
  Object.fromEntries(
    ['P', 'Q', 'R'].map((output, at) => [
      `list[${at}]`,
      failing.includes(output) ? { after: at + 1, fail: { retryable: false } } : { after: at + 1, output },
    ]),
  );

const lists: Readonly<Record<string, Situation>> = {
  'a list is done': { sketch: over({}), agents: items() },
  'a list of nothing': { sketch: inARow({ list: each([]) }) },
  'a list fails with its first failed item': { sketch: over({}), agents: items('Q') },
  'a list tolerates failed items': {
    sketch: over({ errorHandling: { onFailure: 'continue' } }),
    agents: items('Q'),
  },
  'a list of which all has settled': { sketch: over({ mode: 'all_settled' }), agents: items('PR') },
  'a list drains': {
    sketch: over({ maxConcurrency: 2, errorHandling: { onFailure: 'drain' } }),
    agents: items('P'),
  },
  'a list takes the first item and cancels the rest': { sketch: over({ mode: 'any' }), agents: items('P') },
  'a list takes the first item and ignores the rest': {
    sketch: over({ mode: 'any', remaining: 'ignore' }),
    agents: items('R'),
  },
  'a list takes the first item and waits for the rest': {
    sketch: over({ mode: 'any', remaining: 'wait' }),
    agents: items('Q'),
  },
  'a list of one at a time tries again': {
    sketch: over({ maxConcurrency: 1, errorHandling: { maxRetries: 1, retry: everySecond } }),
    agents: {
      ...items(),
      'list[0]': [
        { after: 1, fail: true },
        { after: 1, output: 'P' },
      ],
    },
  },
  'an item is out of time': {
    sketch: over({ mode: 'all_settled', errorHandling: { timeoutSeconds: 1.5 } }),
    agents: { 'list[0]': { after: 9 }, 'list[1]': { after: 1, output: 'Q' }, 'list[2]': { after: 1.2, output: 'R' } },
  },
  'what should be a list is none': {
    sketch: inARow({ list: each(literal('text')) }),
  },
  'a list that is too long': { sketch: over({}), limits: { items: 2 } },
};

const reviewed = (options: Parameters<typeof approval>[0] = {}): Sketch => ({
  nodes: {
    start,
    work: t,
    review: approval({ approvers: ['ann', 'bob'], message: literal('Ship it?'), ...options }),
    ship: t,
    mend: t,
    end,
  },
  edges: 'start>work>review>ship>end review>mend! mend>end',
});

const approvals: Readonly<Record<string, Situation>> = {
  'an approval is given': {
    sketch: reviewed(),
    nodes: { work: { output: 'W', delay_seconds: 1 }, review: { approve: true, delay_seconds: 5, comment: 'Fine.' } },
  },
  'an approval is refused': {
    sketch: reviewed(),
    nodes: { review: { approve: false, delay_seconds: 5, comment: 'No tests.' }, mend: { output: 'mended' } },
  },
  'nobody answers, which approves': { sketch: reviewed({ timeoutSeconds: 60, onTimeout: 'approve' }), agents: {} },
  'nobody answers, which rejects': { sketch: reviewed({ timeoutSeconds: 60, onTimeout: 'reject' }), agents: {} },
  'nobody answers, which fails': { sketch: reviewed({ timeoutSeconds: 60, onTimeout: 'fail' }), agents: {} },
  'an approval loses a race': {
    sketch: {
      nodes: { start, fork: fork(), review: approval(), a: t, join: join({ mode: 'any' }), end },
      edges: 'start>fork fork>review>join fork>a>join join>end',
    },
    agents: { a: { after: 2, output: 'A' } },
  },
};

const inner: Sketch = inARow({ one: t, two: t });
const around = (within: Sketch, more: Partial<Sketch> = {}): Sketch => ({
  nodes: { start, sub: sub({ who: 'Zoë' }), next: t, mend: t, end },
  edges: 'start>sub>next>end sub>mend! mend>end',
  subworkflows: { sub: within },
  ...more,
});

const subworkflows: Readonly<Record<string, Situation>> = {
  'a subworkflow in a subworkflow': {
    sketch: {
      nodes: { start, outer: sub({ n: 1 }), end },
      edges: 'start>outer>end',
      subworkflows: {
        outer: {
          nodes: { start, a: t, mid: sub({ n: 2 }), end },
          edges: 'start>a>mid>end',
          subworkflows: { mid: inARow({ b: t }) },
        },
      },
    },
    nodes: { 'outer/a': { output: 'A', delay_seconds: 1 }, 'outer/mid/b': { output: 'B', delay_seconds: 1 } },
  },
  'a failure inside is handled outside': {
    sketch: around(inner),
    nodes: { 'sub/one': { fail: { always: true, kind: 'http', message: 'status 404' }, delay_seconds: 1 } },
  },
  'a failure inside drains what is inside': {
    sketch: around({
      nodes: { start, a: t, b: t, b2: t, end },
      edges: 'start>a>end start>b>b2>end',
      definition: { errorHandling: { onFailure: 'drain' } },
    }),
    nodes: { 'sub/a': { fail: 'always', delay_seconds: 1 }, 'sub/b': { delay_seconds: 3 } },
  },
  'a subworkflow is out of time': {
    sketch: around({ ...inner, definition: { timeoutSeconds: 2 } }),
    nodes: { 'sub/one': { delay_seconds: 9 } },
  },
  'a region around a subworkflow is out of time': {
    sketch: {
      nodes: { start, fork: fork({ timeoutSeconds: 2 }), sub: sub(), a: t, join: join({ mode: 'all_settled' }), end },
      edges: 'start>fork fork>sub>join fork>a>join join>end',
      subworkflows: { sub: inner },
    },
    nodes: { 'sub/one': { delay_seconds: 9 }, a: { output: 'A', delay_seconds: 1 } },
  },
  'a subworkflow loses': {
    sketch: {
      nodes: { start, fork: fork(), sub: sub(), a: t, join: join({ mode: 'any' }), end },
      edges: 'start>fork fork>sub>join fork>a>join join>end',
      subworkflows: { sub: inner },
    },
    nodes: { 'sub/one': { delay_seconds: 1 }, 'sub/two': { delay_seconds: 9 }, a: { output: 'A', delay_seconds: 2 } },
  },
  'an end inside terminates what is inside': {
    sketch: around({ nodes: { start, a: t, b: t, stop: terminate, end }, edges: 'start>a>stop start>b>end' }),
    nodes: { 'sub/a': { output: 'enough', delay_seconds: 1 }, 'sub/b': { delay_seconds: 9 } },
  },
  'a subworkflow is given the wrong inputs': {
    sketch: around({ ...inner, definition: { inputs: new Map([['whom', input('whom')]]) } }),
  },
  'a mock stands for a subworkflow': { sketch: around(inner), nodes: { sub: { output: 'M', delay_seconds: 1 } } },
  'a subworkflow of one at a time': {
    sketch: {
      nodes: { start, sub: sub(), x: t, end },
      edges: 'start>sub>end start>x>end',
      subworkflows: {
        sub: { nodes: { start, a: t, b: t, end }, edges: 'start>a>end start>b>end', definition: { maxConcurrency: 1 } },
      },
    },
    nodes: {
      'sub/a': { delay_seconds: 1, output: 'A' },
      'sub/b': { delay_seconds: 1, output: 'B' },
      x: { delay_seconds: 1 },
    },
  },
};

stories('lists', lists);
stories('approvals', approvals);
stories('subworkflows', subworkflows);
