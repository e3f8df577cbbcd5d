import assert from 'node:assert/strict';
import { unknownNode } from '../../../../src/model/rules/edges.ts';
import { contextOf, expectDiagnostics } from '../document.ts';

describe('duplicate-edge', () => {
  it('is on the second edge and leads to the first, case ignored', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - ‹{ source: start, target: end }›
  - «{ source: Start, target: END, on: success, label: again }»
`,
      [
        {
          code: 'duplicate-edge',
          message: 'This edge from "Start" to "END" is there already. Remove one of the two.',
          nodes: ['Start', 'END'],
          related: ['The first one is here.'],
        },
      ],
    );
  });

  it('compares the conditions as they are written, blanks around them aside', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end, condition: false }
  - { source: start, target: end, condition: "input.x == 2" }
  - ‹{ source: start, target: end, condition: "input.x == 1" }›
  - «{ source: start, target: end, condition: " input.x == 1" }»
`,
      [
        {
          code: 'duplicate-edge',
          message: 'This edge from "start" to "end" is there already. Remove one of the two.',
          nodes: ['start', 'end'],
          related: ['The first one is here.'],
        },
      ],
    );
  });

  it('is not said of edges that differ in when they are taken', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
  - { source: start, target: end, on: failure }
  - { source: start, target: end, on: always }
`,
      [],
    );
  });
});

describe('self-edge', () => {
  it('is on the edge, case ignored, and is no cycle', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - «{ source: fetch, target: Fetch, on: failure }»
  - { source: fetch, target: end }
`,
      [{ code: 'self-edge', message: '"fetch" leads to itself. An edge leads to another node.', nodes: ['fetch'] }],
    );
  });
});

describe('unknown-node', () => {
  it('is on the end that is not there and names the nearest node', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch_users, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: «fetch_user» }
  - { source: "fetch_users", target: END }
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

  it('says what to do where nothing is near, for both ends', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
  - { source: «somewhere», target: «"another place"» }
`,
      [
        {
          code: 'unknown-node',
          message: 'There is no node "somewhere". Add it under "nodes", or name another.',
          nodes: ['somewhere'],
        },
        {
          code: 'unknown-node',
          message: 'There is no node "another place". Add it under "nodes", or name another.',
          nodes: ['another place'],
        },
      ],
    );
  });

  it('knows a node whose type is not readable yet', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - «{ id: fetch }»
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [{ code: 'missing-key', message: 'A node needs the key "type".', suggestion: 'type' }],
    );
  });

  it('looks a node up at once in a large workflow', () => {
    const ids = Array.from({ length: 3_000 }, (_, index) => `n${index}`);
    const nodes = ids.map((id) => `  - { id: ${id}, type: end }\n`).join('');
    const edges = ids.map((id) => `  - { source: n0, target: ${id} }\n`).join('');
    const context = contextOf(`nodes:\n${nodes}edges:\n${edges}`);
    const started = performance.now();
    assert.deepEqual([...unknownNode.check(context)], []);
    assert(performance.now() - started < 500);
  }).timeout(20_000);
});
