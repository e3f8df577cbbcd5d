/** R4: what a user asks of a running execution. Approvals: approval.test.ts; across subworkflows: subworkflowBorders.test.ts. */
import assert from 'node:assert/strict';
import { memoryJournal } from '../../../src/engine/journal/memoryJournal.ts';
import type { JoinMode } from '../../../src/model/definition.ts';
import type { ControlRequest } from '../../../src/protocol/execution.ts';
import {
  choice,
  delay,
  each,
  end,
  everySecond,
  fork,
  inARow,
  join,
  plain,
  type Sketch,
  start,
  sub,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { type Act, type Asked, enact, type Enacted } from '../../support/engine/enact.ts';
import { ManualClock } from '../../support/engine/manualClock.ts';
import { mocksOf, play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
const chain: Sketch = inARow({ a: t, b: t });
const node = (id: string): ControlRequest => ({ type: 'cancel_node', node_id: id });
const branch = (forkId: string, id: string): ControlRequest => ({
  type: 'cancel_branch',
  fork_id: forkId,
  node_id: id,
});

type JoinOptions = Parameters<typeof join>[0];

/** Branches a, b, c between a fork and a join. */
const three = (joinOptions: JoinOptions, forkOptions: Parameters<typeof fork>[0] = {}): Sketch => ({
  nodes: { start, f: fork(forkOptions), a: t, b: t, c: t, j: join(joinOptions), end },
  edges: 'start>f f>a>j f>b>j f>c>j j>end',
});
const acts = (failing = ''): Record<string, Act> =>
  Object.fromEntries(
    ['a', 'b', 'c'].map((id, at) => [
      id,
      { after: at + 1, output: id.toUpperCase(), ...(failing.includes(id) && { fail: { retryable: false } }) },
    ]),
  );

describe('R4 cancelling one node', () => {
  /** Cancels x half a second after the start; how it and the execution end. */
  const cancelled = async (sketch: Sketch, agents: Record<string, Act> = {}): Promise<string> => {
    const { node: at, status, events, snapshot } = await enact(sketch, { agents, asked: [[0.5, node('x')]] });
    const event = events.find(
      ({ type, ...rest }) => type === 'nodeCancelled' && 'node_id' in rest && rest.node_id === 'x',
    );
    assert(event?.type === 'nodeCancelled');
    assert.equal(event.reason, 'branch');
    return `${at('x').status} at ${at('x').ended_ms ?? ''}, ${status} at ${snapshot.duration_ms ?? ''}`;
  };

  it('that was not reached yet: it is not started when it is', async () => {
    const sketch = inARow({ a: t, x: t });
    assert.equal(await cancelled(sketch, { a: { after: 2 } }), 'cancelled at 500, cancelled at 2000');
  });

  it('that waits for a slot', async () => {
    const sketch = {
      nodes: { start, a: t, x: t, end },
      edges: 'start>a>end start>x>end',
      definition: { maxConcurrency: 1 },
    };
    assert.equal(await cancelled(sketch, { a: { after: 2 } }), 'cancelled at 500, completed at 2000');
  });

  it('that runs: it is aborted, and its slot is free', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, x: t, y: t, end },
        edges: 'start>x>end start>y>end',
        definition: { maxConcurrency: 1 },
      }),
    );
    const x = rig.next('x');
    await rig.ask(node('X'));
    assert.deepEqual([x.isAborted, rig.status('x'), rig.started], [true, 'cancelled', 'x y']);
    await x.succeed('late');
    await rig.next('y').succeed('Y');
    const snapshot = await rig.finished();
    assert.deepEqual([snapshot.status, snapshot.output, snapshot.nodes['x']?.output], ['completed', 'Y', null]);
    assert.equal(snapshot.nodes['x']?.attempt_log[0]?.error?.kind, 'cancelled');
  });

  it('that waits for a retry', async () => {
    const sketch = inARow({ x: task({ maxRetries: 3, retry: everySecond }) });
    assert.equal(await cancelled(sketch, { x: { fail: true } }), 'cancelled at 500, cancelled at 500');
  });

  it('that is a delay', async () => {
    assert.equal(await cancelled(inARow({ x: delay(9) })), 'cancelled at 500, cancelled at 500');
  });

  it('that is a for_each: its items are aborted', async () => {
    const rig = await Rig.start(
      workflow(inARow({ x: each([0, 1], { errorHandling: { maxRetries: 1, retry: everySecond } }) })),
    );
    await rig.next('x[0]').fail({ retryable: true });
    const second = rig.next('x[1]');
    await rig.ask(node('x'));
    assert.deepEqual([second.isAborted, rig.status('x'), rig.clock.timers], [true, 'cancelled', 1]);
    await second.fail();
    const { status, nodes } = await rig.finished();
    assert.deepEqual([status, nodes['x']?.items?.cancelled], ['cancelled', 2]);
    assert.equal(rig.started, 'x[0] x[1]');
  });

  it('that is a gateway, a fork or a join not reached yet', async () => {
    const agents = { a: { after: 2 } };
    for (const x of [choice, fork(), join()]) {
      const sketch = inARow({ a: t, x, b: t });
      assert.equal(await cancelled(sketch, agents), 'cancelled at 500, cancelled at 2000');
    }
  });

  it('lets its other ways go on, and takes its always edges for dead', async () => {
    const { nodes, status } = await enact(
      { nodes: { start, x: t, y: t, z: t, end }, edges: 'start>x x>y* y>end x>z! z>end' },
      { agents: { x: { after: 2 } }, asked: [[1, node('x')]] },
    );
    assert.equal(nodes, 'start=completed x=cancelled y=skipped z=skipped end=skipped');
    assert.equal(status, 'cancelled');
  });

  it('is not the end of a `completed` execution where an end is still reached', async () => {
    const { status, output } = await enact(
      { nodes: { start, x: t, y: t, end }, edges: 'start>x>end start>y>end' },
      { agents: { x: { after: 5 }, y: { after: 2, output: 'Y' } }, asked: [[1, node('x')]] },
    );
    assert.deepEqual([status, output], ['completed', 'Y']);
  });

  it('does not hide a failure that nobody handles', async () => {
    const { status } = await enact(
      { nodes: { start, x: t, y: t, end }, edges: 'start>x>end start>y' },
      { agents: { x: { after: 5 }, y: { after: 2, fail: { retryable: false } } }, asked: [[1, node('x')]] },
    );
    assert.equal(status, 'failed');
  });

  it('ends nothing in a node that was skipped by a condition: that one is completed', async () => {
    const { status } = await enact(
      { nodes: { start, x: t, y: t, z: t, end }, edges: 'start>x>y>z z>end?no' },
      { agents: { x: { after: 1 } } },
    );
    assert.equal(status, 'completed');
  });
});

