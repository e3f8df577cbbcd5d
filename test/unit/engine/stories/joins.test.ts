import type { JsonValue } from '../../../../src/base/json.ts';
import { choice, end, everySecond, fork, join, type Sketch, start, task } from '../../../support/engine/build.ts';
import { type Situation, stories } from '../../../support/engine/stories.ts';

const t = task();

/** Branches a, b, c of 1, 2 and 3 seconds between a fork and a join. */
function three(
  joinOptions: Parameters<typeof join>[0],
  forkOptions: Parameters<typeof fork>[0] = {},
  definition: Sketch['definition'] = {},
): Sketch {
  return {
    nodes: { start, fork: fork(forkOptions), a: t, b: t, c: t, join: join(joinOptions), end },
    edges: 'start>fork fork>a>join fork>b>join fork>c>join join>end',
    definition,
  };
}

const branches = (failing = ''): Record<string, JsonValue> =>
  Object.fromEntries(
    ['a', 'b', 'c'].map((id, index) => [
      id,
      { output: id.toUpperCase(), delay_seconds: index + 1, ...(failing.includes(id) && { fail: 'always' }) },
    ]),
  );

const tolerant = { errorHandling: { onFailure: 'continue' } } as const;
const draining = { errorHandling: { onFailure: 'drain' } } as const;

/** A fork within a branch of another. */
const nested = (inner: Parameters<typeof join>[0], outer: Parameters<typeof join>[0] = {}): Sketch => ({
  nodes: { start, outer: fork(), a: t, inner: fork(), b: t, c: t, meet: join(inner), join: join(outer), end },
  edges: 'start>outer outer>a>join outer>inner inner>b>meet inner>c>meet meet>join join>end',
});

const modes: Readonly<Record<string, Situation>> = {
  'all waits for the slowest': { sketch: three({ mode: 'all' }), nodes: branches() },
  'all fails with the first failure and cancels the rest': { sketch: three({ mode: 'all' }), nodes: branches('b') },
  'all tolerates failures where its fork goes on': { sketch: three({ mode: 'all' }, tolerant), nodes: branches('b') },
  'a tolerant all fails when nothing succeeded': { sketch: three({ mode: 'all' }, tolerant), nodes: branches('abc') },
  'any takes the first and cancels the losers': { sketch: three({ mode: 'any' }), nodes: branches('a') },
  'any ignores the losers, but waits for them to end': {
    sketch: three({ mode: 'any', remaining: 'ignore' }),
    nodes: branches(),
  },
  'any waits for the losers and keeps its value': {
    sketch: three({ mode: 'any', remaining: 'wait' }),
    nodes: branches('c'),
  },
  'any fails when all have failed': { sketch: three({ mode: 'any' }), nodes: branches('abc') },
  'race is won by the first that succeeds': { sketch: three({ mode: 'race' }), nodes: branches('bc') },
  'race fails with the first that fails': { sketch: three({ mode: 'race' }), nodes: branches('a') },
  'race does not see a dead branch': {
    sketch: {
      nodes: { start, fork: fork(), a: t, b: t, c: t, join: join({ mode: 'race' }), end },
      edges: 'start>fork fork>a>join?no fork>b>join fork>c>join join>end',
    },
    nodes: branches(),
  },
  'two of three': { sketch: three({ mode: 'n_of_m', count: 2 }), nodes: branches('a') },
  'two of three cannot be had any more': { sketch: three({ mode: 'n_of_m', count: 2 }), nodes: branches('ab') },
  'two of three go on, the third is ignored': {
    sketch: three({ mode: 'n_of_m', count: 2, remaining: 'ignore' }),
    nodes: branches('c'),
  },
  '34 percent of three are two': { sketch: three({ mode: 'n_of_m', percent: 34 }), nodes: branches() },
  'a quorum larger than the branches fails at once': {
    sketch: three({ mode: 'n_of_m', count: 4 }),
    nodes: branches(),
  },
  'a majority is reached': { sketch: three({ mode: 'majority' }), nodes: branches('b') },
  'a majority cannot be reached any more': { sketch: three({ mode: 'majority' }), nodes: branches('ab') },
  'a majority waits for the late one': {
    sketch: three({ mode: 'majority', remaining: 'wait' }),
    nodes: branches(),
  },
  'all settled with one failure': {
    sketch: three({ mode: 'all_settled', merge: 'collect_all' }),
    nodes: branches('c'),
  },
  'all settled with nothing done': {
    sketch: three({ mode: 'all_settled', merge: 'first_result' }),
    nodes: branches('abc'),
  },
  'two branches in one instant': {
    sketch: three({ mode: 'any', merge: 'collect_all' }),
    nodes: { ...branches(), b: { output: 'B', delay_seconds: 1 } },
  },
  'a merge that cannot be made fails the join': {
    sketch: three({ mode: 'all', merge: 'merge_dict' }),
    nodes: { ...branches(), a: { output: { x: 1 } } },
  },
};

