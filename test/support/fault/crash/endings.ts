/** The ways in which much ends at once, which a crash can cut off in the middle. */
import {
  approval,
  delay,
  each,
  end,
  fork,
  join,
  type Sketch,
  start,
  sub,
  task,
  terminate,
} from '../../engine/build.ts';
import { always, pair, type Scenario } from './scenario.ts';

const t = task();

const terminated: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, stop: terminate, j: join(), end },
  edges: 'start>f>a>j f>b>j j>end f>c>stop',
};

const region: Sketch = {
  nodes: {
    start,
    f: fork({ timeoutSeconds: 0.3 }),
    a: t,
    b: t,
    w: delay(5),
    c: t,
    j: join({ mode: 'all_settled' }),
    d: t,
    end,
  },
  edges: 'start>f>a>j f>b>j f>w>c>j j>d>end',
};

const timed: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, w: delay(5), j: join(), end },
  edges: 'start>f>a>j f>b>j f>w>j j>end',
  definition: { timeoutSeconds: 0.3 },
};

const impatient: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, j: join({ mode: 'all_settled', timeoutSeconds: 0.4 }), d: t, end },
  edges: 'start>f>a>j f>b>j f>c>j j>d>end',
};

const branches: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, d: t, j: join({ mode: 'any', remaining: 'wait' }), e: t, end },
  edges: 'start>f>a>j f>b>c>d>j j>e>end',
};

const tolerant: Sketch = {
  nodes: {
    start,
    f: fork({ errorHandling: { onFailure: 'drain' } }),
    a: task({ onFailure: 'continue' }),
    b: t,
    c: t,
    j: join(),
    mend: t,
    end,
  },
  edges: 'start>f>a>j f>b>c>j j>end j>mend! mend>end',
};

const drainedItems: Sketch = {
  nodes: { start, all: each([1, 2, 3, 4], { maxConcurrency: 3, errorHandling: { onFailure: 'drain' } }), mend: t, end },
  edges: 'start>all>end all>mend! mend>end',
};

const part: Sketch = {
  nodes: { start, f: fork(), a: t, b: each([1, 2]), j: join(), end },
  edges: 'start>f>a>j f>b>j j>end',
  definition: { timeoutSeconds: 0.4 },
};
const parts: Sketch = {
  nodes: { start, f: fork(), p: sub(), q: t, j: join({ mode: 'any' }), r: t, end },
  edges: 'start>f>p>j f>q>j j>r>end',
  subworkflows: { p: part },
};

const unmergeable: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, j: join({ merge: 'merge_dict' }), mend: t, end },
  edges: 'start>f>a>j f>b>j j>end j>mend! mend>end',
};

const unanswered: Sketch = {
  nodes: { start, ask: approval({ timeoutSeconds: 0.2, onTimeout: 'approve' }), a: t, end },
  edges: 'start>ask>a>end',
};

const race: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, j: join({ mode: 'race' }), mend: t, end },
  edges: 'start>f>a>j f>b>c>j j>end j>mend! mend>end',
};

const goesOn: Sketch = {
  nodes: { start, f: fork(), a: t, b: t, c: t, j: join(), d: t, end },
  edges: 'start>f>a>j f>b>c>j j>end start>d>end',
  definition: { errorHandling: { onFailure: 'continue' } },
};

export const endings: readonly Scenario[] = [
  ...pair('terminate', terminated, { a: { hangs: 9 }, c: { ms: 30 } }, { b: { ms: 20, ...always } }),
  ...pair('region-timeout', region, { b: { hangs: 9 } }, { a: always }),
  ...pair('execution-timeout', timed, { b: { hangs: 9 } }, { a: { hangs: 9 } }),
  ...pair('join-timeout', impatient, { b: { ms: 30 }, c: { hangs: 9 } }, { a: always }),
  ...pair(
    'branch-cancelled',
    branches,
    { a: { ms: 30 }, c: { ms: 500 } },
    { a: { ms: 30, ...always } },
    {
      asks: [{ when: 'b', request: { type: 'cancel_branch', fork_id: 'f', node_id: 'b' } }],
    },
  ),
  ...pair(
    'node-cancelled',
    branches,
    { b: { ms: 30 } },
    { c: always },
    {
      asks: [{ when: 'b', request: { type: 'cancel_node', node_id: 'd' } }],
    },
  ),
  ...pair('fork-drains', tolerant, { a: always, b: { ms: 30 } }, { b: always }),
  ...pair('for-each-drains', drainedItems, { 'all/2': { ms: 40 } }, { 'all/0': always }),
  ...pair(
    'subworkflow-loses',
    parts,
    { q: { ms: 40 }, 'p/a': { ms: 500 } },
    { q: { ms: 40, ...always }, 'p/b': { hangs: 9 } },
  ),
  ...pair('merge', unmergeable, { a: { output: { a: 1 } }, b: { output: { a: 2 } } }, { b: { output: 2 } }),
  ...pair('approval-timeout', unanswered, {}, { a: always }),
  ...pair('race', race, { a: { ms: 60 }, c: { ms: 200 } }, { a: { ms: 60, ...always } }),
  ...pair('goes-on', goesOn, { d: { ms: 60 } }, { a: always }),
  {
    name: 'limit',
    sketch: goesOn,
    agents: { d: { ms: 60 } },
    limits: { journalEvents: 12 },
    ends: ['failed limit The execution needs more than 12 events', 'failed limit The execution reached a limit'],
  },
];