describe('R4 joins with a branch that the user cancelled', () => {
  /** Cancels branch a half a second after the start. */
  const joined = async (
    options: JoinOptions,
    failing = '',
    forkOptions: Parameters<typeof fork>[0] = {},
  ): Promise<string> => {
    const {
      node: at,
      status,
      output,
    } = await enact(three(options, forkOptions), {
      agents: acts(failing),
      asked: [[0.5, branch('f', 'a')]],
    });
    return `${at('j').status} at ${at('j').ended_ms ?? ''} ${JSON.stringify(at('j').status === 'completed' ? output : null)}, ${status}`;
  };

  it('take it for dead, but for `all`, which is cancelled with it', async () => {
    const both = '{"b":"B","c":"C"}';
    assert.equal(await joined({ mode: 'any' }), 'completed at 2000 {"b":"B"}, completed');
    assert.equal(await joined({ mode: 'race' }), 'completed at 2000 {"b":"B"}, completed');
    assert.equal(await joined({ mode: 'n_of_m', count: 2 }), `completed at 3000 ${both}, completed`);
    assert.equal(await joined({ mode: 'n_of_m', percent: 100 }), `completed at 3000 ${both}, completed`);
    assert.equal(await joined({ mode: 'majority' }), `completed at 3000 ${both}, completed`);
    assert.equal(await joined({ mode: 'all_settled' }), `completed at 3000 ${both}, completed`);
    assert.equal(await joined({ mode: 'all' }), 'cancelled at 3000 null, cancelled');
    assert.equal(
      await joined({ mode: 'all' }, '', { errorHandling: { onFailure: 'continue' } }),
      'cancelled at 3000 null, cancelled',
    );
  });

  it('fail when they cannot have their quorum any more', async () => {
    assert.equal(await joined({ mode: 'n_of_m', count: 3 }), 'failed at 500 null, failed');
    assert.equal(await joined({ mode: 'any' }, 'bc'), 'failed at 3000 null, failed');
    assert.equal(await joined({ mode: 'majority' }, 'b'), 'failed at 2000 null, failed');
  });

  it('of mode `all` fail when another branch failed', async () => {
    assert.equal(await joined({ mode: 'all' }, 'b'), 'failed at 2000 null, failed');
    assert.equal(
      await joined({ mode: 'all' }, 'b', { errorHandling: { onFailure: 'continue' } }),
      'completed at 3000 {"c":"C"}, completed',
    );
  });

  it('of which every branch was cancelled are skipped, `all` cancelled; either way nothing was reached', async () => {
    for (const mode of ['all', 'any', 'race', 'n_of_m', 'majority', 'all_settled'] satisfies JoinMode[]) {
      const asked = ['a', 'b', 'c'].map((id, at): Asked => [0.1 * (at + 1), branch('f', id)]);
      const { node: at, status } = await enact(three({ mode, ...(mode === 'n_of_m' && { percent: 50 }) }), {
        agents: acts(),
        asked,
      });
      assert.deepEqual(
        [at('j').status, at('end').status, status],
        [mode === 'all' ? 'cancelled' : 'skipped', 'skipped', 'cancelled'],
        mode,
      );
    }
  });

  it('record it as cancelled', async () => {
    const { node: at } = await enact(three({ mode: 'all_settled' }), {
      agents: acts('b'),
      asked: [[0.5, branch('f', 'a')]],
    });
    const record = at('j').join;
    assert.deepEqual(
      { ...record, errors: Object.keys(record?.errors ?? {}) },
      { winner: 'c', errors: ['b'], succeeded: 1, failed: 1, cancelled: 1, skipped: 0 },
    );
  });

  it('pass it on through nodes behind and joins around', async () => {
    const nested: Sketch = {
      nodes: { start, f: fork(), g: fork(), a: t, a2: t, b: t, ji: join(), c: t, jo: join(), end },
      edges: 'start>f f>g g>a>a2>ji g>b>ji ji>jo f>c>jo jo>end',
    };
    const { nodes, status } = await enact(nested, {
      agents: { a: { after: 5 }, b: { after: 1 }, c: { after: 2 } },
      asked: [[0.5, node('a')]],
    });
    assert.equal(
      nodes,
      'start=completed f=completed g=completed a=cancelled a2=skipped b=completed ji=cancelled c=completed jo=cancelled end=skipped',
    );
    assert.equal(status, 'cancelled');
  });
});

