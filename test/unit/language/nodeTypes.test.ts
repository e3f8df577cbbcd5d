import assert from 'node:assert/strict';
import { hover } from '../../../src/language/hover.ts';
import { definitionAt } from '../../../src/language/navigation.ts';
import { symbols } from '../../../src/language/symbols.ts';
import { analyse } from '../../../src/model/project.ts';
import { accept, completions, covered, labels, open } from './document.ts';

const text = `name: x
agents:
  each_agent: { uses: mock, with: { output: a } }
  task_agent: { uses: mock, with: { output: b } }
nodes:
  - { id: start, type: start }
  - { id: ask, type: approval, config: { message: Go on? } }
  - id: loop
    type: for_each
    agent_id: each_agent
    with: { output: c }
    config: { items: "\${{ input }}", as: user, mode: any }
  - { id: part, type: subworkflow, config: { path: parts/a.workflow.yaml, inputs: { city: d } } }
  - { id: end, type: end }
edges:
  - { source: start, target: ask }
  - { source: ask, target: loop }
  - { source: loop, target: part }
  - { source: part, target: end }
`;

const files = {
  'parts/a.workflow.yaml': `name: Weather
description: How it is *there*.
inputs:
  unit: { default: metric }
  city: { description: Where }
  "no name": { required: false }
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
`,
};

/** The document with something in place of a part of it. */
function changed(part: string, marked: string): string {
  assert(text.includes(part), part);
  return text.replace(part, marked);
}

const contexts = 'inputs input nodes secrets env workflow execution';

function contextsAt(marked: string): string {
  return completions(marked)
    .filter(({ kind }) => kind === 'context')
    .map(({ label }) => label)
    .join(' ');
}

describe('completion in approvals, for_each and subworkflows', () => {
  for (const [what, document, offered] of [
    ['settings of an approval', changed('message: Go on?', '|'), 'message approvers timeout_seconds on_timeout'],
    ['what to do in the end', changed('message: Go on?', 'on_timeout: |'), 'reject approve fail'],
    ['agents of a for_each', changed('agent_id: each_agent', 'agent_id: |'), 'each_agent task_agent'],
    ['settings of its agent', changed('output: c', '|'), 'output outputs delay_seconds fail'],
    [
      'settings of a for_each: required ones first',
      changed('items: "${{ input }}", as: user, mode: any', '|'),
      'items as max_concurrency mode count remaining error_handling',
    ],
    ['modes of a for_each', changed('mode: any', 'mode: |'), 'all any race n_of_m majority all_settled'],
    ['settings of a subworkflow', changed('path: parts/a.workflow.yaml, inputs: { city: d }', '|'), 'path inputs'],
    ['inputs of a subworkflow', changed('city: d', '|'), 'city unit no name'],
    ['inputs that are still missing', changed('city: d', 'city: d, |'), 'unit no name'],
  ] as const)
    it(what, () => {
      assert.equal(labels(document, files), offered);
    });

  it('inserts the name of an input with its colon', () => {
    const [city] = completions(changed('city: d', 'c|'), files);
    assert.deepEqual([city?.insertText, city?.kind, city?.detail], ['city: ', 'input', 'string']);
    assert.match(city?.documentation?.() ?? '', /Where/);
  });

  it('offers no inputs where the file is not known', () => {
    assert.equal(labels(changed('city: d', '|')), '');
  });

  for (const [where, document, offered] of [
    ['in what is done for each', changed('output: c', 'output: "${{ | }}"'), `${contexts} user index`],
    ['in the settings of its agent', changed('output: a', 'output: "${{ | }}"'), `${contexts} user index`],
    ['not in those of another agent', changed('output: b', 'output: "${{ | }}"'), contexts],
    ['not where the items come from', changed('${{ input }}', '${{ | }}'), contexts],
    ['not in an approval', changed('Go on?', '"${{ | }}"'), contexts],
    ['not in the inputs of a subworkflow', changed('city: d', 'city: "${{ | }}"'), contexts],
    [
      'by its usual name',
      changed('output: c', 'output: "${{ | }}"').replace(', as: user', ''),
      `${contexts} item index`,
    ],
  ] as const)
    it(`offers the item ${where}`, () => {
      assert.equal(contextsAt(document), offered);
    });

  it('knows what passes through an approval', () => {
    const document = text
      .replace('id: start, type: start }', 'id: start, type: start }\n  - { id: get, type: agent_task, agent_id: web }')
      .replace('source: start, target: ask', 'source: get, target: ask')
      .replace('agents:', 'agents:\n  web: { uses: http, with: { url: "http://localhost" } }');
    assert.equal(labels(document.replace('${{ input }}', '${{ input.| }}')), 'status headers body');
  });

  for (const [type, expected] of [
    ['approval', 'nodes:\n  - id: |approve\n    type: approval\n    config:\n      message: '],
    ['for_each', 'nodes:\n  - id: |each\n    type: for_each\n    agent_id: \n    config:\n      items: "${{  }}"'],
    ['subworkflow', 'nodes:\n  - id: |part\n    type: subworkflow\n    config:\n      path: '],
  ] as const)
    it(`has a snippet for ${type}`, () => {
      assert.equal(accept('nodes:\n  - |', type).replace(/ +$/gm, ''), expected.replace(/ +$/gm, ''));
    });
});

