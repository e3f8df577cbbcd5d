import assert from 'node:assert/strict';
import { simulate, type SimulateOptions } from '../../../src/engine/simulate.ts';
import type { AgentOutcome, AgentRequest, RunnerLookup } from '../../../src/engine/ports.ts';
import { agent, delay, end, fork, inARow, join, plain, start, task, workflow } from '../../support/engine/build.ts';
import { mocksOf, play } from '../../support/engine/play.ts';

const t = task();
const retried = task({ maxRetries: 3, retry: { jitter: 1 } });
const wide = {
  nodes: { start, f: fork(), a: retried, b: retried, c: t, d: delay(1), j: join({ mode: 'all_settled' }), end },
  edges: 'start>f>a>j f>b>j f>c>j f>d>j j>end',
};
const failing = { a: { fail: { first: 2 } }, b: { fail: 'always', delay_seconds: 0.5 }, c: { output: { n: 1 } } };

describe('E6 the simulator', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const bytesOf = async (seed: number): Promise<string> => {
      const { events, snapshot } = await play(wide, failing, { seed });
      return JSON.stringify([events, snapshot]);
    };
    const first = await bytesOf(7);
    assert.equal(await bytesOf(7), first);
    assert.notEqual((await bytesOf(8)).replaceAll('"seed":8', '"seed":7'), first);
  });

  it('counts time from 0 and takes none: a year is over at once', async () => {
    const year = 365 * 24 * 3600;
    const { events, snapshot } = await play(inARow({ d: delay(year) }));
    assert.deepEqual([events[0]?.time_ms, snapshot.duration_ms], [0, year * 1000]);
    assert.equal(snapshot.started_at, '1970-01-01T00:00:00.000Z');
  });

  it('tells how many attempts ran at once', async () => {
    const nodes = { start, f: fork(), a: t, b: t, c: t, j: join(), end };
    const edges = 'start>f>a>j f>b>j f>c>j j>end';
    const slow = { a: { delay_seconds: 1 }, b: { delay_seconds: 1 }, c: { delay_seconds: 1 } };
    const parallel = async (maxConcurrency: number): Promise<unknown> => {
      const { snapshot } = await play({ nodes, edges, definition: { maxConcurrency } }, slow);
      return [snapshot.max_parallel, snapshot.duration_ms];
    };
    assert.deepEqual(await parallel(100), [3, 1000]);
    assert.deepEqual(await parallel(2), [2, 2000]);
    assert.deepEqual(await parallel(1), [1, 3000]);
  });

  it('asks no runner but `transform`, which takes no time', async () => {
    const asked: string[] = [];
    const runners: RunnerLookup = (name) => {
      asked.push(name);
      return Promise.resolve({
        run: ({ input }: AgentRequest): Promise<AgentOutcome> =>
          Promise.resolve({ kind: 'succeeded', output: { input } }),
      });
    };
    const uses = ['http', 'sql', 'cache', 'script', 'command', 'llm', 'mcp', 'ipa', 'transform', 'mock'] as const;
    const source = workflow({
      nodes: { start, ...Object.fromEntries(uses.map((name) => [name, task({}, {}, name)])), end },
      edges: `start>${uses.join('>')}>end`,
      agents: uses.map((name) => agent(name, { uses: name })),
    });
    const options: SimulateOptions = { inputs: {}, runners };
    const { snapshot } = await simulate(source, options);
    assert.deepEqual([snapshot.status, asked, snapshot.duration_ms], ['completed', ['transform'], 0]);
    assert.deepEqual(plain(snapshot.nodes['transform']?.output), { input: null });
    const mocked = await simulate(source, { ...options, mocks: mocksOf({ default: { output: 'D' } }) });
    assert.deepEqual([asked.length, mocked.snapshot.nodes['transform']?.output], [1, 'D']);
  });

  it('R6 an output beyond the limit fails its node, counted in bytes', async () => {
    const source = workflow({
      nodes: { start, a: task({ maxRetries: 3 }, {}, 'x'), end },
      edges: 'start>a>end',
      agents: [agent('x', { uses: 'transform' })],
    });
    const gives = async (output: string, limits: SimulateOptions['limits']): Promise<readonly unknown[]> => {
      const runners: RunnerLookup = () =>
        Promise.resolve({ run: () => Promise.resolve<AgentOutcome>({ kind: 'succeeded', output }) });
      const { snapshot } = await simulate(source, { inputs: {}, runners, ...(limits && { limits }) });
      return [snapshot.status, snapshot.nodes['a']?.error?.message, snapshot.nodes['a']?.attempts];
    };
    const mebibyte = 1024 * 1024;
    const threeBytes = '工';
    const fits = ['completed', undefined, 1];
    const tooLarge = (mebibytes: number): unknown[] => ['failed', `The output is larger than ${mebibytes} MiB`, 1];
    assert.deepEqual(await gives(threeBytes.repeat(mebibyte / 3 - 1), { output: mebibyte }), fits);
    assert.deepEqual(await gives(threeBytes.repeat(mebibyte / 3 + 1), { output: mebibyte }), tooLarge(1));
    assert.deepEqual(await gives('x'.repeat(64 * mebibyte - 2), undefined), fits);
    assert.deepEqual(await gives('x'.repeat(64 * mebibyte - 1), undefined), tooLarge(64));
  });

  it('a runner that throws fails its node', async () => {
    const source = workflow({
      nodes: { start, a: task({}, {}, 'x'), end },
      edges: 'start>a>end',
      agents: [agent('x', { uses: 'transform' })],
    });
    const runners: RunnerLookup = () => Promise.resolve({ run: () => Promise.reject(new Error('Oops')) });
    const { snapshot } = await simulate(source, { inputs: {}, runners });
    assert.deepEqual([snapshot.status, snapshot.error?.kind], ['failed', 'internal']);
  });

  it('tells `transform` the folder of the workflow’s file, on every system; none of one in memory', async () => {
    const source = workflow({
      nodes: { start, a: task({}, {}, 'x'), end },
      edges: 'start>a>end',
      agents: [agent('x', { uses: 'transform' })],
    });
    const folders: unknown[] = [];
    const runners: RunnerLookup = () =>
      Promise.resolve({
        run: ({ baseDirectory }: AgentRequest): Promise<AgentOutcome> => {
          folders.push(baseDirectory);
          return Promise.resolve({ kind: 'succeeded', output: null });
        },
      });
    for (const file of ['/w/a/x.workflow.yaml', 'C:\\w\\x.workflow.yaml', null])
      await simulate(source, { inputs: {}, runners, file });
    await simulate(source, { inputs: {}, runners });
    assert.deepEqual(folders, ['/w/a', 'C:\\w', undefined, undefined]);
  });

  it('cancels where the mocks say so, after what is due at that instant', async () => {
    const nodes = { start, a: t, b: t, end };
    const behaviour = { a: { delay_seconds: 2 }, b: { delay_seconds: 1 } };
    const { nodes: states } = await play({ nodes, edges: 'start>a>b>end' }, behaviour, { cancelAt: 2 });
    assert.equal(states, 'start=completed a=completed b=cancelled end=cancelled');
  });
});