describe('R4 cancelling a branch', () => {
  const wide: Sketch = {
    nodes: {
      start,
      f: fork(),
      a: t,
      g: fork(),
      p: t,
      q: t,
      k: join(),
      b: t,
      note: t,
      j: join({ mode: 'any' }),
      after: t,
      end,
    },
    edges: 'start>f f>a>g g>p>k g>q>k k>j f>b>j b>note j>after>end',
  };

  it('cancels all that only its first node leads to, as far as the join, forks inside included', async () => {
    const { nodes, events } = await enact(wide, {
      agents: { a: { after: 1 }, p: { after: 9 }, b: { after: 5 } },
      asked: [[2, branch('f', 'a')]],
    });
    assert.equal(
      nodes,
      'start=completed f=completed a=completed g=completed p=cancelled q=completed k=cancelled b=completed note=completed j=completed after=completed end=completed',
    );
    const reasons = events.flatMap((event) =>
      event.type === 'nodeCancelled' ? [`${event.node_id} ${event.reason}`] : [],
    );
    assert.deepEqual(reasons, ['p branch', 'k branch']);
  });

  it('leaves what another branch leads to as well', async () => {
    const shared: Sketch = {
      nodes: { start, f: fork(), a: t, b: t, both: t, j: join({ mode: 'all_settled' }), end },
      edges: 'start>f f>a>j a>both f>b>j b>both both>j j>end',
    };
    const { nodes } = await enact(shared, {
      agents: { a: { after: 5 }, b: { after: 1 } },
      asked: [[0.5, branch('f', 'a')]],
    });
    assert.equal(nodes, 'start=completed f=completed a=cancelled b=completed both=completed j=completed end=completed');
  });

  it('says why it cannot be done', async () => {
    const rig = await Rig.start(workflow(three({ mode: 'all_settled' })));
    const ask = (request: ControlRequest): string | undefined => rig.execution.control(request);
    assert.equal(ask(branch('f', 'j')), 'No branch of "f" begins with "j".');
    assert.equal(ask(branch('f', 'nobody')), 'No branch of "f" begins with "nobody".');
    assert.equal(ask(branch('nobody', 'a')), 'No branch of "nobody" begins with "a".');
    assert.equal(ask(branch('a', 'j')), 'No branch of "a" begins with "j".');
    await rig.next('a').succeed();
    assert.equal(ask(branch('f', 'a')), 'The branch has ended.');
    assert.equal(ask(node('a')), 'The node "a" has ended.');
    assert.equal(ask(node('nobody')), 'There is no node "nobody".');
    await rig.next('b').succeed();
    await rig.next('c').succeed();
    await rig.finished();
    for (const request of [
      branch('f', 'a'),
      node('a'),
      { type: 'pause' },
      { type: 'resume' },
      { type: 'cancel' },
    ] as const)
      assert.equal(ask(request), 'The execution has ended.');
  });
});

