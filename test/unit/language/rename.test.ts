import assert from 'node:assert/strict';
import path from 'node:path';
import { LineIndex } from '../../../src/base/text.ts';
import type { MocksFile, WorkflowFile } from '../../../src/language/places.ts';
import { prepareRename, rename } from '../../../src/language/rename.ts';
import type { FileChange } from '../../../src/language/types.ts';
import { analyse } from '../../../src/model/project.ts';
import { covered, open } from './document.ts';

function file([name, text]: readonly [string, string]): WorkflowFile {
  return { path: name, text, project: () => analyse(text) };
}

/** Mocks stand beside their workflow. */
function mocksFile([name, text]: readonly [string, string]): MocksFile {
  return { path: name, text, workflow: name.replace('.mocks.', '.workflow.') };
}

function applied(text: string, edits: readonly FileChange[]): string {
  const lines = new LineIndex(text);
  return [...edits]
    .sort((a, b) => lines.offsetAt(b.range.start) - lines.offsetAt(a.range.start))
    .reduce(
      (all, { range, newText }) =>
        all.slice(0, lines.offsetAt(range.start)) + newText + all.slice(lines.offsetAt(range.end)),
      text,
    );
}

interface Place {
  readonly at?: string;
  readonly workflows?: Readonly<Record<string, string>>;
  readonly mocks?: Readonly<Record<string, string>>;
}

/** The text after the rename, or why there is none; of several files each one that changes, by its name. */
function renamed(marked: string, newName: string, place: Place = {}): string | Record<string, string> {
  const { at = '/w/a.workflow.yaml', workflows = {}, mocks = {} } = place;
  const { project, position, text } = open(marked);
  const result = rename(project, position, newName, {
    path: at,
    workflows: Object.entries(workflows).map(file),
    mocks: Object.entries(mocks).map(mocksFile),
  });
  if ('problem' in result) return result.problem;
  const texts: Record<string, string> = { ...workflows, ...mocks, [at]: text };
  const changed: Record<string, string> = {};
  for (const [name, before] of Object.entries(texts)) {
    const edits = result.edits.filter((edit) => edit.path === name);
    if (edits.length > 0) changed[path.posix.basename(name)] = applied(before, edits);
  }
  const own = changed[path.posix.basename(at)];
  return Object.keys(changed).length === 1 && own !== undefined ? own : changed;
}

const flow = `inputs:
  query: { type: string }
agents:
  api: { uses: http, with: { url: "\${{ inputs.Query }}", body: "\${{ inputs['query'] }}" } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: api }
  - { id: 'again', type: agent_task, agent_id: "api", with: { body: "a \${{ nodes.Fetch.output.fetch }}" } }
edges:
  - { source: start, target: "fetch" }
  - { source: FETCH, target: again, condition: "nodes.fetch.output == 'fetch' && nodes['fetch'].error == null" }
outputs:
  result: \${{ nodes.fetch.output }}
`;

function of(marked: string, newName: string): string {
  const found = renamed(flow.replace(marked.replace('|', ''), marked), newName);
  assert(typeof found === 'string');
  return found;
}

