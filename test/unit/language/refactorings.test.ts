import assert from 'node:assert/strict';
import { LineIndex } from '../../../src/base/text.ts';
import { applyEdits } from '../../../src/language/edits.ts';
import { refactorings } from '../../../src/language/refactor/refactorings.ts';
import type { CodeAction } from '../../../src/language/types.ts';
import { analyse } from '../../../src/model/project.ts';
import { storedSubworkflowFiles } from '../../../src/sdk/subworkflowFiles.ts';

const text = `name: shop
inputs:
  url: { type: string, format: uri }
agents:
  # the caller
  api: { uses: http, with: { url: "\${{ inputs.url }}", method: POST } } # slow
  other: { uses: http, with: { url: "\${{ inputs.url }}/\${{ input.status }}", body: "\${{ nodes.first.output.body }}" } }
  merger: { uses: transform, with: { expression: "{ 'a': input.second.body, 'b': input.third.status }" } }
nodes:
  - { id: start, type: start }
  # one
  - { id: first, type: agent_task, agent_id: api } # first
  - id: fork
    type: parallel_gateway
    gateway_type: fork
  # two
  - { id: second, type: agent_task, agent_id: other, with: { method: PUT } }
  - { id: third, type: agent_task, agent_id: other }
  - id: join
    type: parallel_gateway
    gateway_type: join
    config:
      mode: n_of_m # how
      # two of two
      count: 2
  - { id: last, type: agent_task, agent_id: merger }
  - { id: end, type: end }
edges:
  - { source: start, target: first, condition: inputs.url }
  - { source: first, target: fork }
  - { source: fork, target: second }
  - { source: fork, target: third }
  - { source: second, target: join }
  - { source: third, target: join } # both
  - { source: join, target: last }
  - { source: last, target: end }
outputs:
  all: "\${{ nodes.last.output.a }}"
`;

/** The same where a task takes the place of the join. */
const direct = text
  .replace(
    '  - { source: second, target: join }\n  - { source: third, target: join } # both\n  - { source: join, target: last }\n',
    '  - { source: second, target: last }\n  - { source: third, target: last }\n',
  )
  .replace(/ {2}- id: join[^]*count: 2\n/, '');