describe('R4 cancelling the execution', () => {
  it('cancels nodes in every state', async () => {
    const retried = task({ maxRetries: 3, retry: { ...everySecond, delaySeconds: 60 } });
    const { snapshot, nodes } = await enact(
      {
        nodes: {
          start,
          run: t,
          wait: retried,
          d: delay(60),
          x: each([0, 1], { maxConcurrency: 1 }),
          s: sub(),
          held: t,
          never: t,
          j: join(),
          end,
        },
        edges: 'start>run>never>j start>wait>j start>d>j start>x>j start>s>j start>held>j j>end',
        subworkflows: { s: inARow({ in: t }) },
        definition: { maxConcurrency: 4 },
      },
      {
        agents: { run: { after: 60 }, wait: { fail: true }, x: { after: 60 }, 's/in': { after: 60 } },
        asked: [[1, { type: 'cancel' }]],
      },
    );
    assert.equal(
      nodes,
      'start=completed run=cancelled wait=cancelled d=cancelled x=cancelled s=cancelled held=completed never=cancelled j=cancelled end=cancelled s/start=completed s/in=cancelled s/end=cancelled',
    );
    assert.deepEqual(
      [snapshot.status, snapshot.error, snapshot.output, snapshot.duration_ms],
      ['cancelled', null, null, 1000],
    );
  });

  it('may be asked through the journal by somebody who does not own it', async () => {
    const rig = await Rig.start(workflow(chain));
    assert.equal(await rig.journal.request('execution-1', node('a')), true);
    await rig.clock.advance(0);
    assert.equal(rig.status('a'), 'cancelled');
    await rig.next('a').fail();
    await rig.finished();
    assert.equal(await rig.journal.request('execution-1', { type: 'cancel' }), false);
  });
});