describe('rename', () => {
  it('changes a node in edges and expressions, with the quotes that are there', () => {
    const expected = flow
      .replace('{ id: fetch,', '{ id: get-it,')
      .replace('target: "fetch"', 'target: "get-it"')
      .replace('source: FETCH', 'source: get-it')
      .replace('nodes.Fetch.output.fetch', 'nodes.get-it.output.fetch')
      .replace("nodes.fetch.output == 'fetch' && nodes['fetch']", "nodes.get-it.output == 'fetch' && nodes['get-it']")
      .replace('nodes.fetch.output }}\n', 'nodes.get-it.output }}\n');
    for (const marked of ['{ id: fe|tch', 'target: "fet|ch"', 'source: |FETCH', 'nodes.Fetch|.output', "nodes['f|etch"])
      assert.equal(of(marked, 'get-it'), expected, marked);
  });

  it('changes an agent and an input', () => {
    assert.equal(
      of('agent_id: a|pi', 'The API'),
      flow
        .replace('api: {', '"The API": {')
        .replace('agent_id: api', 'agent_id: "The API"')
        .replace('"api"', '"The API"'),
    );
    assert.equal(
      of('inputs.Que|ry', 'sql'),
      flow.replace('query: {', 'sql: {').replace('inputs.Query', 'inputs.sql').replace("['query']", "['sql']"),
    );
  });

  it('puts into quotes what is no text without', () => {
    assert.equal(renamed('nodes: [{ id: |a }]', 'null'), 'nodes: [{ id: "null" }]');
    assert.equal(renamed("nodes: [{ id: '|a' }]", 'null'), "nodes: [{ id: 'null' }]");
  });

  it('finds ids in expressions that the text spells with escapes or folds', () => {
    assert.equal(
      renamed(
        'nodes: [{ id: ¦a }]\noutputs:\n  x: "\\u0024{{ nodes.a.output || nodes[\'a\'].error\n    && nodes.ab.output }}"',
        'b',
      ),
      'nodes: [{ id: b }]\noutputs:\n  x: "\\u0024{{ nodes.b.output || nodes[\'b\'].error\n    && nodes.ab.output }}"',
    );
    assert.equal(
      renamed('nodes: [{ id: ¦a }]\noutputs:\n  x: >-\n    ${{ nodes.a.output ||\n    nodes.a.error }}', 'b'),
      'nodes: [{ id: b }]\noutputs:\n  x: >-\n    ${{ nodes.b.output ||\n    nodes.b.error }}',
    );
  });

  it('changes a JSONata text where the name is certain', () => {
    const table = [
      ['inputs.q', 'inputs.n'],
      ['$sum([inputs.q, 1]) + inputs.q', '$sum([inputs.n, 1]) + inputs.n'],
      ['{ "q": inputs.q }', '{ "q": inputs.n }'],
      ['list[inputs.q = 1]', undefined],
      ['list.(inputs.q)', undefined],
      ['list.$f(inputs.q)', undefined],
      ['list.{ "a": inputs.q }', undefined],
      ['list{ name: inputs.q }', undefined],
      ['list^(inputs.q)', undefined],
      ['list[$$.inputs.q = id]', 'list[$$.inputs.n = id]'],
      ['other.inputs.q & $x.inputs.q & myinputs.q & "inputs.q" & /inputs.q/', undefined],
      ['1 / 2 / inputs.q', '1 / 2 / inputs.n'],
      ['/* inputs.q */ inputs.`q` & nodes.q.output', '/* inputs.q */ inputs.`n` & nodes.q.output'],
      ['list ~> | $ | { "a": inputs.q } |', undefined],
    ] as const;
    for (const [before, after] of table) {
      const text = (expression: string, input: string): string =>
        `inputs: { ${input}: {} }\nagents:\n  t:\n    uses: transform\n    with:\n      expression: |\n        ${expression}\n`;
      assert.equal(renamed(text(before, 'q¦'), 'n'), text(after ?? before, 'n'), before);
    }
    const flowing = (name: string): string =>
      `inputs: { ${name}: {} }\nagents: { t: { with: { expression: "[inputs.${name}]" } } }`;
    assert.equal(renamed(flowing('q').replace('q', 'q¦'), 'a-b'), flowing('a-b').replace('inputs.a-b', 'inputs.`a-b`'));
    for (const word of ['null', 'true', 'false'])
      assert.equal(
        renamed(flowing('q').replace('q', 'q¦'), word),
        flowing(word)
          .replace('{ ' + word, `{ "${word}"`)
          .replace(`inputs.${word}`, `inputs.\`${word}\``),
      );
    const escaped = `inputs: { q¦: {} }\nagents: { t: { with: { expression: '{ ''inputs.q'': 1 }' } } }`;
    assert.equal(renamed(escaped, 'n'), escaped.replace('q¦', 'n'));
  });

  it('changes what a join hands on by the name of the branch, where that is certain', () => {
    const text = (id: string, merge: string, read = id): string => `agents:
  t: { uses: transform, with: { expression: "input.${read}.rows" } }
nodes:
  - { id: start, type: start }
  - { id: ${id}, type: agent_task }
  - { id: other, type: agent_task }
  - { id: meet, type: parallel_gateway, gateway_type: join, config: { merge: ${merge} } }
  - { id: last, type: agent_task, agent_id: t, with: { x: "\${{ input.${read} }}" } }
edges:
  - { source: ${id}, target: meet }
  - { source: other, target: meet }
  - { source: meet, target: last }
`;
    assert.equal(renamed(text('a', 'by_branch').replace('{ id: a', '{ id: |a'), 'b'), text('b', 'by_branch'));
    assert.equal(renamed(text('a', 'collect_all').replace('{ id: a', '{ id: |a'), 'b'), text('b', 'collect_all', 'a'));
  });

  const passed = (name: string, other = name, id = 'start'): string => `inputs: { ${name}: {} }
agents:
  direct: { uses: http, with: { url: "\${{ input.${name} }}", body: "\${{ input['${name}'].x }}" } }
  both: { uses: http, with: { url: "\${{ input.${other} }}" } }
  query: { uses: transform, with: { expression: "[input.${name}, nodes.${id}.output.${name}, list[input.${other}]]" } }
nodes:
  - { id: ${id}, type: start }
  - { id: gate, type: exclusive_gateway }
  - { id: one, type: agent_task, agent_id: direct }
  - { id: two, type: agent_task, agent_id: both }
  - { id: three, type: agent_task, agent_id: query, with: { x: "\${{ nodes.gate.output.${name} }}" } }
  - { id: behind, type: agent_task, agent_id: both, with: { x: "\${{ input.${other} || nodes.one.output.${other} }}" } }
  - { id: ask, type: approval, config: { message: "\${{ input.${name} }}?" } }
edges:
  - { source: ${id}, target: one, condition: input.${name} == 1 }
  - { source: ${id}, target: two }
  - { source: ${id}, target: gate }
  - { source: gate, target: three, condition: input.${name} == 2 }
  - { source: gate, target: ask, default: true }
  - { source: one, target: behind, condition: input.${other} == 1 }
outputs:
  x: "\${{ nodes.${id}.output.${name} }} \${{ nodes['${id}'].output['${name}'].y }} \${{ nodes.${id}.status.${other} }}"
  y: "\\u0024{{ nodes.${id}.output.${name} || nodes['${id}']['output'] ['${name}'] }}"
`;

  it('changes an input where the start hands it on by its name, and nowhere else', () => {
    const marked = passed('q', 'Q').replace('inputs: { q', 'inputs: { ¦q');
    assert.equal(renamed(marked, 'new'), passed('new', 'Q'));
    const there = passed('q', 'Q').replace('input.q == 2', 'input.¦q == 2');
    assert.equal(renamed(there, 'new'), passed('new', 'Q'));
  });

  it('changes the start, and leaves the inputs that it hands on', () => {
    const marked = passed('q', 'q').replace('{ id: start', '{ id: ¦start');
    assert.equal(renamed(marked, 'begin'), passed('q', 'q', 'begin'));
  });

  it('changes a branch in what a join hands on, however it is named', () => {
    const text = (id: string, other = id): string => `nodes:
  - { id: start, type: start }
  - { id: ${id}, type: agent_task }
  - { id: inner, type: parallel_gateway, gateway_type: join }
  - { id: outer, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
  - { id: last, type: agent_task, with: { x: "\${{ input.inner.${id}.x || input.inner.x.${other} || input.${other} }}" } }
edges:
  - { source: ${id}, target: inner }
  - { source: start, target: inner }
  - { source: inner, target: outer }
  - { source: start, target: outer }
  - { source: outer, target: last }
  - { source: outer, target: end }
outputs:
  y: "\${{ input.inner.${id} || nodes.end.output.inner.${id} || nodes.last.output.inner.${other} }}"
  x: "\${{ nodes.outer.output.inner.${id} || nodes.inner.output['${id}'] || nodes.outer.output.${other} }}"
`;
    assert.equal(renamed(text('a').replace('{ id: a', '{ id: ¦a'), 'b'), text('b', 'a'));
  });

  it('leaves what one node hands on by two edges', () => {
    const text = (id: string): string => `nodes:
  - { id: ${id}, type: agent_task }
  - { id: last, type: agent_task, with: { x: "\${{ input.a }}" } }
edges:
  - { source: ${id}, target: last }
  - { source: ${id}, target: last, on: failure }
`;
    assert.equal(renamed(text('a').replace('{ id: a', '{ id: |a'), 'b'), text('b'));
  });

  it('says why not', () => {
    const taken = 'inputs: { q: {}, r: {} }\nagents: { x: {}, y: {} }\nnodes: [{ id: a }, { id: b }]\n';
    for (const [marked, newName, problem] of [
      ['id: |a', 'B', 'There is a node "b" already. Ids are compared without regard to case.'],
      ['|x: {}', 'y', 'There is an agent "y" already.'],
      ['|q: {}', 'R', 'There is an input "r" already. Names are compared without regard to case.'],
      ['id: |a', '1a', 'A node id has up to 100 letters, digits, "_" and "-", and begins with a letter or "_".'],
      ['id: |a', ' ', 'Write a name.'],
      ['|x: {}', 'a\nb', 'A name has no spaces around it and is one line.'],
      [
        '|q: {}',
        'a b',
        'An input has letters, digits, "_" and "-", and begins with a letter or "_": expressions name it so.',
      ],
      ['|nodes', 'a', 'Only nodes, agents and inputs can be renamed.'],
    ] as const)
      assert.equal(renamed(taken.replace(marked.replace('|', ''), marked), newName), problem, marked);
    assert.equal(
      renamed('nodes: [{ id: |a }, { id: A }]', 'c'),
      '"a" is declared 2 times. Make these different first.',
    );
    assert.equal(renamed('nodes: [{ id: a }]\nedges: [{ source: a, target: |c }]', 'd'), '"c" is not declared here.');
    const unclosed = 'agents:\n  a:\n    uses: mock\n  |"\n    foo\n  "\n  memory:\n    uses: mock\n';
    assert.equal(renamed(unclosed, 'z'), 'What stands here cannot be read. Mend it first.');
  });

  it('changes only the case of an id', () => {
    assert.equal(
      renamed('nodes: [{ id: |a }]\nedges: [{ source: a, target: A }]', 'A'),
      'nodes: [{ id: A }]\nedges: [{ source: A, target: A }]',
    );
  });

  const inner = 'inputs: { year: {} }\noutputs: { y: "${{ inputs.year }}" }\n';
  const outer = (name: string): string => `inputs: { year: {} }
nodes:
  - { id: part, type: subworkflow, config: { path: ./parts/../parts/inner.workflow.yaml, inputs: { ${name}: "\${{ inputs.year }}" } } }
  - { id: else, type: subworkflow, config: { path: parts/other.workflow.yaml, inputs: { year: 1 } } }
`;
  const places = { inner: '/w/parts/inner.workflow.yaml', outer: '/w/outer.workflow.yaml' };

  it("changes an input in every file that hands it over, from the subworkflow's file", () => {
    assert.deepEqual(
      renamed(inner.replace('year', 'ye|ar'), 'when', {
        at: places.inner,
        workflows: { [places.outer]: outer('year') },
      }),
      { 'inner.workflow.yaml': inner.replaceAll('year', 'when'), 'outer.workflow.yaml': outer('when') },
    );
  });

  it('changes it from a file that hands it over, in the others too', () => {
    const third = outer('Year').replace('./parts/../parts/', '');
    const found = renamed(outer('ye|ar'), 'when', {
      at: places.outer,
      workflows: { [places.inner]: inner, '/w/parts/third.workflow.yaml': third },
    });
    assert.deepEqual(found, {
      'inner.workflow.yaml': inner.replaceAll('year', 'when'),
      'outer.workflow.yaml': outer('when'),
      'third.workflow.yaml': third.replace('Year', 'when'),
    });
    assert.equal(renamed(outer('ye|ar'), 'when'), '"parts/inner.workflow.yaml" is not a file of this workspace.');
  });

  it('leaves the caller alone where its own input has the same name', () => {
    const marked = outer('year').replace('year', 'ye|ar');
    const found = renamed(marked, 'when', { at: places.outer, workflows: { [places.inner]: inner } });
    assert.equal(found, outer('year').replace('{ year', '{ when').replace('inputs.year', 'inputs.when'));
  });

  it('changes the mocks beside the file', () => {
    const mocks = 'nodes:\n  A: { output: 1 } # a\n  "a/inner": { output: 2 }\n  b: { output: a }\n';
    assert.deepEqual(renamed('nodes: [{ id: |a }]\n', 'c', { mocks: { '/w/a.mocks.yaml': mocks } }), {
      'a.mocks.yaml': 'nodes:\n  c: { output: 1 } # a\n  "c/inner": { output: 2 }\n  b: { output: a }\n',
      'a.workflow.yaml': 'nodes: [{ id: c }]\n',
    });
  });

  it('changes a node of a subworkflow in the mocks of the workflows around it', () => {
    const calls = (path: string, ...ids: readonly string[]): string =>
      `nodes: [${ids.map((id) => `{ id: ${id}, type: subworkflow, config: { path: ${path} } }`).join(', ')}, { id: a }]\n`;
    const workflows = {
      '/w/mid.workflow.yaml': calls('inner/inner.workflow.yaml', 'part', 'again'),
      '/w/outer.workflow.yaml': calls('./mid.workflow.yaml', 'mid'),
      '/w/else.workflow.yaml': calls('other.workflow.yaml', 'part'),
    };
    const mocks = (id: string): Record<string, string> => ({
      '/w/inner/inner.mocks.yaml': `nodes: { ${id}: {} }\n`,
      '/w/mid.mocks.yaml': `nodes:\n  Part/${id}: {} # first\n  'again/${id}': {}\n  a: {}\n  a/a: {}\n  part/b: {}\n`,
      '/w/outer.mocks.yaml': `nodes: { mid/part/${id}: {}, mid/a: {}, a: {} }\n`,
      '/w/else.mocks.yaml': 'nodes: { part/a: {} }\n',
    });
    const found = renamed('nodes: [{ id: |a }]\n', 'c', {
      at: '/w/inner/inner.workflow.yaml',
      workflows,
      mocks: mocks('a'),
    });
    const changed = Object.entries(mocks('c')).filter(([name]) => !name.includes('else'));
    const expected = changed.map(([name, text]) => [path.posix.basename(name), text]);
    assert.deepEqual(found, { ...Object.fromEntries(expected), 'inner.workflow.yaml': 'nodes: [{ id: c }]\n' });
  });

  it('changes the node of a subworkflow in the mocks of the workflows around it, above what it contains', () => {
    const mid = 'nodes: [{ id: p|art, type: subworkflow, config: { path: inner.workflow.yaml } }]\n';
    const outer = 'nodes: [{ id: mid, type: subworkflow, config: { path: mid.workflow.yaml } }]\n';
    const found = renamed(mid, 'piece', {
      at: '/w/mid.workflow.yaml',
      workflows: { '/w/outer.workflow.yaml': outer },
      mocks: { '/w/outer.mocks.yaml': 'nodes: { mid/part/x: {}, part/part: {} }\n' },
    });
    assert.deepEqual(found, {
      'mid.workflow.yaml': mid.replace('p|art', 'piece'),
      'outer.mocks.yaml': 'nodes: { mid/piece/x: {}, part/part: {} }\n',
    });
  });

  it('begins with the name without its quotes', () => {
    const document = open('nodes: [{ id: "a|bc" }]');
    const found = prepareRename(document.project, document.position);
    assert('range' in found);
    assert.deepEqual([covered(document, found.range), found.placeholder], ['abc', 'abc']);
    const nothing = open('na|me: x');
    assert.deepEqual(prepareRename(nothing.project, nothing.position), {
      problem: 'Only nodes, agents and inputs can be renamed.',
    });
  });
});
