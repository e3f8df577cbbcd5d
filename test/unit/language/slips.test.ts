/** Slips that look like something else, and what mending them must not do. */
import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/language/edits.ts';
import { fixAll } from '../../../src/language/fixes/fixAll.ts';
import { quickFixes } from '../../../src/language/fixes/quickFixes.ts';
import type { DiagnosticCode } from '../../../src/model/diagnostic.ts';
import { analyse } from '../../../src/model/project.ts';
import { accept, labels } from './document.ts';

interface Parts {
  readonly node?: string;
  readonly agent?: string;
  readonly more?: string;
  readonly edge?: string;
}

const workflow = ({
  node = '{ id: b, type: agent_task, agent_id: a }',
  agent = '{ uses: mock }',
  more = '',
  edge = '{ source: s, target: b }',
}: Parts): string => `name: x
agents: { a: ${agent} }
nodes:
  - { id: s, type: start }
  - ${node}
  - { id: e, type: end }
edges:
  - ${edge}
  - { source: b, target: e }
${more}`;

function mended(text: string): string {
  const project = analyse(text);
  const change = fixAll(project, (one) => analyse(one));
  return change ? applyEdits(project.syntax, [change]) : text;
}

/** The text after the first fix of the first diagnostic of that code. */
function fixed(text: string, code: DiagnosticCode): string {
  const project = analyse(text);
  const diagnostic = project.diagnostics.find((one) => one.code === code);
  assert(diagnostic, `no ${code} in ${project.diagnostics.map((one) => one.code).join(', ')}`);
  const [first] = quickFixes(project, [diagnostic]);
  assert(first);
  return applyEdits(project.syntax, first.edits);
}

const problems = (text: string): readonly string[] =>
  analyse(text).diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe('a space that is missing behind a colon', () => {
  it('is said of the word, and put in', () => {
    const text = workflow({ edge: '{ source:s, target: b }' });
    assert.deepEqual(problems(text), [
      'unknown-key: Unknown key "source:s". A space is missing behind "source:".',
      ...problems(text).slice(1),
    ]);
    assert.equal(mended(text), workflow({}));
  });

  it('is found where the type is missing for it', () => {
    const text = workflow({}).replace('id: s, type: start', 'id: s, type:start');
    assert(problems(text).includes('unknown-key: Unknown key "type:start". A space is missing behind "type:".'));
    assert.equal(mended(text), workflow({}));
  });

  it('is no matter of keys that nobody knows', () => {
    const text = workflow({ edge: '{ source: s, target: b, note:x }' });
    assert.match(problems(text).join(), /unknown-key: Unknown key "note:x"\. Allowed here:/);
  });
});

describe('fix all', () => {
  it('gives no key twice', () => {
    const text = workflow({ node: '{ id: b, type: agent_task, agent_id: a, nam: hi, naem: ho }' });
    assert.match(mended(text), /agent_id: a, name: hi, naem: ho/);
  });
});

describe('two ids that differ in the case of their letters', () => {
  const text = workflow({
    node: '{ id: b, type: agent_task, agent_id: a }\n  - { id: B, type: agent_task, agent_id: a }',
    edge: '{ source: s, target: b }\n  - { source: b, target: B }',
  }).replace('source: b, target: e', 'source: B, target: e');

  it('become two nodes, each with the edges that are written with its id', () => {
    const two = fixed(text, 'duplicate-node-id');
    assert.match(two, /source: b, target: B_2 \}\n {2}- \{ source: B_2, target: e \}/);
    assert.deepEqual(problems(two), []);
  });
});

describe('a node behind an end', () => {
  it('is not led back to it', () => {
    const text = workflow({
      node: '{ id: b, type: agent_task, agent_id: a }\n  - { id: c, type: agent_task, agent_id: a }',
      more: '  - { source: e, target: c }\n',
    });
    const project = analyse(text);
    const actions = quickFixes(
      project,
      project.diagnostics.filter(({ code }) => code === 'cannot-reach-end'),
    );
    assert.deepEqual(
      actions.filter(({ title }) => title.startsWith('Add an edge')),
      [],
    );
  });
});

describe('a value that is not written to its end', () => {
  it('is the only one that begins like that', () => {
    const text = workflow({ more: '  - { source: b, target: s, on: fail }\n' });
    assert.match(fixed(text, 'invalid-value'), /on: failure/);
  });
});

describe('a section that is misspelt', () => {
  it('is the only mistake that is said', () => {
    assert.deepEqual(problems(workflow({}).replace('nodes:', 'Nodes:')), [
      'unknown-key: Unknown key "Nodes". Did you mean "nodes"?',
    ]);
  });
});

describe('a name of a node that is not there', () => {
  it('is taken for one that comes before', () => {
    const text = workflow({
      node: '{ id: b, type: agent_task, agent_id: a, with: { output: "${{ nodes.bb.output }}" } }\n  - { id: bbb, type: agent_task, agent_id: a }',
      edge: '{ source: s, target: bbb }\n  - { source: bbb, target: b }',
    });
    assert.match(problems(text).join(), /There is no node "bb"\. Did you mean "bbb"\?/);
  });
});

describe('what an agent cannot work without', () => {
  it('is put in, to be replaced', () => {
    for (const [agent, setting] of [
      ['{ uses: http }', 'url: "https://example.com"'],
      ['{ uses: sql, with: {} }', 'query: "SELECT 1"'],
      ['{ uses: llm }', 'prompt: "${{ input }}"'],
    ] as const) {
      const text = fixed(workflow({ agent }), 'missing-key');
      assert(text.includes(`with: { ${setting} }`), text);
      assert.deepEqual(problems(text), []);
    }
  });
});