describe('R4 pause and resume', () => {
  const order: Sketch = {
    nodes: {
      start,
      f: fork(),
      a: t,
      a2: t,
      b: t,
      g: choice,
      b2: t,
      no: t,
      w: task({ maxRetries: 1, retry: everySecond }),
      d: delay(3),
      d2: t,
      j: join(),
      end,
    },
    edges: 'start>f f>a>a2>j f>b>g g>b2?yes g>no= b2>j no>j f>w>j f>d>d2>j j>end',
  };

  it('what runs finishes, gateways settle, waits run on, nothing starts; then what is ready starts in its order', async () => {
    const rig = await Rig.start(workflow(order));
    assert.equal(rig.started, 'a b w');
    await rig.ask({ type: 'pause' });
    assert.equal(rig.shownStatus, 'paused');
    await rig.next('b').succeed();
    await rig.next('w').fail({ retryable: true });
    await rig.next('a').succeed();
    await rig.clock.advance(10_000);
    assert.deepEqual(
      ['a', 'a2', 'b', 'g', 'b2', 'no', 'w', 'd', 'd2'].map((id) => rig.status(id)),
      ['completed', 'pending', 'completed', 'completed', 'pending', 'skipped', 'waiting', 'completed', 'pending'],
    );
    assert.deepEqual([rig.started, rig.shownStatus], ['a b w', 'paused']);
    await rig.ask({ type: 'resume' });
    assert.deepEqual([rig.started, rig.shownStatus], ['a b w b2 a2 w d2', 'running']);
    for (const id of ['b2', 'a2', 'w', 'd2']) await rig.next(id).succeed();
    const { status } = await rig.finished();
    assert.equal(status, 'completed');
    const turns = rig.events.filter(({ type }) => type.startsWith('executionP') || type === 'executionResumed');
    assert.deepEqual(
      turns.map(({ type }) => type),
      ['executionPaused', 'executionResumed'],
    );
  });

  it('holds items of a for_each and what is in a subworkflow', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, a: t, x: each([0, 1]), s: sub(), end },
        edges: 'start>a a>x>end a>s>end',
        subworkflows: { s: inARow({ in: t }) },
      }),
    );
    await rig.ask({ type: 'pause' });
    await rig.next('a').succeed();
    assert.deepEqual(
      [rig.status('x'), rig.status('s'), rig.status('s/start'), rig.started],
      ['running', 'running', 'completed', 'a'],
    );
    await rig.ask({ type: 'resume' });
    assert.equal(rig.started, 'a x[0] x[1] s/in');
    for (const name of ['x[0]', 'x[1]', 's/in']) await rig.next(name).succeed();
    assert.equal((await rig.finished()).status, 'completed');
  });

  it('keeps the concurrency limit when it goes on', async () => {
    const rig = await Rig.start(workflow({ ...three({ mode: 'all' }), definition: { maxConcurrency: 2 } }));
    await rig.ask({ type: 'pause' });
    await rig.next('a').succeed();
    assert.equal(rig.started, 'a b');
    await rig.ask({ type: 'resume' });
    assert.equal(rig.started, 'a b c');
    await rig.next('b').succeed();
    await rig.next('c').succeed();
    assert.equal((await rig.finished()).max_parallel, 2);
  });

  const lastTwo = ({ events }: Pick<Enacted, 'events'>): string[] => events.slice(-2).map(({ type }) => type);

  it('a paused execution can be cancelled, and goes on first (R1)', async () => {
    const played = await enact(chain, {
      agents: { a: { after: 9 } },
      asked: [
        [1, { type: 'pause' }],
        [2, { type: 'cancel' }],
      ],
    });
    assert.deepEqual(
      [played.status, played.snapshot.duration_ms, lastTwo(played)],
      ['cancelled', 2000, ['executionResumed', 'executionCancelled']],
    );
  });

  it('a paused execution of which all has ended is over at once', async () => {
    const played = await enact(inARow({ a: t }), {
      agents: { a: { after: 2, output: 'A' } },
      asked: [[1, { type: 'pause' }]],
    });
    assert.deepEqual(
      [played.status, played.output, played.snapshot.duration_ms, lastTwo(played)],
      ['completed', 'A', 2000, ['executionResumed', 'executionCompleted']],
    );
  });

  it('a paused execution fails with what fails, and runs out of time', async () => {
    const pause: Asked = [1, { type: 'pause' }];
    const failed = await enact(chain, { agents: { a: { after: 2, fail: { retryable: false } } }, asked: [pause] });
    assert.deepEqual([failed.status, lastTwo(failed)], ['failed', ['executionResumed', 'executionFailed']]);
    const late = await enact(
      { ...chain, definition: { timeoutSeconds: 5 } },
      { agents: { a: { after: 2 } }, asked: [pause] },
    );
    assert.deepEqual(
      [late.status, late.snapshot.duration_ms, lastTwo(late)],
      ['timed_out', 5000, ['executionResumed', 'executionTimedOut']],
    );
  });

  it('a node cancelled while paused does not start when it goes on', async () => {
    const rig = await Rig.start(workflow(chain));
    await rig.ask({ type: 'pause' });
    await rig.next('a').succeed();
    await rig.ask(node('b'));
    await rig.clock.advance(0);
    assert.deepEqual([(await rig.finished()).status, rig.started], ['cancelled', 'a']);
  });

  it('is refused twice, and resume without it', async () => {
    const rig = await Rig.start(workflow(chain));
    assert.equal(rig.execution.control({ type: 'resume' }), 'The execution is not paused.');
    await rig.ask({ type: 'pause' });
    assert.equal(rig.execution.control({ type: 'pause' }), 'The execution is paused already.');
    assert.equal(rig.execution.control({ type: 'resume' }), undefined);
    assert.equal(rig.execution.control({ type: 'resume' }), undefined, 'the core has not taken the first yet');
    await rig.clock.advance(0);
    assert.equal(rig.events.filter(({ type }) => type === 'executionResumed').length, 1);
    rig.execution.cancel();
    await rig.clock.advance(5000);
  });

  it('a crash while paused: it goes on when it is resumed', async () => {
    const first = await Rig.start(workflow(chain));
    await first.ask({ type: 'pause' });
    await first.next('a').succeed('A');
    const stored = await first.journal.read('execution-1');
    assert(stored?.definition);
    const journal = memoryJournal();
    const writer = await journal.create(stored.definition);
    await writer.append(stored.events, true);
    await writer.close();
    const rig = await Rig.resume(workflow(chain), 'execution-1', { journal });
    assert.deepEqual([rig.shownStatus, rig.started], ['running', 'b']);
    await rig.next('b').succeed('B');
    assert.deepEqual(plain((await rig.finished()).output), 'B');
  });
});

