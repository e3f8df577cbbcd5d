import {
  delay,
  each,
  end,
  everySecond,
  fork,
  inARow,
  join,
  type Sketch,
  start,
  sub,
  task,
} from '../../../support/engine/build.ts';
import type { Act } from '../../../support/engine/enact.ts';
import { type Situation, stories } from '../../../support/engine/stories.ts';

const t = task();
const broken = { after: 1, fail: { retryable: false } } as const;
const chain: Sketch = inARow({ a: t, b: t });

const three = (mode: 'all' | 'any' | 'majority' | 'all_settled'): Sketch => ({
  nodes: { start, fork: fork(), a: t, a2: t, b: t, c: t, join: join({ mode }), end },
  edges: 'start>fork fork>a>a2>join fork>b>join fork>c>join join>end',
});
const branches: Readonly<Record<string, Act>> = {
  a: { after: 1, output: 'A' },
  b: { after: 2, output: 'B' },
  c: { after: 3, output: 'C' },
};
const cancelBranch = [[0.5, { type: 'cancel_branch', fork_id: 'fork', node_id: 'a' }]] as const;

const pauses: Readonly<Record<string, Situation>> = {
  'a pause lets what runs finish': {
    sketch: {
      nodes: { start, a: t, a2: t, d: delay(2), d2: t, w: task({ maxRetries: 1, retry: everySecond }), end },
      edges: 'start>a>a2>end start>d>d2>end start>w>end',
    },
    agents: { a: { after: 1, output: 'A' }, w: [{ after: 1, fail: true }, { output: 'W' }] },
    asked: [
      [0.5, { type: 'pause' }],
      [5, { type: 'resume' }],
    ],
  },
  'a paused execution is cancelled': {
    sketch: chain,
    agents: { a: { after: 1 } },
    asked: [
      [0.5, { type: 'pause' }],
      [5, { type: 'cancel' }],
    ],
  },
  'a paused execution has nothing left to do': {
    sketch: inARow({ a: t }),
    agents: { a: { after: 1, output: 'A' } },
    asked: [[0.5, { type: 'pause' }]],
  },
};

const cancels: Readonly<Record<string, Situation>> = {
  'the user cancels a node that has not started': {
    sketch: chain,
    agents: { a: { after: 1 } },
    asked: [[0.5, { type: 'cancel_node', node_id: 'b' }]],
  },
  'the user cancels a node while another still reaches the end': {
    sketch: { nodes: { start, a: t, b: t, end }, edges: 'start>a>end start>b>end' },
    agents: { a: { after: 9 }, b: { after: 2, output: 'B' } },
    asked: [[1, { type: 'cancel_node', node_id: 'a' }]],
  },
  'the user cancels a wait for a retry': {
    sketch: inARow({ a: task({ maxRetries: 3, retry: everySecond }) }),
    agents: { a: { fail: true } },
    asked: [[0.5, { type: 'cancel_node', node_id: 'a' }]],
  },
  'the user cancels a list': {
    sketch: inARow({ list: each([0, 1], { maxConcurrency: 1 }), next: t }),
    agents: { list: { after: 1 } },
    asked: [[1.5, { type: 'cancel_node', node_id: 'list' }]],
  },
  'the user cancels a branch of all': { sketch: three('all'), agents: branches, asked: cancelBranch },
  'the user cancels a branch of all, and another fails': {
    sketch: three('all'),
    agents: { ...branches, b: { after: 2, fail: { retryable: false } } },
    asked: cancelBranch,
  },
  'the user cancels a branch of any': { sketch: three('any'), agents: branches, asked: cancelBranch },
  'the user cancels a branch of a majority': { sketch: three('majority'), agents: branches, asked: cancelBranch },
  'the user cancels a branch of all settled': { sketch: three('all_settled'), agents: branches, asked: cancelBranch },
  'the user cancels inside a subworkflow': {
    sketch: {
      nodes: { start, sub: sub(), next: t, end },
      edges: 'start>sub>next>end',
      subworkflows: { sub: chain },
    },
    agents: { 'sub/a': { after: 9 } },
    asked: [[1, { type: 'cancel_node', node_id: 'sub/a' }]],
  },
  'the user cancels everything in every state': {
    sketch: {
      nodes: {
        start,
        run: t,
        wait: task({ maxRetries: 3, retry: { ...everySecond, delaySeconds: 60 } }),
        d: delay(60),
        list: each([0, 1], { maxConcurrency: 1 }),
        sub: sub(),
        never: t,
        join: join(),
        end,
      },
      edges: 'start>run>never>join start>wait>join start>d>join start>list>join start>sub>join join>end',
      subworkflows: { sub: chain },
    },
    agents: { run: { after: 60 }, wait: { fail: true }, list: { after: 60 }, 'sub/a': { after: 60 } },
    asked: [[1, { type: 'cancel' }]],
  },
};

const diamond: Sketch = {
  nodes: { start, fork: fork(), a: t, b: t, join: join(), last: t, end },
  edges: 'start>fork fork>a>join fork>b>join join>last>end',
};

const repeats: Readonly<Record<string, Situation>> = {
  'a retry starts at what failed': {
    sketch: diamond,
    agents: { a: { output: 'A' }, b: broken },
    again: { agents: { b: { after: 2, output: 'B' }, last: { output: 'L' } } },
  },
  'a retry cancels what a join no longer needs': {
    sketch: { ...diamond, nodes: { ...diamond.nodes, join: join({ mode: 'any' }) } },
    agents: { a: { output: 'A' }, b: { after: 9 }, last: broken },
    again: { agents: { last: { output: 'L' } } },
  },
  'a retry goes on inside a subworkflow': {
    sketch: { nodes: { start, sub: sub(), end }, edges: 'start>sub>end', subworkflows: { sub: chain } },
    agents: { 'sub/a': { output: 'A' }, 'sub/b': broken },
    again: { agents: { 'sub/b': { output: 'B' } } },
  },
  'a re-run starts at its node': {
    sketch: diamond,
    agents: { a: { output: 'A' }, b: { output: 'B' } },
    again: { from: 'a', agents: { a: { output: 'again' } } },
  },
};

stories('pauses', pauses);
stories('cancelling', cancels);
stories('executions that repeat', repeats);
