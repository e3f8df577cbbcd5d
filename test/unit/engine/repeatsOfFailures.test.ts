/** R4: what had failed, or was not needed, in an execution that another one repeats. */
import assert from 'node:assert/strict';
import { takeOver } from '../../../src/engine/takeOver.ts';
import { choice, end, fork, join, type Sketch, start, sub, task, workflow } from '../../support/engine/build.ts';
import { enact, type EnactOptions, type Enacted } from '../../support/engine/enact.ts';

const t = task();
const broken = { fail: { retryable: false } } as const;

interface Played {
  readonly first: Enacted;
  readonly second: Enacted;
}

async function repeated(sketch: Sketch, options: EnactOptions, again: EnactOptions, from?: string): Promise<Played> {
  const executable = workflow(sketch);
  const first = await enact(executable, options);
  const taken = takeOver(executable, first.events, from);
  assert(taken.ok, taken.ok ? '' : taken.error.message);
  const repeats = { id: 'execution-1', takenOver: taken.value };
  return { first, second: await enact(executable, { ...again, executionId: 'execution-2', repeats }) };
}

const ran = ({ events }: Enacted): string =>
  events.flatMap((event) => (event.type === 'attemptStarted' ? [event.node_id] : [])).join(' ');

describe('R4 retry after a failure that was handled', () => {
  const sketch: Sketch = {
    nodes: { start, charge: t, ship: t, refund: t, mail: t, end, end2: end },
    edges: 'start>charge>ship>end charge>refund! refund>mail>end2',
  };

  it('does not try again what something else was done for', async () => {
    const { second } = await repeated(sketch, { agents: { charge: broken, mail: broken } }, {});
    assert.equal(ran(second), 'mail');
    assert.equal(
      second.nodes,
      'start=completed charge=failed ship=skipped refund=completed mail=completed end=skipped end2=completed',
    );
    assert.deepEqual(
      [second.status, second.node('charge').taken_over, second.node('charge').attempts],
      ['completed', true, 0],
    );
  });

  it('tries it again where nothing has come of it yet', async () => {
    const { second } = await repeated(sketch, { agents: { charge: broken, refund: broken } }, {});
    assert.deepEqual([ran(second), second.status], ['charge ship', 'completed']);
  });

  it('is taken over once more by a retry of the retry', async () => {
    const options = { agents: { charge: broken, mail: broken } };
    const { second } = await repeated(sketch, options, options);
    const again = takeOver(workflow(sketch), second.events);
    assert(again.ok);
    assert.deepEqual(Object.keys(again.value), ['start', 'charge', 'refund']);
  });

  it('keeps what goes on after a failure from starting beside what has followed', async () => {
    const row: Sketch = {
      nodes: { start, a: task({ onFailure: 'continue' }), b: t, z: t, end },
      edges: 'start>a>b>z>end',
    };
    const { second } = await repeated(row, { agents: { a: broken, z: broken } }, {});
    assert.deepEqual([ran(second), second.node('a').status, second.status], ['z', 'failed', 'completed']);
  });
});

describe('R4 re-run from a node, beside others that failed or were not needed', () => {
  const forked = (mode: 'all_settled' | 'any'): Sketch => ({
    nodes: { start, f: fork(), a: t, c: t, j: join({ mode }), z: t, end },
    edges: 'start>f>a>j f>c>j j>z>end',
  });

  it('starts no branch that failed and was counted', async () => {
    const { second } = await repeated(forked('all_settled'), { agents: { a: { output: 'A' }, c: broken } }, {}, 'j');
    assert.deepEqual([ran(second), second.node('c').status, second.node('j').output], ['z', 'failed', { a: 'A' }]);
    assert.deepEqual(second.node('j').join?.failed, 1);
  });

  it('starts no loser of a race', async () => {
    const agents = { a: { after: 1, output: 'A' }, c: { after: 9 } };
    const { second } = await repeated(forked('any'), { agents }, { agents: { a: { after: 20, output: 'A2' } } }, 'a');
    assert.deepEqual(
      [ran(second), second.node('c').status, second.node('j').output],
      ['a z', 'cancelled', { a: 'A2' }],
    );
  });

  it('of an execution that failed starts what it failed by', async () => {
    const sketch: Sketch = {
      nodes: { start, f: fork(), a: t, c: t, j: join(), end },
      edges: 'start>f>a>j f>c>j j>end',
    };
    const { second } = await repeated(sketch, { agents: { a: { output: 'A' }, c: { after: 1, ...broken } } }, {}, 'a');
    assert.deepEqual([ran(second), second.status], ['a c', 'completed']);
  });

  it('keeps a subworkflow that failed and was handled as it was', async () => {
    const sketch: Sketch = {
      nodes: { start, s: sub(), other: t, z: t, end, end2: end },
      edges: 'start>s>end s>other! other>z>end2',
      subworkflows: { s: { nodes: { start, one: t, two: t, end }, edges: 'start>one>two>end' } },
    };
    const { second } = await repeated(sketch, { agents: { 's/two': broken } }, {}, 'z');
    assert.deepEqual([ran(second), second.node('s').status, second.node('s/one').status], ['z', 'failed', 'completed']);
    assert.equal(second.status, 'completed');
  });
});

describe('T4 in a repeated execution', () => {
  it('a branch that was not chosen is skipped, also on the way to a join that is taken over', async () => {
    const sketch: Sketch = {
      nodes: { start, x: choice, a: t, b: t, j: join({ mode: 'any' }), z: t, end },
      edges: 'start>x x>a?no x>b= a>j b>j j>z>end',
    };
    const { first, second } = await repeated(sketch, { agents: { z: broken } }, {});
    assert.deepEqual([first.node('a').status, second.node('a').status], ['skipped', 'skipped']);
  });
});