describe('what an expression cannot be', () => {
  const said = (expression: string): string => {
    const text = workflow({ agent: `{ uses: mock, with: { output: '\${{ ${expression} }}' } }` });
    const { syntax, diagnostics } = analyse(text);
    const [first] = diagnostics.filter(({ code }) => code === 'expression-syntax');
    assert(first);
    const { lines } = syntax;
    return `${text.slice(lines.offsetAt(first.range.start), lines.offsetAt(first.range.end))}: ${first.message}`;
  };

  it('is said of the part that is wrong, in words that help', () => {
    assert.equal(said('contain(input, 1)'), 'contain: There is no function "contain". Did you mean "contains"?');
    assert.equal(said('input == "a"'), `"a": In an expression, texts stand in single quotes: 'text'.`);
    assert.equal(said('input = 1'), '=: Values are compared with "==".');
    assert.equal(said('input && '), '&&: The expression ends too early, behind "&&".');
    assert.equal(said('contains(input)'), 'contains: "contains" is given too few values.');
    assert.equal(said('input or 1'), 'or: "or" is not expected here.');
  });

  it('has the function that is meant', () => {
    const text = workflow({ agent: "{ uses: mock, with: { output: '${{ contain(input, 1) }}' } }" });
    assert.match(fixed(text, 'expression-syntax'), /\$\{\{ contains\(input, 1\) \}\}/);
  });
});

describe('letters that look like those of YAML', () => {
  const said = (from: string, to: string): string | undefined =>
    analyse(workflow({}).replace(from, to)).diagnostics.find(({ code }) => code === 'yaml-syntax')?.message;

  it('are named', () => {
    const colon = 'A full-width colon is no colon of YAML. Write ":" and a space.';
    assert.equal(said('name: x', 'name：x'), colon);
    assert.equal(said('edges:', 'edges：'), colon);
    const space = 'This space is a letter to YAML (a no-break or a full-width one). Write a usual space.';
    assert.equal(said('name: x', 'name:\u00a0x'), space);
    assert.equal(said('  - { id: e', '  -\u00a0{ id: e'), space);
  });
});

describe('a node without a type', () => {
  it('is the end where others lead to it, nothing comes behind it, and there is none', () => {
    const text = workflow({}).replace('{ id: e, type: end }', '{ id: e }');
    assert.match(fixed(text, 'missing-key'), /\{ id: e, type: end \}/);
  });
});

describe('a condition that is a number', () => {
  it('has one mistake', () => {
    const text = workflow({}).replace('source: b, target: e', 'source: b, target: e, condition: 1');
    assert.deepEqual(problems(text), ['invalid-type: "condition" must be a text or true or false.']);
  });
});

describe('JSON', () => {
  it('is offered no comment', () => {
    const text = JSON.stringify({
      name: 'x',
      nodes: [
        { id: 's', type: 'start' },
        { id: 'e', type: 'end' },
      ],
      edges: [{ source: 's', target: 'f' }],
    });
    const project = analyse(text);
    assert(project.diagnostics.length > 0);
    for (const { title } of quickFixes(project, project.diagnostics)) assert.doesNotMatch(title, /^Ignore/);
  });
});

describe('completion', () => {
  it('offers further agents and inputs, not only the first', () => {
    assert.match(labels('name: x\nagents:\n  a: { uses: mock }\n  |\n'), /\bhttp\b.*\bsql\b/);
    assert.equal(labels('name: x\ninputs:\n  a: { type: string }\n  |\n'), 'input');
    assert.equal(labels('name: x\nerror_handling:\n  on_failure: abort\n  |\n').includes('http'), false);
  });

  it('puts a function of several values into quotes where a comma would end the value', () => {
    const text = workflow({ more: '  - { source: b, target: s, condition: | }\n' });
    assert.match(accept(text, 'contains'), /condition: "contains\(\|\)" \}/);
    const lines = workflow({ more: '  - source: b\n    target: s\n    condition: |\n' });
    assert.match(accept(lines, 'contains'), /condition: contains\(\|\)\n/);
  });
});

describe('a setting that stands one level too high', () => {
  it('is told where it belongs', () => {
    const text = workflow({ node: '{ id: b, type: agent_task, agent_id: a, error_handling: { max_retries: 1 } }' });
    assert.match(problems(text).join(), /Unknown key "error_handling"\. It belongs under "config"\./);
    const moved = fixed(text, 'unknown-key');
    assert.match(moved, /type: agent_task, config: \{ error_handling: \{ max_retries: 1 \} \}, agent_id: a \}/);
    assert.deepEqual(problems(moved), []);
    const beside = workflow({ node: '{ id: b, type: for_each, agent_id: a, config: { items: [1] }, mode: any }' });
    assert.match(fixed(beside, 'unknown-key'), /config: \{ items: \[1\], mode: any \} \}/);
  });
});

describe('the last input that nothing reads', () => {
  const declared = (inputs: string): string => workflow({ more: inputs });

  it('leaves an empty map behind its key: without the section every input would be accepted', () => {
    assert.equal(fixed(declared('inputs:\n  who:\n    type: string\n'), 'unused-input'), declared('inputs: {}\n'));
    assert.equal(fixed(declared('inputs: { who: { type: string } }\n'), 'unused-input'), declared('inputs: {}\n'));
  });

  it('keeps a comment above it', () => {
    const text = declared('inputs:\n  # Who it is for.\n  who: { type: string }\n');
    assert.equal(fixed(text, 'unused-input'), declared('inputs:\n  # Who it is for.\n  {}\n'));
    assert.deepEqual(problems(fixed(text, 'unused-input')), []);
  });
});