const failing: Readonly<Record<string, Situation>> = {
  'a failing join is handled by its failure edge': {
    sketch: {
      nodes: { start, fork: fork(), a: t, b: t, join: join(), mend: t, end },
      edges: 'start>fork fork>a>join fork>b>join join>end join>mend! mend>end',
    },
    nodes: branches('a'),
  },
  'a draining fork lets running attempts finish': {
    sketch: {
      nodes: { start, fork: fork(draining), a: t, b: t, b2: t, c: t, join: join(), end },
      edges: 'start>fork fork>a>join fork>b>b2>join fork>c>join join>end',
    },
    nodes: branches('a'),
  },
  'a draining fork does not try again': {
    sketch: {
      nodes: {
        start,
        fork: fork(draining),
        a: t,
        b: task({ maxRetries: 3, retry: everySecond }),
        c: task({ maxRetries: 3, retry: { ...everySecond, delaySeconds: 9 } }),
        join: join(),
        end,
      },
      edges: 'start>fork fork>a>join fork>b>join fork>c>join join>end',
    },
    nodes: {
      a: { delay_seconds: 1, fail: 'always' },
      b: { delay_seconds: 2, fail: { first: 1 } },
      c: { fail: { first: 1 } },
    },
  },
  'a join in a workflow that goes on fails last': {
    sketch: three({ mode: 'all' }, {}, { errorHandling: { onFailure: 'continue' } }),
    nodes: branches('a'),
  },
  'a join out of time fires with what it has': {
    sketch: three({ mode: 'all_settled', timeoutSeconds: 1.5 }),
    nodes: branches(),
  },
  'a join out of time fails': {
    sketch: three({ mode: 'n_of_m', count: 3, timeoutSeconds: 1.5 }),
    nodes: branches(),
  },
  'the branches of a fork are out of time': {
    sketch: three({ mode: 'all_settled' }, { timeoutSeconds: 2.5 }),
    nodes: branches(),
  },
  'the time of a fork makes its join fail': {
    sketch: three({ mode: 'all' }, { timeoutSeconds: 1.5 }),
    nodes: branches(),
  },
  'a loser that waits for a retry is cancelled': {
    sketch: {
      nodes: {
        start,
        fork: fork(),
        a: t,
        b: task({ maxRetries: 3, retry: everySecond }),
        join: join({ mode: 'any' }),
        end,
      },
      edges: 'start>fork fork>a>join fork>b>join join>end',
    },
    nodes: { a: { output: 'A', delay_seconds: 1.5 }, b: { delay_seconds: 1, fail: 'always' } },
  },
  'a failure deep in a branch reaches its join at once': {
    sketch: {
      nodes: { start, fork: fork(), a: t, x: t, y: t, b: t, join: join(), end },
      edges: 'start>fork fork>a>x>y>join fork>b>join join>end',
    },
    nodes: { a: { delay_seconds: 1, fail: 'always' }, b: { delay_seconds: 9 } },
  },
};

const shapes: Readonly<Record<string, Situation>> = {
  'an inner join does not wait for the outer branch': { sketch: nested({ mode: 'any' }), nodes: branches() },
  'an inner failure cancels the outer branches': {
    sketch: nested({ mode: 'all' }),
    nodes: { ...branches('b'), a: { delay_seconds: 9 } },
  },
  'an outer race cancels an inner fork': {
    sketch: nested({ mode: 'all' }, { mode: 'race' }),
    nodes: { ...branches(), c: { delay_seconds: 9 } },
  },
  'an inner join absorbs a failure': { sketch: nested({ mode: 'all_settled' }), nodes: branches('b') },
  'a fork of one at a time': {
    sketch: three({ mode: 'all', merge: 'collect_all' }, { maxConcurrency: 1 }),
    nodes: branches(),
  },
  'a fork of one at a time loses those that wait': {
    sketch: three({ mode: 'any' }, { maxConcurrency: 1 }),
    nodes: branches(),
  },
  'a node feeds two joins': {
    sketch: {
      nodes: { start, fork: fork(), a: t, b: t, c: t, first: join({ mode: 'any' }), second: join(), both: join(), end },
      edges: 'start>fork fork>a>first fork>b>first b>second fork>c>second first>both second>both both>end',
    },
    nodes: branches(),
  },
  'a loser that leads elsewhere goes on': {
    sketch: {
      nodes: { start, fork: fork(), a: t, b: t, note: t, join: join({ mode: 'any' }), end },
      edges: 'start>fork fork>a>join fork>b>join b>note>end join>end',
    },
    nodes: branches(),
  },
  'a gateway chooses inside a branch': {
    sketch: {
      nodes: { start, fork: fork(), a: t, pick: choice, yes: t, no: t, b: t, join: join({ mode: 'majority' }), end },
      edges: 'start>fork fork>a>pick pick>yes?yes pick>no= yes>join no>join fork>b>join join>end',
    },
    nodes: { a: { delay_seconds: 1 }, yes: { output: 'Y', delay_seconds: 1 }, b: { output: 'B', delay_seconds: 1 } },
  },
  'all branches are dead': {
    sketch: {
      nodes: { start, fork: fork(), a: t, b: t, join: join({ mode: 'any' }), x: t, end },
      edges: 'start>fork fork>a>join?no fork>b>join?no join>x>end',
    },
    nodes: branches(),
  },
  'the user cancels while a branch runs': { sketch: three({ mode: 'all' }), nodes: branches(), cancelAt: 1.5 },
};

stories('join modes', modes);
stories('failing joins', failing);
stories('shapes of branches', shapes);