describe('hover on approvals, for_each and subworkflows', () => {
  function at(part: string, marked: string, known: Readonly<Record<string, string>> = files): string {
    const document = open(changed(part, marked), known);
    const found = hover(document.project, document.position);
    return found ? `${covered(document, found.range)}: ${found.contents}` : '';
  }

  it('tells what a subworkflow is for and wants to know', () => {
    assert.equal(
      at('parts/a', 'pa|rts/a'),
      'parts/a.workflow.yaml: **Weather** · `parts/a.workflow.yaml`\n\nHow it is \\*there\\*\\.\n\nInputs: `unit?`, `city`, `no name?`',
    );
    assert.equal(at('parts/a', 'pa|rts/a', {}), '');
  });

  it('tells of the nodes what they do', () => {
    assert.match(
      at('target: loop', 'target: lo|op'),
      /^loop: \*\*`loop`\*\* · for_each\n\n.*\n\nAgent: `each_agent`, which uses `mock` {2}\nMode: `any`\. {2}\nAfter `ask` {2}\nBefore `part`$/s,
    );
    assert.match(at('target: part', 'target: pa|rt'), /subworkflow\n\n.*\n\nFile: `parts\/a\.workflow\.yaml` {2}\n/s);
  });
});

describe('definition of a subworkflow', () => {
  it('is its file', () => {
    const document = open(changed('parts/a', './parts|/a').replace('./parts', './parts'), files);
    const found = definitionAt(document.project, document.position);
    assert.equal(covered(document, found?.origin), './parts/a.workflow.yaml');
    assert.equal(found?.file, 'parts/a.workflow.yaml');
    assert.deepEqual(found.targets, [{ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }]);
  });

  it('is of its path alone', () => {
    const document = open(changed('{ city: d }', '{| city: d }'), files);
    assert.equal(definitionAt(document.project, document.position), undefined);
  });

  it('is not known where the file is not', () => {
    const document = open(changed('parts/a', 'parts|/a'));
    assert.equal(definitionAt(document.project, document.position), undefined);
  });
});

describe('the outline of approvals, for_each and subworkflows', () => {
  it('says what they use', () => {
    const nodes = symbols(analyse(text)).find(({ name }) => name === 'nodes');
    assert.deepEqual(
      nodes?.children.map(({ name, detail }) => `${name} ${detail}`),
      [
        'start start',
        'ask approval',
        'loop for_each · each_agent',
        'part subworkflow · parts/a.workflow.yaml',
        'end end',
      ],
    );
  });
});
