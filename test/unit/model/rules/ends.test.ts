import { expectDiagnostics } from '../document.ts';

describe('missing-start', () => {
  it('is on the key "nodes", and nodes with edges are not called unreachable', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
«nodes»:
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: fetch, target: end }
`,
      [
        {
          code: 'missing-start',
          message: 'No node has the type "start". Add one: it is where an execution begins.',
        },
      ],
    );
  });
});

describe('multiple-starts', () => {
  it('is on each further start and leads to the first', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: ‹‹begin››, type: start }
  - { id: «other», type: start }
  - { id: «third», type: start }
  - { id: end, type: end }
edges:
  - { source: begin, target: end }
  - { source: other, target: end }
  - { source: third, target: end }
`,
      ['other', 'third'].map((id) => ({
        code: 'multiple-starts',
        message: `"${id}" is a second start. A workflow has one; lead from it to both with a fork.`,
        nodes: [id],
        related: ['The first one is here.'],
      })),
    );
  });
});

describe('missing-end', () => {
  it('is on the key "nodes" and is not repeated at each node that leads nowhere', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
«nodes»:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
edges:
  - { source: start, target: fetch }
`,
      [
        {
          code: 'missing-end',
          message: 'No node has the type "end". Add one: what reaches it is the result.',
        },
      ],
    );
  });

  it('is not said of an empty list, which the schema speaks of', () => {
    expectDiagnostics(
      `name: a
nodes: «[]»
edges: «[]»
`,
      [
        { code: 'invalid-value', message: '"nodes" is not valid here: at least 2 items.' },
        { code: 'invalid-value', message: '"edges" is not valid here: at least 1 items.' },
      ],
    );
  });
});

describe('start-with-incoming', () => {
  it('is on the target of the edge', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
  - { id: «begin», type: agent_task, agent_id: work }
edges:
  - { source: start, target: end }
  - { source: begin, target: «START» }
`,
      [
        {
          code: 'unreachable-node',
          message: 'No way leads from the start to "begin". Add an edge to it.',
          nodes: ['begin'],
        },
        {
          code: 'start-with-incoming',
          message: 'Nothing leads to the start "start". Remove this edge.',
          nodes: ['start'],
        },
      ],
    );
  });
});

describe('end-with-outgoing', () => {
  it('is on the source of each edge', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
  - { id: after, type: agent_task, agent_id: work }
  - { id: last, type: end }
edges:
  - { source: start, target: end }
  - { source: «end», target: after }
  - { source: «end», target: last }
  - { source: after, target: last }
`,
      [
        { code: 'end-with-outgoing', message: 'Nothing follows the end "end". Remove this edge.', nodes: ['end'] },
        { code: 'end-with-outgoing', message: 'Nothing follows the end "end". Remove this edge.', nodes: ['end'] },
      ],
    );
  });
});
