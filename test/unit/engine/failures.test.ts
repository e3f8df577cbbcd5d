import assert from 'node:assert/strict';
import {
  delay,
  end,
  everySecond,
  fork,
  inARow,
  join,
  plain,
  start,
  task,
  workflow,
} from '../../support/engine/build.ts';
import { play } from '../../support/engine/play.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();
const one = (handling: Parameters<typeof task>[0]): Parameters<typeof play>[0] => inARow({ a: task(handling) });

describe('F1 failures', () => {
  it('are not retried when a retry cannot help', async () => {
    const { node } = await play(one({ maxRetries: 3 }), { a: { fail: { always: true, retryable: false } } });
    assert.equal(node('a').attempts, 1);
  });

  it('are retried only for the kinds in `retry_on`', async () => {
    const sketch = one({ maxRetries: 1, retry: { ...everySecond, retryOn: ['http'] } });
    assert.equal((await play(sketch, { a: { fail: { always: true, kind: 'http' } } })).node('a').attempts, 2);
    assert.equal((await play(sketch, { a: { fail: { always: true, kind: 'network' } } })).node('a').attempts, 1);
  });

  it('a runner that throws fails with `internal`', async () => {
    const rig = await Rig.start(workflow(one({})));
    await rig.next('a').throw('Oops');
    const { nodes, status, error } = await rig.finished();
    assert.equal(status, 'failed');
    assert.equal(nodes['a']?.error?.kind, 'internal');
    assert.deepEqual(plain(error), {
      kind: 'internal',
      message: 'The agent stopped with an unexpected error: Oops',
      retryable: true,
      node_id: 'a',
    });
  });

  it('a runner that this version does not have fails with `not-available`', async () => {
    const rig = await Rig.start(workflow(one({})), { runners: () => Promise.resolve(undefined) });
    assert.equal((await rig.finished()).nodes['a']?.error?.kind, 'not-available');
  });
});

describe('F2 retries', () => {
  const waits = async (retry: object, jitter = 0): Promise<number[]> => {
    const { events } = await play(one({ maxRetries: 4, retry: { jitter, ...retry } }), { a: { fail: 'always' } });
    return events.flatMap((event) => (event.type === 'retryScheduled' ? [event.delay_ms] : []));
  };

  it('max_retries: 3 means up to 4 attempts', async () => {
    const { node, status } = await play(one({ maxRetries: 3, retry: everySecond }), { a: { fail: { first: 3 } } });
    assert.deepEqual([node('a').attempts, node('a').status, status], [4, 'completed', 'completed']);
    const never = await play(one({ maxRetries: 3, retry: everySecond }), { a: { fail: { first: 4 } } });
    assert.deepEqual([never.node('a').attempts, never.node('a').status], [4, 'failed']);
  });

  it('wait fixed, linearly or exponentially longer, up to the most', async () => {
    assert.deepEqual(await waits({ delaySeconds: 2, backoff: 'fixed' }), [2000, 2000, 2000, 2000]);
    assert.deepEqual(await waits({ delaySeconds: 2, backoff: 'linear' }), [2000, 4000, 6000, 8000]);
    assert.deepEqual(await waits({}), [1000, 2000, 4000, 8000]);
    assert.deepEqual(await waits({ factor: 10, maxDelaySeconds: 50 }), [1000, 10_000, 50_000, 50_000]);
  });

  it('spread by the jitter, the same for the same seed', async () => {
    const spread = await waits({ delaySeconds: 10, backoff: 'fixed' }, 0.5);
    assert.deepEqual(await waits({ delaySeconds: 10, backoff: 'fixed' }, 0.5), spread);
    assert.equal(new Set(spread).size, 4);
    for (const wait of spread) assert(wait >= 5000 && wait <= 15_000, String(wait));
  });

  it('wait at least as long as `Retry-After` says', async () => {
    const rig = await Rig.start(workflow(one({ maxRetries: 1, retry: everySecond })));
    await rig.next('a').fail({ kind: 'http', retryable: true, retry_after_ms: 7000 });
    assert.equal(rig.execution.nodeSnapshot('a')?.retry_at_ms, 7000);
    await rig.clock.advance(6999);
    assert.equal(rig.started, 'a');
    await rig.clock.advance(1);
    assert.equal(rig.next('a').request.attempt, 2);
  });

  it('a node between attempts is waiting, holds no slot, and can be cancelled', async () => {
    const rig = await Rig.start(
      workflow({
        nodes: { start, a: task({ maxRetries: 1, retry: everySecond }), b: t, end },
        edges: 'start>a>end start>b>end',
        definition: { maxConcurrency: 1 },
      }),
    );
    assert.equal(rig.started, 'a');
    await rig.next('a').fail({ retryable: true });
    assert.equal(rig.status('a'), 'waiting');
    assert.equal(rig.started, 'a b');
    rig.execution.cancel();
    await rig.next('b').fail();
    const snapshot = await rig.finished();
    assert.equal(snapshot.nodes['a']?.status, 'cancelled');
    assert.equal(snapshot.status, 'cancelled');
  });

  it('keep the idempotency key', async () => {
    const rig = await Rig.start(workflow(one({ maxRetries: 1, retry: everySecond })));
    const first = rig.next('a');
    await first.fail({ retryable: true });
    await rig.clock.advance(1000);
    const second = rig.next('a');
    assert.equal(second.request.idempotencyKey, first.request.idempotencyKey);
    assert.deepEqual([first.request.attempt, second.request.attempt], [1, 2]);
    await second.succeed();
    assert.equal((await rig.finished()).nodes['a']?.attempt_log.length, 2);
  });
});

