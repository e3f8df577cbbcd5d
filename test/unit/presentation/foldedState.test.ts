import assert from 'node:assert/strict';
import { foldedState } from '../../../src/presentation/foldedState.ts';
import type { NodeStatus } from '../../../src/protocol/execution.ts';
import { execution, state } from '../../support/webview/samples.ts';

const folded = { branches: [['a1', 'a2'], ['b'], ['c']], joins: ['join'] };

function of(fork: NodeStatus, a1: NodeStatus, a2: NodeStatus, b: NodeStatus, c: NodeStatus, join: NodeStatus): unknown {
  const states = { fork, a1, a2, b, c, join };
  const nodes = Object.fromEntries(Object.entries(states).map(([id, status]) => [id, state(status)]));
  const { status, text, counts } = foldedState('fork', folded, execution(nodes)) ?? {};
  return [status, text, Object.fromEntries(counts ?? [])];
}

describe('the state of a folded fork', () => {
  it('counts its branches, each by what is most important in it', () => {
    assert.deepEqual(of('pending', 'pending', 'pending', 'pending', 'pending', 'pending'), [
      'pending',
      '0 of 3',
      { pending: 3 },
    ]);
    assert.deepEqual(of('completed', 'completed', 'pending', 'failed', 'completed', 'pending'), [
      'running',
      '2 of 3',
      { running: 1, failed: 1, completed: 1 },
    ]);
  });

  it('is what its join made of it', () => {
    assert.deepEqual(of('completed', 'cancelled', 'skipped', 'failed', 'completed', 'completed'), [
      'completed',
      '3 of 3',
      { failed: 1, cancelled: 1, completed: 1 },
    ]);
    assert.deepEqual(
      (of('completed', 'completed', 'completed', 'failed', 'completed', 'failed') as unknown[])[0],
      'failed',
    );
  });

  it('is not known of an execution that does not know the fork', () => {
    assert.equal(foldedState('fork', folded, execution({})), undefined);
    assert.equal(foldedState('__proto__', folded, execution({})), undefined);
  });
});
