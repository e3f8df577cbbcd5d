import fc from 'fast-check';
import assert from 'node:assert/strict';
import { executionMessage, toldExecution } from '../../../src/presentation/graphChanges.ts';
import type { GraphExecution } from '../../../src/protocol/graph.ts';
import { execution, state } from '../../support/webview/samples.ts';

describe('An execution’s message to the graph', () => {
  const nodes = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
    fc.record(
      {
        status: fc.constantFrom('pending' as const, 'running' as const, 'completed' as const),
        text: fc.constantFrom('', '1 s'),
        error: fc.constantFrom('', 'why'),
      },
      { noNullPrototype: true },
    ),
    { noNullPrototype: true },
  );
  const executions = fc.option(fc.record({ id: fc.constantFrom('e1', 'e2'), nodes, text: fc.constantFrom('', '2 s') }));
  const made = (one: Pick<GraphExecution, 'id' | 'nodes' | 'text'> | null): GraphExecution | null =>
    one && { ...execution({}), ...one };
  const sorted = (one: GraphExecution | null): unknown =>
    one && { ...one, nodes: Object.entries(one.nodes).sort(([a], [b]) => (a < b ? -1 : 1)) };

  it('tells whoever heard the ones before all of it, whichever executions are shown one after the other', () => {
    fc.assert(
      fc.property(fc.array(executions, { maxLength: 6 }), (all) => {
        let told: GraphExecution | null = null;
        let before: GraphExecution | null = null;
        for (const next of all.map(made)) {
          // As it goes to the page.
          const text = JSON.stringify(executionMessage(before, next));
          told = toldExecution(told, JSON.parse(text) as ReturnType<typeof executionMessage>);
          before = next;
          assert.deepEqual(sorted(told), sorted(before));
        }
      }),
    );
  });

  it('names only the nodes that look different', () => {
    const before = execution({ a: state('running'), b: state('pending'), c: state('pending') });
    const after = execution({ a: state('completed'), b: state('pending'), c: state('pending') });
    const { execution: told, isChange } = executionMessage(before, after);
    assert.deepEqual([Object.keys(told?.nodes ?? {}), isChange], [['a'], true]);
    assert.equal(executionMessage(before, execution({ a: state('completed') })).isChange, undefined);
  });
});