describe('F3 on_failure: continue on a task', () => {
  it('goes on along success edges with a null output and its error kept', async () => {
    const { nodes, node, status } = await play(
      {
        nodes: { start, a: task({ onFailure: 'continue' }), b: t, mend: t, end },
        edges: 'start>a>b>end a>mend! mend>end',
      },
      { a: { fail: { always: true, kind: 'http' } } },
    );
    assert.equal(nodes, 'start=completed a=failed b=completed mend=skipped end=completed');
    assert.deepEqual([node('a').output, node('a').error?.kind, status], [null, 'http', 'completed']);
  });
});

describe('F4 on_failure of the workflow', () => {
  const sides = (onFailure: 'abort' | 'drain' | 'continue'): Parameters<typeof play>[0] => ({
    nodes: { start, a: t, b: t, b2: t, w: task({ maxRetries: 1, retry: { ...everySecond, delaySeconds: 9 } }), end },
    edges: 'start>a>end start>b>b2>end start>w>end',
    definition: { errorHandling: { onFailure } },
  });
  const behaviour = { a: { fail: 'always', delay_seconds: 1 }, b: { delay_seconds: 3 }, w: { fail: { first: 1 } } };

  it('abort: the first unhandled failure that reaches an end cancels everything else', async () => {
    const { nodes, snapshot } = await play(sides('abort'), behaviour);
    assert.equal(nodes, 'start=completed a=failed b=cancelled b2=cancelled w=cancelled end=skipped');
    assert.deepEqual([snapshot.status, snapshot.duration_ms, snapshot.error?.node_id], ['failed', 1000, 'a']);
  });

  it('drain: nothing new starts, what runs finishes', async () => {
    const { nodes, snapshot } = await play(sides('drain'), behaviour);
    assert.equal(nodes, 'start=completed a=failed b=completed b2=cancelled w=cancelled end=skipped');
    assert.deepEqual([snapshot.status, snapshot.duration_ms], ['failed', 3000]);
  });

  it('drain: an attempt that fails meanwhile is not tried again', async () => {
    const sketch = sides('drain');
    const { node } = await play(sketch, { ...behaviour, w: { fail: { first: 1 }, delay_seconds: 2 } });
    assert.deepEqual([node('w').status, node('w').attempts], ['cancelled', 1]);
  });

  it('continue: all that can still run does', async () => {
    const { nodes, snapshot } = await play(sides('continue'), behaviour);
    assert.equal(nodes, 'start=completed a=failed b=completed b2=completed w=completed end=skipped');
    assert.deepEqual([snapshot.status, snapshot.duration_ms], ['failed', 9000]);
  });

  it('a failure that a join absorbs, or an edge handles, aborts nothing', async () => {
    const { status } = await play(
      {
        nodes: { start, f: fork(), a: t, b: t, j: join({ mode: 'all_settled' }), end },
        edges: 'start>f>a>j f>b>j j>end',
      },
      { a: { fail: 'always' }, b: { delay_seconds: 2 } },
    );
    assert.equal(status, 'completed');
  });
});

