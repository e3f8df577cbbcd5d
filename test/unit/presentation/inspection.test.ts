import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';
import { inspect, type Inspected } from '../../../src/presentation/inspection.ts';
import type { GraphInspection } from '../../../src/protocol/graph.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution.ts';
import { graphNodeTypes } from '../../../src/protocol/graphEdits.ts';
import { Story } from '../../support/presentation/story.ts';

const text = `
name: a
agents:
  shop: { name: Shop, uses: http, with: { url: "http://127.0.0.1/", method: GET } }
nodes:
  - { id: start, type: start }
  - { id: which, type: exclusive_gateway }
  - { id: ask, type: agent_task, name: Ask, agent_id: shop, with: { method: POST }, x-note: mine }
  - { id: rescue, type: agent_task, agent_id: shop }
  - { id: never, type: agent_task, agent_id: shop }
  - { id: end, type: end }
edges:
  - { source: start, target: which }
  - { source: which, target: ask, default: true }
  - { source: which, target: never, condition: "1 == 2" }
  - { source: ask, target: end }
  - { source: ask, target: rescue, on: failure }
  - { source: rescue, target: end }
  - { source: never, target: end }
`;

function inspected(nodeId: string, more: Partial<Inspected> = {}): GraphInspection {
  const project = analyse(text);
  const base = { snapshot: undefined, input: undefined, cancelled: '', wallMs: 0, editable: true };
  const found = inspect({ project, nodeId, ...base, ...more });
  assert.ok(found);
  return found;
}

async function played(mocks: string): Promise<ExecutionSnapshot> {
  return (await Story.of(text, mocks)).at(Infinity);
}

describe('all about a node', () => {
  it('is what the file says, by its keys, what can be changed with its choices', () => {
    const { title, kind, settings, status } = inspected('ask');
    assert.deepEqual([title, kind, status], ['Ask', 'agent_task', null]);
    assert.deepEqual(settings, [
      { label: 'id', value: 'ask', field: 'id' },
      { label: 'type', value: 'agent_task', field: 'type', choices: graphNodeTypes },
      { label: 'name', value: 'Ask', field: 'name' },
      { label: 'agent_id', value: 'shop', field: 'agent_id', choices: ['shop'] },
      { label: 'with', value: '{"method":"POST"}' },
      { label: 'x-note', value: 'mine' },
      { label: 'uses', value: 'http' },
      { label: 'url', value: 'http://127.0.0.1/' },
      { label: 'method', value: 'GET' },
    ]);
  });

  it('is nothing to be changed where there is no file', () => {
    const { settings } = inspected('start', { editable: false });
    assert.deepEqual(settings, []);
  });

  it('is its state, its attempts and its values, the long ones cut', async () => {
    const snapshot = await played('nodes: { ask: { output: { rows: [1] }, delay_seconds: 1.5 } }');
    const { state, values, executionId } = inspected('ask', { snapshot, input: { q: 'x'.repeat(3000) } });
    assert.equal(executionId, snapshot.id);
    assert.deepEqual(state, ['completed · 1.5 s', 'began after 0 ms']);
    assert.deepEqual(
      values.map(({ part, isCut }) => [part, isCut]),
      [
        ['input', true],
        ['output', false],
      ],
    );
    assert.equal(values[0]?.text.length, 2001);
    assert.equal(values[1]?.text, '{\n  "rows": [\n    1\n  ]\n}');
  });

  it('is why it failed, and why others were skipped', async () => {
    const failed = await played('nodes: { ask: { fail: { always: true, kind: http, message: "503" } } }');
    assert.deepEqual(inspected('ask', { snapshot: failed }).values, [{ part: 'error', text: '503', isCut: false }]);
    const done = await played('nodes: {}');
    assert.deepEqual(inspected('rescue', { snapshot: done }).state, ['skipped', '"ask" did not fail.']);
    assert.deepEqual(inspected('never', { snapshot: done }).state, [
      'skipped',
      'The condition of the edge from "which" did not hold.',
    ]);
  });

  it('lets no text act (T15)', () => {
    const project = analyse(text.replace('name: Ask', 'name: "a\\u202eb"'));
    assert.equal(
      inspect({
        project,
        nodeId: 'ask',
        snapshot: undefined,
        input: undefined,
        cancelled: '',
        wallMs: 0,
        editable: true,
      })?.title,
      'a\\u202eb',
    );
  });

  it('is nothing of a node that is not there', () => {
    const project = analyse(text);
    const base = { project, snapshot: undefined, input: undefined, cancelled: '', wallMs: 0, editable: true };
    for (const nodeId of ['nowhere', '__proto__', '']) assert.equal(inspect({ ...base, nodeId }), undefined);
  });
});