describe('R4 the user that mocks stand for', () => {
  it('cancels a node at its time, on virtual and on real time', async () => {
    const values = {
      a: { delay_seconds: 9, cancel_at_seconds: 2 },
      b: { cancel_at_seconds: 1 },
      c: { delay_seconds: 1 },
    } as const;
    const sketch: Sketch = { nodes: { start, a: t, b: t, c: t, end }, edges: 'start>a>b>end start>c>end' };
    const played = await play(sketch, values);
    assert.equal(played.nodes, 'start=completed a=cancelled b=cancelled c=completed end=completed');
    assert.deepEqual([played.node('a').ended_ms, played.node('b').ended_ms], [2000, 1000]);
    const enacted = await enact(sketch, { mocks: values });
    assert.deepEqual([enacted.nodes, enacted.snapshot.duration_ms], [played.nodes, 2000]);
  });

  it('counts from the start of the execution, also after a crash', async () => {
    const mocks = mocksOf({ nodes: { a: { delay_seconds: 60 } }, cancel_at_seconds: 10 });
    const first = await Rig.start(workflow(chain), { mocks });
    await first.clock.advance(4000);
    const stored = await first.journal.read('execution-1');
    assert(stored?.definition);
    const journal = memoryJournal();
    const writer = await journal.create(stored.definition);
    await writer.append(stored.events, true);
    await writer.close();
    const rig = await Rig.resume(workflow(chain), 'execution-1', {
      journal,
      mocks,
      clock: new ManualClock(1_700_000_000_000 + 4000),
    });
    await rig.clock.advance(5999);
    assert.equal(rig.shownStatus, 'running');
    await rig.clock.advance(1);
    assert.equal((await rig.finished()).status, 'cancelled');
  });
});