/** What is offered for a selection that is marked with «…», or for a cursor: «». */
function offered(marked: string, whole = text): { readonly whole: string; readonly actions: readonly CodeAction[] } {
  const bare = marked.replace(/[«»]/g, '');
  const at = whole.indexOf(bare);
  assert(at >= 0, bare);
  const [from, to] = [at + marked.indexOf('«'), at + marked.indexOf('»') - 1];
  const project = analyse(whole);
  assert.deepEqual(
    project.diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  return { whole, actions: refactorings(project, new LineIndex(whole).range(from, to)) };
}

function titles(marked: string, whole?: string): readonly string[] {
  return offered(marked, whole).actions.map(({ title }) => title);
}

function missing(first: string, second: string): readonly string[] {
  const left = second.split('\n');
  return first.split('\n').filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The lines that are gone and those that are new; the result has no error. */
function changes(marked: string, title: string, source?: string): readonly string[] {
  const { whole, actions } = offered(marked, source);
  const action = actions.find((one) => one.title === title);
  assert(action, actions.map((one) => one.title).join('\n'));
  const after = applyEdits(analyse(whole).syntax, action.edits);
  const files = Object.fromEntries(action.newFiles ?? []);
  const project = analyse(after, storedSubworkflowFiles(files));
  assert.deepEqual(
    project.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
    [after, ...Object.values(files)].join('\n'),
  );
  return [...missing(whole, after).map((line) => `-${line}`), ...missing(after, whole).map((line) => `+${line}`)];
}

describe('refactorings', () => {
  it('inserts a node in an edge; the name of what is handed on follows', () => {
    assert.deepEqual(changes('source: second, «»target: join', 'Insert a delay between "second" and "join"'), [
      `-  merger: { uses: transform, with: { expression: "{ 'a': input.second.body, 'b': input.third.status }" } }`,
      '-  - { source: second, target: join }',
      `+  merger: { uses: transform, with: { expression: "{ 'a': input.delay.body, 'b': input.third.status }" } }`,
      '+  - { id: delay, type: delay, config: { seconds: 1 } }',
      '+  - { source: second, target: delay }',
      '+  - { source: delay, target: join }',
    ]);
    assert.deepEqual(changes('{ source: start«», target', 'Insert a task between "start" and "first"'), [
      '-  - { source: start, target: first, condition: inputs.url }',
      '+  - { id: task, type: agent_task, agent_id: api }',
      '+  - { source: start, target: task, condition: inputs.url }',
      '+  - { source: task, target: first }',
    ]);
    assert.equal(
      titles('«source: second, target: join }\n  - { source: third»').some((title) => title.startsWith('Insert')),
      false,
    );
  });

  it('keeps the name of what a task receives from several', () => {
    assert.deepEqual(
      changes('{ source: second,«» target: last }', 'Insert an approval between "second" and "last"', direct),
      [
        `-  merger: { uses: transform, with: { expression: "{ 'a': input.second.body, 'b': input.third.status }" } }`,
        '-  - { source: second, target: last }',
        `+  merger: { uses: transform, with: { expression: "{ 'a': input.approval.body, 'b': input.third.status }" } }`,
        '+  - { id: approval, type: approval }',
        '+  - { source: second, target: approval }',
        '+  - { source: approval, target: last }',
      ],
    );
  });

  it('wraps the node at the cursor in a fork and a join', () => {
    assert.deepEqual(changes('id: fi«»rst', 'Wrap "first" in a fork and a join'), [
      '-  - { source: start, target: first, condition: inputs.url }',
      '-  - { source: first, target: fork }',
      '+  - { id: fork_2, type: parallel_gateway, gateway_type: fork }',
      '+  - { id: join_2, type: parallel_gateway, gateway_type: join, config: { merge: first_result } }',
      '+  - { source: start, target: fork_2, condition: inputs.url }',
      '+  - { source: fork_2, target: first }',
      '+  - { source: first, target: join_2 }',
      '+  - { source: join_2, target: fork }',
    ]);
    for (const cursor of ['id: st«»art', 'id: fo«»rk', 'id: e«»nd'])
      assert.equal(
        titles(cursor).some((title) => title.startsWith('Wrap')),
        false,
        cursor,
      );
  });

  it('wraps several nodes that come from one and lead to one', () => {
    const selection = '«id: second, type: agent_task, agent_id: other, with: { method: PUT } }\n  - { id: third»';
    assert.deepEqual(changes(selection, 'Wrap 2 nodes in a fork and a join', direct), [
      '-  - { source: fork, target: second }',
      '-  - { source: fork, target: third }',
      '-  - { source: second, target: last }',
      '-  - { source: third, target: last }',
      '+  - { id: fork_2, type: parallel_gateway, gateway_type: fork }',
      '+  - { id: join, type: parallel_gateway, gateway_type: join }',
      '+  - { source: fork, target: fork_2 }',
      '+  - { source: fork_2, target: second }',
      '+  - { source: fork_2, target: third }',
      '+  - { source: second, target: join }',
      '+  - { source: third, target: join }',
      '+  - { source: join, target: last }',
    ]);
    assert.deepEqual(
      titles(selection).filter((title) => title.startsWith('Wrap')),
      [],
      'a join would count other branches',
    );
  });

  it('wraps no nodes behind each other: they would be a single branch', () => {
    const chain = text
      .replace('  - { id: end,', '  - { id: more, type: agent_task, agent_id: other }\n  - { id: end,')
      .replace('{ source: last, target: end }', '{ source: last, target: more }\n  - { source: more, target: end }');
    const selection = '«id: last, type: agent_task, agent_id: merger }\n  - { id: more»';
    assert.deepEqual(
      offered(selection, chain).actions.flatMap(({ title }) => (title.startsWith('Wrap') ? [title] : [])),
      [],
    );
  });

  it('copies the settings of an agent into its node', () => {
    assert.deepEqual(changes('id: sec«»ond', 'Copy the settings of the agent "other" into "second"'), [
      '-  - { id: second, type: agent_task, agent_id: other, with: { method: PUT } }',
      '+  - { id: second, type: agent_task, agent_id: other, with: { method: PUT, url: "${{ inputs.url }}/${{ input.status }}", body: "${{ nodes.first.output.body }}" } }',
    ]);
  });

  it("converts a join's mode, with the keys that it needs", () => {
    assert.deepEqual(changes('id: jo«»in', 'Convert "join" to the mode "majority"'), [
      '-      mode: n_of_m # how',
      '-      # two of two',
      '-      count: 2',
      '+      mode: majority # how',
    ]);
    const bare = text.replace(/ {4}config:\n {6}mode[^]*count: 2\n/, '');
    assert.deepEqual(changes('id: jo«»in', 'Convert "join" to the mode "n_of_m"', bare), [
      '+    config: { mode: n_of_m, count: 1 }',
    ]);
    assert.deepEqual(
      titles('id: jo«»in', bare).filter((title) => title.startsWith('Convert')),
      [
        'Convert "join" to the mode "any"',
        'Convert "join" to the mode "race"',
        'Convert "join" to the mode "n_of_m"',
        'Convert "join" to the mode "majority"',
        'Convert "join" to the mode "all_settled"',
      ],
    );
  });

  it('offers nothing elsewhere, and nothing in a text that cannot be read', () => {
    assert.deepEqual(titles('na«»me: shop'), []);
    assert.deepEqual(refactorings(analyse(`${text}x: [`), new LineIndex(text).range(600, 601)), []);
  });
});

describe('extracting a subworkflow', () => {
  const region = `«- id: fork${/- id: fork([^]*)count: 2/.exec(text)?.[1] ?? ''}count: 2»`;

  it('moves what is selected, with its agents and comments, and hands over what it reads', () => {
    assert.deepEqual(changes(region, 'Extract 4 nodes into a subworkflow'), [
      `-  other: { uses: http, with: { url: "\${{ inputs.url }}/\${{ input.status }}", body: "\${{ nodes.first.output.body }}" } }`,
      ...(/ {2}- id: fork[^]*count: 2/.exec(text)?.[0].split('\n') ?? []).map((line) => `-${line}`),
      '-  - { source: first, target: fork }',
      '-  - { source: fork, target: second }',
      '-  - { source: fork, target: third }',
      '-  - { source: second, target: join }',
      '-  - { source: third, target: join } # both',
      '-  - { source: join, target: last }',
      '+  - { id: fork_workflow, type: subworkflow, config: { path: ./fork_workflow.workflow.yaml, inputs: { url: "${{ inputs.url }}", received: "${{ input }}", first_output: "${{ nodes.first.output }}" } } }',
      '+  - { source: first, target: fork_workflow }',
      '+  - { source: fork_workflow, target: last }',
    ]);
    const action = offered(region).actions.find(({ newFiles }) => newFiles);
    assert.equal(
      action?.newFiles?.get('fork_workflow.workflow.yaml'),
      `name: fork_workflow
agents:
  other: { uses: http, with: { url: "\${{ inputs.url }}/\${{ inputs.received.status }}", body: "\${{ inputs.first_output.body }}" } }
nodes:
  - { id: start, type: start }
  - id: fork
    type: parallel_gateway
    gateway_type: fork
  # two
  - { id: second, type: agent_task, agent_id: other, with: { method: PUT } }
  - { id: third, type: agent_task, agent_id: other }
  - id: join
    type: parallel_gateway
    gateway_type: join
    config:
      mode: n_of_m # how
      # two of two
      count: 2
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: second }
  - { source: fork, target: third }
  - { source: second, target: join }
  - { source: third, target: join } # both
  - { source: join, target: end }
`,
    );
  });

  it("declares the inputs that are this workflow's own", () => {
    const { actions } = offered('id: fi«»rst', text.replace(', body: "${{ nodes.first.output.body }}"', ''));
    const made = actions.find(({ newFiles }) => newFiles)?.newFiles?.get('first_workflow.workflow.yaml') ?? '';
    assert.match(
      made,
      /^name: first_workflow\ninputs:\n {2}url: \{ type: string, format: uri \}\nagents:\n {2}# the caller\n {2}api:/,
    );
    assert.deepEqual(
      changes(
        'id: la«»st',
        'Extract "last" into a subworkflow',
        text
          .replace('expression: "{', 'expression: "{')
          .replace(/\{ 'a'.*?\}"/, '1"')
          .replace('output.a', 'output'),
      ).slice(-4),
      [
        '+    config: { path: ./last_workflow.workflow.yaml }',
        '+  - { source: join, target: last_workflow }',
        '+  - { source: last_workflow, target: end }',
        '+  all: "${{ nodes.last_workflow.output }}"',
      ],
    );
  });

  for (const [what, marked, source] of [
    [
      'where more than one way leads out',
      '«id: second, type: agent_task, agent_id: other, with: { method: PUT } }\n  - { id: third»',
      text,
    ],
    ['where JSONata reads what comes from outside', 'id: la«»st', text],
    [
      'where another node inside is named outside',
      region,
      text.replace('nodes.last.output.a', 'nodes.second.output.status'),
    ],
    ['where a mistake is', region, text.replace('\noutputs:', '\n  - { source: last, target: none }\noutputs:')],
    [
      'where a runner gets its input unseen',
      'id: fi«»rst',
      text.replace(
        'uses: http, with: { url: "${{ inputs.url }}", method: POST }',
        'uses: script, with: { path: a.mjs }',
      ),
    ],
    [
      'of a workflow in braces',
      '"id": "fi«»rst"',
      JSON.stringify(
        {
          name: 'a',
          agents: { a: { uses: 'mock' } },
          nodes: [
            { id: 's', type: 'start' },
            { id: 'first', type: 'agent_task', agent_id: 'a' },
            { id: 'e', type: 'end' },
          ],
          edges: [
            { source: 's', target: 'first' },
            { source: 'first', target: 'e' },
          ],
        },
        null,
        1,
      ),
    ],
  ] as const)
    it(`is not offered ${what}`, () => {
      const project = analyse(source);
      const bare = marked.replace(/[«»]/g, '');
      const at = source.indexOf(bare);
      assert(at >= 0);
      const range = new LineIndex(source).range(at + marked.indexOf('«'), at + marked.indexOf('»') - 1);
      assert.deepEqual(
        refactorings(project, range).filter(({ kind }) => kind === 'refactor.extract.subworkflow'),
        [],
      );
    });
});
