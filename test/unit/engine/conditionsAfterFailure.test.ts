/** T2, T3: conditions that cannot be evaluated on the edges of a node that has failed. */
import assert from 'node:assert/strict';
import { simulate } from '../../../src/engine/simulate.ts';
import { mocksOf } from '../../support/engine/play.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

/** `a` fails; its edges come behind those of the start. */
async function played(
  node: string,
  ...edges: readonly string[]
): Promise<Awaited<ReturnType<typeof simulate>>['snapshot']> {
  const workflow = yamlWorkflow(`
name: after
agents: { w: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: w${node} }
  - { id: b, type: agent_task, agent_id: w }
  - { id: c, type: agent_task, agent_id: w }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
${edges.map((edge) => `  - ${edge}\n`).join('')}  - { source: b, target: end }
  - { source: c, target: end }
`);
  return (await simulate(workflow, { inputs: {}, mocks: mocksOf({ nodes: { a: { fail: 'always' } } }) })).snapshot;
}

const condition = 'condition: "fromJSON(\'{\') == 1"';

describe('T2 a condition behind a failure that cannot be evaluated', () => {
  it('is named where the node goes on all the same (F3)', async () => {
    const { status, nodes } = await played(
      ', config: { error_handling: { on_failure: continue } }',
      `{ source: a, target: b, ${condition} }`,
      '{ source: a, target: c }',
    );
    const { status: ended, error } = nodes['a'] ?? {};
    assert.deepEqual(
      [status, ended, nodes['b']?.status, nodes['c']?.status],
      ['completed', 'failed', 'skipped', 'completed'],
    );
    assert.match(error?.message ?? '', /^The mock fails\.? The condition of the edge to "b" cannot be evaluated: /);
  });

  it('is named where the edge would have handled the failure', async () => {
    const { status, error } = await played(
      '',
      '{ source: a, target: b }',
      `{ source: a, target: c, on: failure, ${condition} }`,
    );
    assert.equal(status, 'failed');
    assert.match(error?.message ?? '', /The condition of the edge to "c" cannot be evaluated: /);
  });

  it('is named beside an edge that handles it', async () => {
    const { status, nodes } = await played(
      '',
      `{ source: a, target: b, on: always, ${condition} }`,
      '{ source: a, target: c, on: failure }',
    );
    assert.deepEqual([status, nodes['b']?.status, nodes['c']?.status], ['completed', 'skipped', 'completed']);
    assert.match(nodes['a']?.error?.message ?? '', /The condition of the edge to "b" cannot be evaluated: /);
  });
});
