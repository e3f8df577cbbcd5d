import assert from 'node:assert/strict';
import { end, fork, inARow, join, start, task, workflow } from '../../support/engine/build.ts';
import { Rig } from '../../support/engine/rig.ts';

const t = task();

describe('F5 the time of an attempt', () => {
  it('begins anew with each attempt', async () => {
    const a = task({ maxRetries: 1, timeoutSeconds: 1, retry: { delaySeconds: 0.1, backoff: 'fixed', jitter: 0 } });
    const rig = await Rig.start(workflow(inARow({ a })));
    await rig.clock.advance(500);
    await rig.next('a').fail({ retryable: true });
    await rig.clock.advance(100);
    const second = rig.next('a');
    await rig.clock.advance(999);
    assert.equal(second.isAborted, false);
    await second.succeed('A');
    assert.equal((await rig.finished()).status, 'completed');
  });
});

describe('R5 the slot of a node that is cancelled', () => {
  const nodes = { start, f: fork({ maxConcurrency: 1 }), a: t, b: t, j: join({ mode: 'all_settled' }), end };
  const edges = 'start>f>a>j f>b>j j>end';

  it('is free for the next under the fork’s limit', async () => {
    const rig = await Rig.start(workflow({ nodes, edges }));
    const a = rig.next('a');
    assert.equal(rig.execution.control({ type: 'cancel_node', node_id: 'a' }), undefined);
    await rig.clock.advance(0);
    assert.equal(a.isAborted, true);
    await rig.next('b').succeed('B');
    await a.fail();
    assert.equal((await rig.finished()).status, 'completed');
  });
});
