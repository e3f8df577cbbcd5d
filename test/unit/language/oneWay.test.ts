/** What a node receives where of several edges only one is ever taken (D1): that one's output, and no map by node. */
import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/language/edits.ts';
import { quickFixes } from '../../../src/language/fixes/quickFixes.ts';
import { rename } from '../../../src/language/rename.ts';
import { LineIndex } from '../../../src/base/text.ts';
import { analyse } from '../../../src/model/project.ts';
import { labels } from './document.ts';

/** `pick` chooses one of `user` and `guest`, which both lead to `reader`. */
const chosen = (reader: string, parting = 'exclusive_gateway'): string => `name: a
inputs: { known: { type: boolean } }
agents:
  ask: { uses: http, with: { url: "https://example.com" } }
  read: { uses: transform, with: { expression: ${reader} } }
nodes:
  - { id: start, type: start }
  - { id: pick, type: ${parting} }
  - { id: user, type: agent_task, agent_id: ask }
  - { id: guest, type: agent_task, agent_id: ask }
  - { id: reader, type: agent_task, agent_id: read }
  - { id: end, type: end }
edges:
  - { source: start, target: pick }
  - { source: pick, target: user, condition: inputs.known }
  - { source: pick, target: guest, default: true }
  - { source: user, target: reader }
  - { source: guest, target: reader }
  - { source: reader, target: end }
`;

function renamed(text: string, from: string, to: string): string {
  const project = analyse(text);
  const position = new LineIndex(text).positionAt(text.indexOf(`id: ${from}`) + 4);
  const renaming = rename(project, position, to, { path: '/w/a.workflow.yaml', workflows: [], mocks: [] });
  assert('edits' in renaming);
  return applyEdits(project.syntax, renaming.edits);
}

describe('a node that only one of its edges leads to', () => {
  it('keeps the fields that it reads when a node before it gets another name', () => {
    assert.match(renamed(chosen('input.user'), 'user', 'load'), /expression: input\.user \}/);
  });

  it('reads by node what parallel branches bring', () => {
    const text = chosen('input.user', 'parallel_gateway, gateway_type: fork')
      .replace(', condition: inputs.known', '')
      .replace(', default: true', '');
    assert.match(renamed(text, 'user', 'load'), /expression: input\.load \}/);
  });

  it('is offered what all of the nodes before it return', () => {
    assert.equal(
      labels(
        chosen('input').replace(
          'reader, type: agent_task, agent_id: read',
          'reader, type: agent_task, agent_id: read, with: { x: "${{ input.| }}" }',
        ),
      ),
      'status headers body',
    );
  });
});

describe('what is handed on', () => {
  it('is what a condition asks of the node that its edge leaves', () => {
    const at = (source: string): string =>
      labels(
        chosen('input').replace('source: reader, target: end', `source: ${source}, target: end, condition: input.|`),
      );
    assert.equal(at('user'), 'status headers body');
    assert.equal(at('start'), 'known');
  });
});

describe('a join of one branch', () => {
  const joined = (expression: string, config = ''): string => `name: a
agents:
  ask: { uses: mock, with: { output: { v: 7 } } }
  read: { uses: transform, with: { expression: ${expression} } }
nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: ask }
  - { id: meet, type: parallel_gateway, gateway_type: join${config} }
  - { id: reader, type: agent_task, agent_id: read }
  - { id: end, type: end }
edges:
  - { source: start, target: one }
  - { source: one, target: meet }
  - { source: meet, target: reader }
  - { source: reader, target: end }
`;
  const offered = (text: string): readonly string[] => {
    const project = analyse(text);
    const diagnostics = project.diagnostics.filter(({ code }) => code === 'single-branch-join');
    assert.equal(diagnostics.length, 1);
    return quickFixes(project, diagnostics).flatMap(({ title, isPreferred }) =>
      title.startsWith('Remove') ? `${title}${isPreferred ? ' (preferred)' : ''}` : [],
    );
  };

  it('is not removed where something reads its map, or where it does more than to pass on', () => {
    assert.deepEqual(offered(joined('input.one.v')), []);
    for (const config of ['merge: collect_all', 'mode: all_settled', 'merge: aggregate, aggregate: count'])
      assert.deepEqual(offered(joined('input', `, config: { ${config} }`)), [], config);
  });

  it('says what changes when it is removed', () => {
    assert.deepEqual(offered(joined('$count(x)')), ['Remove the join "meet", so that its branch is received as it is']);
    assert.deepEqual(offered(joined('input', ', config: { merge: first_result }')), [
      'Remove the join "meet" (preferred)',
    ]);
  });
});