describe('T6 one instant', () => {
  it('applies all outcomes due then before it cancels anything', async () => {
    const nodes = { start, f: fork(), a: t, b: t, j: join({ mode: 'any' }), end };
    const both = { a: { delay_seconds: 1, output: 'A' }, b: { delay_seconds: 1, output: 'B' } };
    const { node } = await play({ nodes, edges: 'start>f>b>j f>a>j j>end' }, both);
    assert.deepEqual(
      [node('a').status, node('b').status, node('j').output],
      ['completed', 'completed', { b: 'B', a: 'A' }],
    );
    assert.equal(node('j').join?.winner, 'a');
  });

  it('applies them in the file’s order, whichever started first', async () => {
    const { events } = await play(
      { nodes: { start, a: t, b: t, a0: delay(1), end }, edges: 'start>a0>a>end start>b>end' },
      { a: { delay_seconds: 1 }, b: { delay_seconds: 2 } },
    );
    const order = events.flatMap((event) => (event.type === 'attemptSucceeded' ? [event.node_id] : []));
    assert.deepEqual(order, ['a', 'b']);
    const race = { start, f: fork(), d: delay(1), a: t, j: join({ mode: 'race' }), end };
    const { node } = await play({ nodes: race, edges: 'start>f>a>j f>d>j j>end' }, { a: { delay_seconds: 1 } });
    assert.equal(node('j').join?.winner, 'd');
  });

  it('lets an outcome win that is due exactly at its timeout', async () => {
    const one = inARow({ a: task({ timeoutSeconds: 2 }) });
    assert.equal((await play(one, { a: { delay_seconds: 2 } })).status, 'completed');
    const late = await play(one, { a: { delay_seconds: 2.001 } });
    assert.deepEqual([late.status, late.node('a').ended_ms], ['failed', 2000]);
    const whole = { nodes: { start, a: t, end }, edges: 'start>a>end', definition: { timeoutSeconds: 2 } };
    assert.equal((await play(whole, { a: { delay_seconds: 2 } })).status, 'completed');
  });

  it('counts in whole milliseconds', async () => {
    const { node } = await play(inARow({ a: t }), { a: { delay_seconds: 0.0014 } });
    assert.equal(node('a').ended_ms, 1);
  });
});
