import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/base/json.ts';
import {
  approval,
  delay,
  each,
  end,
  fork,
  inARow,
  join,
  type Sketch,
  start,
  sub,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { enact, statusLine } from '../../support/engine/enact.ts';
import { play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';
import type {} from '../../../src/engine/engine.ts';

const t = task();
const inner: Sketch = inARow({ one: t, two: t });

/** before, then a subworkflow, then after; `mend` on the way of a failed one. */
const outer = (within: Sketch = inner, more: Partial<Sketch> = {}): Sketch => ({
  nodes: { start, before: t, s: sub(), after: t, mend: t, end },
  edges: 'start>before>s>after>end s>mend! mend>end',
  subworkflows: { s: within },
  ...more,
});
const bare = (within: Sketch, more: Partial<Sketch> = {}): Sketch => ({
  nodes: { start, s: sub(), end },
  edges: 'start>s>end',
  subworkflows: { s: within },
  ...more,
});

describe('F5 timeouts and subworkflows', () => {
  it('inside: everything inside is cancelled, and the node is timed_out', async () => {
    const { nodes, node, status } = await enact(outer({ ...inner, definition: { timeoutSeconds: 2 } }), {
      agents: { before: { after: 1 }, 's/one': { after: 9 } },
    });
    assert.deepEqual([node('s').status, node('s').ended_ms, node('s').error?.kind], ['timed_out', 3000, 'timeout']);
    assert.match(
      nodes,
      /mend=completed end=completed s\/start=completed s\/one=cancelled s\/two=cancelled s\/end=cancelled/,
    );
    assert.equal(status, 'completed');
  });

  it('around, of a region: the node is timed_out and what is inside is cancelled', async () => {
    const { node, nodes } = await enact(
      {
        nodes: { start, f: fork({ timeoutSeconds: 2 }), s: sub(), a: t, j: join({ mode: 'all_settled' }), end },
        edges: 'start>f>s>j f>a>j j>end',
        subworkflows: { s: inner },
      },
      { agents: { 's/one': { after: 9 }, a: { after: 1 } } },
    );
    assert.deepEqual([node('s').status, node('s').ended_ms, node('j').status], ['timed_out', 2000, 'completed']);
    assert.match(nodes, /s\/start=completed s\/one=cancelled s\/two=cancelled s\/end=cancelled/);
  });

  it('around, of the execution: everything is cancelled', async () => {
    const { node, status } = await enact(bare(inner, { definition: { timeoutSeconds: 2 } }), {
      agents: { 's/one': { after: 9 } },
    });
    assert.deepEqual([node('s').status, node('s/one').status, status], ['cancelled', 'cancelled', 'timed_out']);
  });

  it('of a region inside fail only what is inside', async () => {
    const within: Sketch = {
      nodes: { start, f: fork({ timeoutSeconds: 2 }), a: t, b: t, j: join({ mode: 'all_settled' }), end },
      edges: 'start>f>a>j f>b>j j>end',
    };
    const { node, status } = await enact(bare(within), {
      agents: { 's/a': { after: 1, output: 'A' }, 's/b': { after: 9 } },
    });
    assert.deepEqual([node('s/b').status, node('s').output, status], ['timed_out', { a: 'A' }, 'completed']);
  });

  it('of what ended in time do nothing any more', async () => {
    const { status, snapshot } = await enact(
      bare({ ...inner, definition: { timeoutSeconds: 2 } }, inARow({ s: sub(), d: delay(9) })),
    );
    assert.deepEqual([status, snapshot.duration_ms], ['completed', 9000]);
  });
});

describe('R4 cancelling and subworkflows', () => {
  const agents = { 's/one': { after: 5 } } as const;

  it('around it: the execution, or its node; what is inside is cancelled with it', async () => {
    const whole = await enact(bare(inner), { agents, asked: [[1, { type: 'cancel' }]] });
    assert.deepEqual(
      [whole.node('s').status, whole.node('s/one').status, whole.node('s/two').status, whole.status],
      ['cancelled', 'cancelled', 'cancelled', 'cancelled'],
    );
    const alone = await enact(bare(inner), { agents, asked: [[1, { type: 'cancel_node', node_id: 's' }]] });
    assert.deepEqual(
      [alone.node('s').status, alone.node('s/one').status, alone.node('end').status, alone.status],
      ['cancelled', 'cancelled', 'skipped', 'cancelled'],
    );
  });

  it('inside it: when nothing else reaches its end, its node is cancelled, and with it the execution', async () => {
    const { node, status } = await enact(outer(), { agents, asked: [[1, { type: 'cancel_node', node_id: 's/one' }]] });
    assert.deepEqual(
      [node('s/one').status, node('s/two').status, node('s/end').status],
      ['cancelled', 'skipped', 'skipped'],
    );
    assert.deepEqual(
      [node('s').status, node('after').status, node('mend').status, status],
      ['cancelled', 'skipped', 'skipped', 'cancelled'],
    );
  });

  it('inside it: what still reaches its end completes it', async () => {
    const within: Sketch = { nodes: { start, a: t, b: t, end }, edges: 'start>a>end start>b>end' };
    const { node, status, output } = await enact(bare(within), {
      agents: { 's/a': { after: 5 }, 's/b': { after: 2, output: 'B' } },
      asked: [[1, { type: 'cancel_node', node_id: 's/a' }]],
    });
    assert.deepEqual([node('s').status, status, output], ['completed', 'completed', 'B']);
  });

  it('by a join of the outer workflow cancels what is inside', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, f: fork(), s: sub(), a: t, j: join({ mode: 'any' }), end },
        edges: 'start>f>s>j f>a>j j>end',
        subworkflows: { s: bare(inner) },
      }),
    );
    const deep = rig.next('s/s/one');
    await rig.next('a').succeed('A');
    assert.equal(deep.isAborted, true);
    await deep.succeed('late');
    const snapshot = await rig.finished();
    assert.match(
      statusLine(snapshot),
      /s=cancelled a=completed j=completed end=completed s\/start=completed s\/s=cancelled s\/end=cancelled s\/s\/start=completed s\/s\/one=cancelled s\/s\/two=cancelled/,
    );
    assert.equal(snapshot.status, 'completed');
  });

  it('aborts items that go on inside of it', async () => {
    const items: Sketch = inARow({ x: each([0, 1], { mode: 'any', remaining: 'ignore' }), y: t });
    const rig = await Rig.start(workflow(bare(items)));
    await rig.next('s/x[0]').succeed();
    const late = rig.next('s/x[1]');
    await rig.ask({ type: 'cancel_node', node_id: 's' });
    assert.deepEqual([late.isAborted, rig.status('s/x'), rig.status('s/y')], [true, 'completed', 'cancelled']);
    await late.fail();
    await rig.next('s/y').fail();
    assert.equal((await rig.finished()).status, 'cancelled');
  });
});

