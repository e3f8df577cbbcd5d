import { expectDiagnostics } from '../document.ts';

describe('duplicate-node-id', () => {
  it('is on the second node and leads to the first, case ignored', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: ‹‹fetch››, type: agent_task, agent_id: work }
  - { id: «Fetch», type: agent_task, agent_id: work }
  - { id: «"fetch"», type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [
        {
          code: 'duplicate-node-id',
          message: 'Another node has the id "fetch". Give this one its own.',
          nodes: ['Fetch'],
          related: ['The first one is here.'],
        },
        {
          code: 'duplicate-node-id',
          message: 'Another node has the id "fetch". Give this one its own.',
          nodes: ['fetch'],
          related: ['The first one is here.'],
        },
      ],
    );
  });
});
