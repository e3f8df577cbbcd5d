/** F4 `drain` over a `for_each` whose result is there already (J3 `wait`), and what mocks leave behind at the end. */
import assert from 'node:assert/strict';
import { each, end, inARow, plain, start, task, workflow } from '../../support/engine/build.ts';
import { mocksOf } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

describe('F4 drain', () => {
  it('lets the items finish that run behind a result, starts no other, and keeps the result', async () => {
    const sketch = {
      nodes: {
        start,
        x: each(['p', 'q', 'r'], { mode: 'any', remaining: 'wait', maxConcurrency: 2 }),
        bad: task(),
        end,
      },
      edges: 'start>x>end start>bad>end',
      definition: { errorHandling: { onFailure: 'drain' } },
    } as const;
    const rig = await Rig.start(workflow(sketch));
    const [p, q, bad] = [rig.next('x[0]'), rig.next('x[1]'), rig.next('bad')];
    await p.succeed('P');
    const r = rig.next('x[2]');
    await bad.fail();
    assert.deepEqual([rig.status('x'), q.isAborted, r.isAborted], ['running', false, false]);
    await q.succeed('Q');
    assert.equal(rig.status('x'), 'running');
    await r.fail();
    const { status, nodes } = await rig.finished();
    assert.deepEqual([status, nodes['x']?.status, nodes['x']?.join?.winner], ['failed', 'completed', '0']);
    assert.deepEqual(plain(nodes['x']?.output), ['P', null, null]);
    assert.equal(rig.started, 'x[0] x[1] bad x[2]');
  });

  it('is over at once when no item runs behind the result: one that waits for its retry is not tried again', async () => {
    const retry = { delaySeconds: 86_400, backoff: 'fixed', jitter: 0, maxDelaySeconds: 86_400 } as const;
    const sketch = {
      nodes: {
        start,
        x: each(['p', 'q'], { mode: 'any', remaining: 'wait', errorHandling: { maxRetries: 1, retry } }),
        bad: task(),
        end,
      },
      edges: 'start>x>end start>bad>end',
      definition: { errorHandling: { onFailure: 'drain' } },
    } as const;
    const rig = await Rig.start(workflow(sketch));
    await rig.next('x[1]').fail({ retryable: true });
    await rig.next('x[0]').succeed('P');
    assert.equal(rig.status('x'), 'running');
    await rig.next('bad').fail();
    assert.deepEqual([rig.status('x'), rig.shownStatus, rig.clock.timers], ['completed', 'failed', 0]);
    assert.equal((await rig.finished()).status, 'failed');
  });

  it('does not wait for items that have not started', async () => {
    const sketch = {
      nodes: {
        start,
        x: each(['p', 'q', 'r'], { mode: 'any', remaining: 'wait', maxConcurrency: 1 }),
        bad: task(),
        end,
      },
      edges: 'start>x>end start>bad>end',
      definition: { errorHandling: { onFailure: 'drain' } },
    } as const;
    const rig = await Rig.start(workflow(sketch));
    const bad = rig.next('bad');
    await rig.next('x[0]').succeed('P');
    const q = rig.next('x[1]');
    await bad.fail();
    await q.succeed('Q');
    const { status, nodes } = await rig.finished();
    assert.deepEqual([status, nodes['x']?.status, rig.started], ['failed', 'completed', 'x[0] bad x[1]']);
  });
});

describe('E6 mocks on real time', () => {
  it('leave no timer behind when the execution ends before what they had the user do', async () => {
    const source = workflow(inARow({ a: task(), b: task() }));
    const rig = await Rig.start(source, {
      mocks: mocksOf({ cancel_at_seconds: 60, nodes: { b: { cancel_at_seconds: 30, output: 'B' } } }),
    });
    assert.equal(rig.clock.timers, 2);
    await rig.next('a').succeed('A');
    await rig.clock.advance(0);
    const { status, output } = await rig.finished();
    assert.deepEqual([status, output, rig.clock.timers], ['completed', 'B', 0]);
  });
});