describe('R5 concurrency across the border', () => {
  const wide: Sketch = { nodes: { start, a: t, b: t, c: t, end }, edges: 'start>a>end start>b>end start>c>end' };

  it('holds the limit of the outer workflow and of its forks inside too', async () => {
    const most = async (sketch: Sketch): Promise<number> =>
      (await enact(sketch, { agents: { 's/a': { after: 1 }, 's/b': { after: 1 }, 's/c': { after: 1 } } })).snapshot
        .max_parallel;
    assert.equal(await most(bare(wide)), 3);
    assert.equal(await most(bare(wide, { definition: { maxConcurrency: 2 } })), 2);
    assert.equal(
      await most({
        nodes: { start, f: fork({ maxConcurrency: 1 }), s: sub(), j: join(), end },
        edges: 'start>f>s>j>end',
        subworkflows: { s: wide },
      }),
      1,
    );
  });

  it('holds its own limit only inside', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, s: sub(), p: t, q: t, end },
        edges: 'start>s>end start>p>end start>q>end',
        subworkflows: { s: { ...wide, definition: { maxConcurrency: 1 } } },
      }),
    );
    assert.equal(rig.started, 'p q s/a');
    await rig.next('s/a').succeed();
    assert.equal(rig.started, 'p q s/a s/b');
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });
});

describe('E6 mocks of subworkflows', () => {
  it('of the outer node stand for all of it: one attempt, what is inside is skipped', async () => {
    const { nodes, node, output } = await play(bare(inner), { s: { output: 'M', delay_seconds: 2 } });
    assert.equal(
      nodes,
      'start=completed s=completed end=completed s/start=skipped s/one=skipped s/two=skipped s/end=skipped',
    );
    assert.deepEqual([output, node('s').attempts, node('s').ended_ms], ['M', 1, 2000]);
    const failing = await play(outer(), { s: { fail: { always: true, kind: 'http' } } });
    assert.deepEqual(
      [failing.node('s').error?.kind, failing.node('mend').status, failing.node('s/one').status],
      ['http', 'completed', 'skipped'],
    );
  });

  it('of inner nodes are named outer/inner', async () => {
    const values: Record<string, JsonValue> = {
      's/one': { output: 1, delay_seconds: 1 },
      'S/TWO': { output: 2, delay_seconds: 1 },
    };
    const { output, snapshot } = await play(bare(inner), values);
    assert.deepEqual([output, snapshot.duration_ms], [2, 2000]);
    const enacted = await enact(bare(inner), { mocks: values });
    assert.deepEqual([enacted.output, enacted.snapshot.duration_ms], [2, 2000]);
  });

  it('answer inner approvals, and cancel inner nodes', async () => {
    const within: Sketch = inARow({ review: approval(), one: t });
    const { node } = await play(bare(within), { 's/review': { approve: false, delay_seconds: 1 } });
    assert.deepEqual([node('s').error?.kind, node('s').error?.message], ['rejected', 's/review: Rejected']);
    const cancelled = await play(bare(inner), { 's/one': { delay_seconds: 9, cancel_at_seconds: 2 } });
    assert.deepEqual(
      [cancelled.node('s').status, cancelled.status, cancelled.snapshot.duration_ms],
      ['cancelled', 'cancelled', 2000],
    );
  });
});
