import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/language/edits.ts';
import { graphEdits } from '../../../src/language/graphEdits.ts';
import { analyse } from '../../../src/model/project.ts';
import type { GraphEdit } from '../../../src/protocol/graphEdits.ts';

const text = `name: a # the name
agents:
  one: { uses: mock }
nodes:
  # first
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - id: a # mine
    type: 'agent_task'
    agent_id: one
    x-note: kept
  - { id: b, type: agent_task, agent_id: one }
  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: any } }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: a } # to a
  - { source: fork, target: b }
  - { source: a, target: join }
  - { source: b, target: join }
  - { source: join, target: end }
`;

/** The lines that go, with `-`, and those that come, with `+`. */
function changed(edit: Exclude<GraphEdit, { kind: 'rename' }>, from = text): string[] {
  const project = analyse(from);
  const made = graphEdits(project, edit);
  if ('problem' in made) return [`! ${made.problem}`];
  const [before, after] = [from.split('\n'), applyEdits(project.syntax, made.edits).split('\n')];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`),
  ];
}

describe('an edit in the graph', () => {
  it('adds a node on an edge', () => {
    assert.deepEqual(changed({ kind: 'addOnEdge', source: 'fork', target: 'a', nodeType: 'delay' }), [
      '-  - { source: fork, target: a } # to a',
      '+  - { id: delay, type: delay, config: { seconds: 1 } }',
      '+  - { source: fork, target: delay } # to a',
      '+  - { source: delay, target: a }',
    ]);
  });

  it('adds a node behind another one: on its edge, or as a branch of a fork', () => {
    assert.deepEqual(changed({ kind: 'addAfter', nodeId: 'join', nodeType: 'approval' }), [
      '-  - { source: join, target: end }',
      '+  - { id: approval, type: approval }',
      '+  - { source: join, target: approval }',
      '+  - { source: approval, target: end }',
    ]);
    assert.deepEqual(changed({ kind: 'addAfter', nodeId: 'fork', nodeType: 'agent_task' }), [
      '+  - { id: task, type: agent_task, agent_id: one }',
      '+  - { source: fork, target: task }',
      '+  - { source: task, target: join }',
    ]);
  });

  it('connects two nodes, once, and not what cannot be', () => {
    assert.deepEqual(changed({ kind: 'connect', source: 'a', target: 'b' }), ['+  - { source: a, target: b }']);
    assert.deepEqual(changed({ kind: 'connect', source: 'a', target: 'JOIN' }), ['! There is such an edge already.']);
    assert.deepEqual(changed({ kind: 'connect', source: 'end', target: 'a' }), ['! Nothing can come after an end.']);
    assert.deepEqual(changed({ kind: 'connect', source: 'a', target: 'start' }), [
      '! Nothing can come before the start.',
    ]);
    assert.deepEqual(changed({ kind: 'connect', source: 'a', target: 'x' }), ['! There is no node "x".']);
  });

  it('deletes a node with its lines and edges, and closes the gap where there was one way through it', () => {
    assert.deepEqual(changed({ kind: 'deleteNode', nodeId: 'a' }), [
      '-  - id: a # mine',
      "-    type: 'agent_task'",
      '-    agent_id: one',
      '-    x-note: kept',
      '-  - { source: fork, target: a } # to a',
      '-  - { source: a, target: join }',
      '+  - { source: fork, target: join } # to a',
    ]);
    assert.deepEqual(changed({ kind: 'deleteEdge', source: 'a', target: 'join' }), [
      '-  - { source: a, target: join }',
    ]);
  });

  it('changes a setting where it is written, adds it where it is not, and takes it away', () => {
    const set = (nodeId: string, field: string, value: string): string[] =>
      changed({ kind: 'set', nodeId, field, value });
    assert.deepEqual(set('join', 'mode', 'race'), [
      '-  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: any } }',
      '+  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: race } }',
    ]);
    assert.deepEqual(set('join', 'mode', ''), [
      '-  - { id: join, type: parallel_gateway, gateway_type: join, config: { mode: any } }',
      '+  - { id: join, type: parallel_gateway, gateway_type: join }',
    ]);
    assert.deepEqual(set('a', 'name', 'Fetch: it'), ['+    name: "Fetch: it"']);
    assert.deepEqual(set('fork', 'max_concurrency', '2'), [
      '-  - { id: fork, type: parallel_gateway, gateway_type: fork }',
      '+  - { id: fork, type: parallel_gateway, gateway_type: fork, config: { max_concurrency: 2 } }',
    ]);
    assert.deepEqual(set('join', 'mode', 'sometimes'), [
      '! "mode" takes one of: all, any, race, n_of_m, majority, all_settled.',
    ]);
    assert.deepEqual(set('a', 'x-note', 'gone'), ['! "x-note" cannot be changed here.']);
  });

  it('changes what a node is', () => {
    assert.deepEqual(changed({ kind: 'setType', nodeId: 'a', nodeType: 'approval' }), [
      "-    type: 'agent_task'",
      "+    type: 'approval'",
    ]);
    assert.deepEqual(changed({ kind: 'setType', nodeId: 'fork', nodeType: 'exclusive_gateway' }), [
      '-  - { id: fork, type: parallel_gateway, gateway_type: fork }',
      '+  - { id: fork, type: exclusive_gateway }',
    ]);
  });

  it('wraps nodes in a fork and a join', () => {
    assert.deepEqual(changed({ kind: 'wrap', nodeIds: ['a'] }).slice(-4), [
      '+  - { source: fork, target: fork_2 } # to a',
      '+  - { source: fork_2, target: a }',
      '+  - { source: a, target: join_2 }',
      '+  - { source: join_2, target: join }',
    ]);
    assert.match(changed({ kind: 'wrap', nodeIds: ['start'] })[0] ?? '', /^! These nodes cannot be wrapped/);
  });

  it('is none in a text with a syntax error', () => {
    assert.deepEqual(changed({ kind: 'deleteNode', nodeId: 'a' }, text.replace('{ id: b', '{ id: b {')), [
      '! The text has a syntax error. Mend it first.',
    ]);
  });
});
