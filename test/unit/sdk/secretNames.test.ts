import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';
import { secretNames } from '../../../src/sdk/secretNames.ts';
import { storedSubworkflowFiles } from '../../../src/sdk/subworkflowFiles.ts';

const text = `name: x
agents:
  api: { uses: http, with: { url: "\${{ secrets.HOST }}/x", headers: { auth: "Bearer \${{ Secrets.TOKEN }}" }, body: "\${{ secrets.replaced }}" } }
  spare: { uses: http, with: { url: "\${{ secrets.unused }}" } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: api, with: { body: ["\${{ secrets.TOKEN }}", "\${{ secrets['BODY'] }}", "\${{ inputs.secrets }}"] } }
  - { id: each, type: for_each, agent_id: api, with: { query: { q: "\${{ secrets.QUERY }}" } }, config: { items: "\${{ fromJSON(secrets.ITEMS) }}" } }
  - { id: ask, type: approval, config: { message: "Use \${{ secrets.MESSAGE }}?" } }
  - { id: wait, type: delay, config: { until: "\${{ secrets.UNTIL }}" } }
  - { id: later, type: delay, config: { seconds: "\${{ secrets.SECONDS }}" } }
  - { id: part, type: subworkflow, config: { path: inner.yaml, inputs: { key: "\${{ secrets.HANDED_OVER }}" } } }
  - { id: again, type: subworkflow, config: { path: inner.yaml } }
  - { id: end, type: end }
edges:
  - { source: start, target: a, condition: "secrets.FLAG == 'on'" }
outputs: { secret: "\${{ secrets.RESULT }}" }
`;
const inner = `name: y
inputs: { key: { required: false } }
agents:
  mine: { uses: http, with: { url: "\${{ secrets.INNER_HOST }}" } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: mine }
  - { id: deeper, type: subworkflow, config: { path: deeper.yaml } }
  - { id: end, type: end }
edges: [{ source: start, target: a, condition: secrets.INNER_FLAG }]
`;
const deeper = `name: z
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges: [{ source: start, target: end }]
outputs: { x: "\${{ secrets.DEEPEST || secrets.TOKEN }}" }
`;

describe('the names of secrets', () => {
  it('are those of every expression that an execution evaluates, subworkflows included, each once', () => {
    const project = analyse(text, storedSubworkflowFiles({ 'inner.yaml': inner, 'deeper.yaml': deeper }));
    const of = 'HOST TOKEN BODY ITEMS replaced QUERY MESSAGE UNTIL SECONDS HANDED_OVER FLAG RESULT'.split(' ');
    assert.deepEqual([...secretNames(project)].sort(), [...of, 'INNER_HOST', 'INNER_FLAG', 'DEEPEST'].sort());
  });

  it('leave out what every node replaces', () => {
    const project = analyse(text.replace(/ {2}- \{ id: each.*\n/, ''));
    assert.equal(secretNames(project).includes('replaced'), false);
    assert.equal(secretNames(project).includes('unused'), false);
  });
});
