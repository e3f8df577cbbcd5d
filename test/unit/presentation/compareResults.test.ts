import assert from 'node:assert/strict';
import { comparisonTitle, equalResultsNotice, haveEqualResults } from '../../../src/presentation/compareResults.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../../../src/protocol/execution.ts';

function execution(states: Readonly<Record<string, NodeSnapshot['status']>>, more: Partial<ExecutionSnapshot> = {}) {
  const nodes = Object.fromEntries(Object.entries(states).map(([id, status]) => [id, { status }]));
  return { status: 'completed', output: { a: 1 }, error: null, duration_ms: 1200, nodes, ...more } as ExecutionSnapshot;
}

describe('the difference of two results', () => {
  it('is called by the workflow, or by both where they differ', () => {
    const [before, after] = ['hello', 'chat'].map((workflow, index) =>
      execution({}, { workflow, started_at: `2026-01-01T0${index}:00:00Z` }),
    );
    assert(before && after);
    const hour = (ms: number): string => `${new Date(ms).getUTCHours()} h`;
    assert.equal(comparisonTitle(before, after, hour), 'hello (0 h) ↔ chat (1 h)');
    assert.equal(comparisonTitle(before, { ...after, workflow: 'hello' }, hour), 'hello: 0 h ↔ 1 h');
  });
});

describe('two executions with equal results', () => {
  it('are those that are over and returned, or failed with, the same', () => {
    const one = execution({});
    assert.equal(haveEqualResults(one, execution({ x: 'failed' }, { duration_ms: 9 })), true);
    assert.equal(haveEqualResults(one, execution({}, { output: { a: 2 } })), false);
    assert.equal(haveEqualResults(one, execution({}, { status: 'failed' })), false);
    const failed = execution({}, { status: 'failed', output: null });
    assert.equal(haveEqualResults(failed, failed), true);
    // What has no result yet has no equal one.
    const running = execution({}, { status: 'running', output: null });
    assert.equal(haveEqualResults(running, running), false);
  });

  it('are told apart by their durations and the states of their nodes', () => {
    const one = execution({ a: 'completed', b: 'completed' });
    assert.equal(
      equalResultsNotice(one, one),
      'The results of both executions are equal. Both took 1.2 s. Every node is in the same state.',
    );
    const states = { a: 'skipped', b: 'failed', c: 'completed', d: 'completed' } as const;
    assert.equal(
      equalResultsNotice(one, execution(states, { duration_ms: 900 })),
      'The results of both executions are equal. They took 1.2 s and 900 ms. ' +
        'In other states: a (completed → skipped), b (completed → failed), c (- → completed), 1 more.',
    );
  });
});
