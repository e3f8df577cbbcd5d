import { expectDiagnostics } from '../document.ts';

describe('cycle', () => {
  it('is on the first node of each circle and leads to all of them, in the order of the file', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: «‹a›», type: agent_task, agent_id: work }
  - { id: «‹c›», type: agent_task, agent_id: work }
  - { id: ‹b›, type: agent_task, agent_id: work }
  - { id: ‹d›, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b }
  - { source: b, target: a, on: failure }
  - { source: b, target: c }
  - { source: c, target: d }
  - { source: d, target: c, on: failure }
  - { source: d, target: end }
`,
      [
        {
          code: 'cycle',
          message: 'These nodes lead to each other in a circle: a, b. Remove one of the edges between them.',
          nodes: ['a', 'b'],
          related: ['"a" is on the circle.', '"b" is on the circle.'],
        },
        {
          code: 'cycle',
          message: 'These nodes lead to each other in a circle: c, d. Remove one of the edges between them.',
          nodes: ['c', 'd'],
          related: ['"c" is on the circle.', '"d" is on the circle.'],
        },
      ],
    );
  });

  it('names at most six nodes in its message, and leads to all', () => {
    const ids = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: «‹n1›», type: agent_task, agent_id: work }
  - { id: ‹n2›, type: agent_task, agent_id: work }
  - { id: ‹n3›, type: agent_task, agent_id: work }
  - { id: ‹n4›, type: agent_task, agent_id: work }
  - { id: ‹n5›, type: agent_task, agent_id: work }
  - { id: ‹n6›, type: agent_task, agent_id: work }
  - { id: ‹n7›, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: n1 }
  - { source: n1, target: n2 }
  - { source: n2, target: n3 }
  - { source: n3, target: n4 }
  - { source: n4, target: n5 }
  - { source: n5, target: n6 }
  - { source: n6, target: n7 }
  - { source: n7, target: n1, on: failure }
  - { source: n7, target: end }
`,
      [
        {
          code: 'cycle',
          message:
            'These nodes lead to each other in a circle: n1, n2, n3, n4, n5, n6, …. Remove one of the edges between them.',
          nodes: ids,
          related: ids.map((id) => `"${id}" is on the circle.`),
        },
      ],
    );
  });
});