describe('F5 timeouts', () => {
  it('of an attempt: it is aborted, retried, and after the last one the node is timed_out', async () => {
    const rig = await Rig.start(workflow(one({ timeoutSeconds: 2, maxRetries: 1, retry: everySecond })));
    const first = rig.next('a');
    await rig.clock.advance(2000);
    assert.equal(first.isAborted, true);
    assert.equal(rig.status('a'), 'waiting');
    await rig.clock.advance(1000);
    const second = rig.next('a');
    await first.succeed('late');
    assert.equal(rig.status('a'), 'running');
    await rig.clock.advance(2000);
    await second.fail();
    const { nodes, status } = await rig.finished();
    assert.deepEqual([nodes['a']?.status, nodes['a']?.error?.kind, status], ['timed_out', 'timeout', 'failed']);
  });

  it('of all attempts together, waits included', async () => {
    const { node } = await play(one({ totalTimeoutSeconds: 2.5, maxRetries: 9, retry: everySecond }), {
      a: { fail: 'always', delay_seconds: 0.5 },
    });
    assert.deepEqual([node('a').status, node('a').ended_ms, node('a').attempts], ['timed_out', 2500, 2]);
  });

  it('of a fork region: its unfinished nodes fail, and its join judges', async () => {
    const { nodes, node } = await play(
      {
        nodes: { start, f: fork({ timeoutSeconds: 2 }), a: t, b: t, b2: t, j: join({ mode: 'all_settled' }), end },
        edges: 'start>f>a>j f>b>b2>j j>end',
      },
      { a: { delay_seconds: 1, output: 'A' }, b: { delay_seconds: 9 } },
    );
    assert.equal(nodes, 'start=completed f=completed a=completed b=timed_out b2=timed_out j=completed end=completed');
    assert.deepEqual([node('j').ended_ms, node('j').output], [2000, { a: 'A' }]);
  });

  it('of a fork region: over once its joins have settled', async () => {
    const { status, node } = await play(
      {
        nodes: {
          start,
          f: fork({ timeoutSeconds: 2 }),
          a: t,
          b: t,
          j: join({ mode: 'any', remaining: 'ignore' }),
          end,
        },
        edges: 'start>f>a>j f>b>j j>end',
      },
      { a: { delay_seconds: 1 }, b: { delay_seconds: 9 } },
    );
    assert.deepEqual([status, node('b').status, node('b').ended_ms], ['completed', 'completed', 9000]);
  });

  it('of the execution: everything is cancelled and it is timed_out', async () => {
    const { nodes, snapshot } = await play(
      { nodes: { start, a: t, d: delay(9), end }, edges: 'start>a>end start>d>end', definition: { timeoutSeconds: 2 } },
      { a: { delay_seconds: 5 } },
    );
    assert.equal(nodes, 'start=completed a=cancelled d=cancelled end=cancelled');
    assert.deepEqual([snapshot.status, snapshot.duration_ms, snapshot.error?.kind], ['timed_out', 2000, 'timeout']);
  });
});

describe('F6 aborts', () => {
  it('abandon what ignores them after 5 s, and drop and log its late result', async () => {
    const rig = await Rig.start(workflow(one({})));
    const stubborn = rig.next('a');
    rig.execution.cancel();
    await rig.clock.advance(0);
    assert.equal(stubborn.isAborted, true);
    assert.equal(rig.execution.snapshot().status, 'cancelled');
    let isFinished = false;
    void rig.finished().then(() => (isFinished = true));
    await rig.clock.advance(4999);
    assert.equal(isFinished, false);
    await rig.clock.advance(1);
    const { nodes } = await rig.finished();
    await stubborn.succeed('late');
    assert.equal(nodes['a']?.output, null);
    assert.deepEqual(rig.logs, [
      'warning: execution-1 a: the agent ignored its abort and is abandoned',
      'warning: execution-1 a: an abandoned attempt ended after all; its result is dropped',
    ]);
    assert.equal(rig.clock.timers, 0);
  });
});
