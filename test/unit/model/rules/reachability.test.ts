import { expectDiagnostics } from '../document.ts';

describe('unreachable-node', () => {
  it('is on each node that no way from the start leads to', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: «lost», type: agent_task, agent_id: work }
  - { id: «after», type: agent_task, agent_id: work }
  - { id: «alone», type: end }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
  - { source: lost, target: after }
  - { source: after, target: end }
`,
      ['lost', 'after', 'alone'].map((id) => ({
        code: 'unreachable-node',
        message: `No way leads from the start to "${id}". Add an edge to it.`,
        nodes: [id],
      })),
    );
  });

  it('is, without a start, only said of nodes without any edge', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
«nodes»:
  - { id: one, type: agent_task, agent_id: work }
  - { id: «alone», type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: one, target: end }
`,
      [
        {
          code: 'missing-start',
          message: 'No node has the type "start". Add one: it is where an execution begins.',
        },
        {
          code: 'unreachable-node',
          message: 'No way leads from the start to "alone". Add an edge to it.',
          nodes: ['alone'],
        },
      ],
    );
  });

  it('is not said while an edge is half written', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
  - «{ source: fetch }»
`,
      [{ code: 'missing-key', message: 'An edge needs the key "target".', suggestion: 'target' }],
    );
  });

  it('is not said of what an edge from an unknown node leads to', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
  - { source: «xyz», target: fetch }
  - { source: fetch, target: end }
`,
      [
        {
          code: 'unknown-node',
          message: 'There is no node "xyz". Add it under "nodes", or name another.',
          nodes: ['xyz'],
        },
      ],
    );
  });

  it('is not said of what a misspelt target is most likely meant to lead to', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch_users, type: agent_task, agent_id: work }
  - { id: store, type: agent_task, agent_id: work }
  - { id: «lost», type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: «fetch_user» }
  - { source: fetch_users, target: store }
  - { source: store, target: end }
  - { source: lost, target: end }
`,
      [
        {
          code: 'unreachable-node',
          message: 'No way leads from the start to "lost". Add an edge to it.',
          nodes: ['lost'],
        },
        {
          code: 'unknown-node',
          message: 'There is no node "fetch_user". Did you mean "fetch_users"?',
          nodes: ['fetch_user'],
          suggestion: 'fetch_users',
        },
      ],
    );
  });
});

describe('cannot-reach-end', () => {
  it('is on each reached node from which no way leads to an end', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: «fetch», type: agent_task, agent_id: work }
  - { id: «store», type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: store }
  - { source: start, target: end, condition: inputs.more }
`,
      ['fetch', 'store'].map((id) => ({
        code: 'cannot-reach-end',
        message: `No way leads from "${id}" to an end. Add an edge from it.`,
        nodes: [id],
      })),
    );
  });

  it('is not said of what the start does not reach, nor where an edge leads to an unknown node', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: «lost», type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: start, target: end, condition: inputs.more }
  - { source: fetch, target: «xyz» }
`,
      [
        {
          code: 'unreachable-node',
          message: 'No way leads from the start to "lost". Add an edge to it.',
          nodes: ['lost'],
        },
        {
          code: 'unknown-node',
          message: 'There is no node "xyz". Add it under "nodes", or name another.',
          nodes: ['xyz'],
        },
      ],
    );
  });

  it('is not said of a node whose misspelt name stands as the source of an edge', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch_users, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch_users }
  - { source: «fetch_user», target: end }
`,
      [
        {
          code: 'unknown-node',
          message: 'There is no node "fetch_user". Did you mean "fetch_users"?',
          nodes: ['fetch_user'],
          suggestion: 'fetch_users',
        },
      ],
    );
  });
});
