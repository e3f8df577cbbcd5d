/** J5: what a join merges is put together when somebody first asks for it, and is then what it would have been at once. */
import assert from 'node:assert/strict';
import { outputOf } from '../../../src/engine/data.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { compileProgram } from '../../../src/engine/program.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { ExecutionState } from '../../../src/engine/state.ts';
import { mocksOf } from '../../support/engine/play.ts';
import { yamlWorkflow } from '../../support/engine/yaml.ts';

const joined = (behind: string): ReturnType<typeof yamlWorkflow> =>
  yamlWorkflow(`
name: joined
agents: { w: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: f, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: agent_task, agent_id: w }
  - { id: b, type: agent_task, agent_id: w }
  - { id: j, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: f }
  - { source: f, target: a }
  - { source: f, target: b }
  - { source: a, target: j }
  - { source: b, target: j }
  - { source: j, target: end${behind} }
`);

const mocks = mocksOf({ nodes: { a: { output: { n: 1 } }, b: { output: 'two' } } });

async function played(behind = ''): Promise<{ readonly events: readonly EngineEvent[]; readonly output: unknown }> {
  const { events, snapshot } = await simulate(joined(behind), { inputs: {}, mocks });
  return { events, output: snapshot.nodes['j']?.output };
}

describe('J5 the map of a join', () => {
  it('has all branches in their order', async () => {
    const { output } = await played();
    assert.deepEqual(output, { __proto__: null, a: { n: 1 }, b: 'two' });
    assert.deepEqual(Object.keys(output as object), ['a', 'b']);
  });

  it('is nothing once the join has failed, also for who folds the events again', async () => {
    const behind = `, condition: "fromJSON('{') == 1"`;
    const { events, output } = await played(behind);
    assert.equal(output, null);
    const program = compileProgram(joined(behind));
    const state = new ExecutionState(program);
    for (const event of events) applyEvent(state, event);
    assert.equal(
      events.some(({ type }) => type === 'nodeFailed'),
      true,
    );
    assert.equal(outputOf(state, program.graph.indexOf('j') ?? -1), null);
  });
});
