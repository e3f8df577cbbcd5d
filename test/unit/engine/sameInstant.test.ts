import assert from 'node:assert/strict';
import { end, fork, join, start, task, workflow } from '../../support/engine/build.ts';
import { turn } from '../../support/engine/manualClock.ts';
import { Rig } from '../../support/engine/rig.ts';

describe('T6 what happens at one instant', () => {
  const t = task();
  const sketch = { nodes: { start, f: fork(), a: t, b: t, c: t, j: join(), end }, edges: 'start>f>a>c>j f>b>j j>end' };

  it('calls no agent for an attempt that it has also ended', async () => {
    const rig = await Rig.start(workflow(sketch));
    const [a, b] = [rig.next('a'), rig.next('b')];
    void a.succeed('A');
    void b.fail();
    await turn();
    assert.equal((await rig.finished()).status, 'failed');
    const ofC = rig.events.filter((event) => 'node_id' in event && event.node_id === 'c').map(({ type }) => type);
    assert.deepEqual(ofC, ['nodeReady', 'attemptStarted', 'nodeCancelled']);
    assert.equal(rig.started, 'a b');
  });
});
