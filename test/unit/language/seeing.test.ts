import assert from 'node:assert/strict';
import { useTranslations } from '../../../src/base/l10n.ts';
import { hover } from '../../../src/language/hover.ts';
import { inlayHints, type InlayHintOptions } from '../../../src/language/inlayHints.ts';
import { semanticTokens } from '../../../src/language/semanticTokens.ts';
import { languageStatus } from '../../../src/language/statusItem.ts';
import type { LastExecution } from '../../../src/language/types.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import type { NodeSnapshot } from '../../../src/protocol/execution.ts';
import { open } from './document.ts';

const text = `name: x
inputs:
  query: { type: string }
  key: { secret: true }
agents:
  api: { uses: http, with: { url: "\${{ inputs.query }}" } }
nodes:
  - { id: start, type: start }
  - id: split
    type: parallel_gateway
    gateway_type: fork
  - { id: a, type: agent_task, agent_id: api }
  - { id: b, type: agent_task, agent_id: none, with: { body: "\${{ contains(nodes.a.output.Body, 'contains(x)') && inputs.nothing }}" } }
  - { id: meet, type: parallel_gateway, gateway_type: join }
  - { id: last, type: agent_task, agent_id: api, with: { body: "\${{ input.a.status }} \${{ nodes.a.error.kind }} \${{ inputs.key }}" } }
edges:
  - { source: start, target: split }
  - { source: split, target: a }
  - { source: split, target: B }
  - { source: a, target: meet }
  - { source: b, target: meet }
  - { source: meet, target: last }
  - { source: last, target: gone }
`;

const whole = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

function node(more: Partial<NodeSnapshot>): NodeSnapshot {
  return {
    status: 'completed',
    attempts: 1,
    started_ms: 0,
    ended_ms: 1200,
    output: null,
    error: null,
    attempt_log: [],
    ...more,
  };
}

const last: LastExecution = {
  status: 'failed',
  inputs: { query: 'all', key: 'hidden' },
  nodes: {
    start: node({ attempts: 0, ended_ms: 0, output: { query: 'all' } }),
    a: node({ output: { status: 200, body: { rows: [1] } } }),
    b: node({
      status: 'failed',
      attempts: 3,
      ended_ms: 400,
      error: { kind: 'http', message: 'It said *503*.', retryable: false },
    }),
    meet: node({ status: 'pending', started_ms: null, ended_ms: null }),
    last: node({ status: 'skipped', started_ms: null, ended_ms: null }),
  },
};

describe('inlay hints', () => {
  const all: InlayHintOptions = { joins: true, branches: true, lastExecution: true };
  const project = analyse(text);

  /** The lines that have hints, with those in them. */
  function shown(options: Partial<InlayHintOptions>, span = whole): string {
    const none = { joins: false, branches: false, lastExecution: false };
    const lines = text.split('\n');
    return inlayHints(project, span, { ...none, ...options }, last)
      .map(({ position: { line, character }, label }) => {
        const [before, after] = [lines[line]?.slice(0, character), lines[line]?.slice(character)];
        return `${before?.trim().split(',')[0] ?? ''} «${label}»${after ?? ''}`;
      })
      .join('\n');
  }

  it('count the branches of forks and joins', () => {
    assert.equal(shown({ branches: true }), '- id: split «2 branches»\n- { id: meet «2 branches»');
  });

  it('name the join in which a fork ends', () => {
    assert.equal(shown({ joins: true }), '- id: split «→ meet»');
    assert.equal(shown({ joins: true, branches: true }), '- id: split «2 branches → meet»\n- { id: meet «2 branches»');
  });

  it('tell how each node went, behind the node or its id', () => {
    assert.equal(
      shown({ lastExecution: true }),
      '- { id: start «✓ 0 ms»\n- { id: a «✓ 1.2 s»\n- { id: b «✗ failed 400 ms»\n- { id: last «skipped»',
    );
    const hint = inlayHints(project, whole, all, last).find(({ label }) => label.startsWith('✗'));
    assert.equal(hint?.tooltip, 'In the last execution\n3 attempts\nIt said *503*.');
  });

  it('are those of the asked part', () => {
    const span = { start: { line: 11, character: 0 }, end: { line: 12, character: 0 } };
    assert.equal(shown(all, span), '- { id: a «✓ 1.2 s»');
  });

  it('tell nothing before the first execution, and what was cut off', () => {
    assert.deepEqual(inlayHints(project, whole, { ...all, joins: false, branches: false }), []);
    const cutOff = {
      ...last,
      status: 'interrupted',
      nodes: { a: node({ status: 'running', ended_ms: null }) },
    } as const;
    assert.deepEqual(
      inlayHints(project, whole, { ...all, joins: false, branches: false }, cutOff).map(({ label }) => label),
      ['interrupted'],
    );
  });
});

describe('semantic tokens', () => {
  function tokens(project: Project, span = whole): string {
    const { lines, text: source } = project.syntax;
    return semanticTokens(project, span)
      .map(({ range, type, modifiers }) => {
        const word = source.slice(lines.offsetAt(range.start), lines.offsetAt(range.end));
        return `${range.start.line} ${word}:${[type, ...modifiers].join('.')}`;
      })
      .join('\n');
  }

  it('tell declarations, references and unknown ids apart, and the words of expressions', () => {
    assert.equal(
      tokens(analyse(text)),
      `2 query:parameter.declaration
3 key:parameter.declaration
5 api:class.declaration
5 inputs:variable.defaultLibrary
5 query:parameter
7 start:function.declaration
8 split:function.declaration
11 a:function.declaration
11 api:class
12 b:function.declaration
12 none:unknownName
12 contains:function.defaultLibrary
12 nodes:variable.defaultLibrary
12 a:function
12 output:property
12 Body:property
12 inputs:variable.defaultLibrary
12 nothing:unknownName
13 meet:function.declaration
14 last:function.declaration
14 api:class
14 input:variable.defaultLibrary
14 a:function
14 status:property
14 nodes:variable.defaultLibrary
14 a:function
14 error:property
14 kind:property
14 inputs:variable.defaultLibrary
14 key:parameter
16 start:function
16 split:function
17 split:function
17 a:function
18 split:function
18 B:function
19 a:function
19 meet:function
20 b:function
20 meet:function
21 meet:function
21 last:function
22 last:function
22 gone:unknownName`,
    );
  });

  it('are those of the asked part, without quotes, and each place once', () => {
    const one =
      'x-i: &i a\nnodes:\n  - { id: "a", type: start }\n  - *n\nx-n: &n { id: b }\nedges: [{ source: *i, target: "a" }]';
    const project = analyse(one);
    assert.equal(tokens(project), '0 a:function\n2 a:function.declaration\n5 a:function');
    assert.equal(
      tokens(project, { start: { line: 5, character: 0 }, end: { line: 5, character: 99 } }),
      '5 a:function',
    );
    const middle = { start: { line: 17, character: 0 }, end: { line: 17, character: 99 } };
    assert.equal(tokens(analyse(text), middle), '17 split:function\n17 a:function');
  });

  it('know any input where none are declared, and those of the other file', () => {
    assert.equal(
      tokens(analyse('outputs: { x: "${{ inputs.any }}" }')),
      '0 inputs:variable.defaultLibrary\n0 any:parameter',
    );
    const { project } = open(
      '|nodes:\n  - { id: p, type: subworkflow, config: { path: i.yaml, inputs: { a: 1, b: 2 } } }',
      {
        'i.yaml': 'inputs: { a: {} }',
      },
    );
    assert.equal(tokens(project), '1 p:function.declaration\n1 a:parameter\n1 b:unknownName');
  });
});

describe('the status item', () => {
  it('says valid, or how many problems there are', () => {
    const { syntax } = analyse(text);
    const status = (diagnostics: readonly string[]): string => {
      const found = diagnostics.map((severity) => ({ severity })) as unknown as Project['diagnostics'];
      const { text: says, severity } = languageStatus({ diagnostics: found, blockers: [], syntax });
      return `${says} (${severity})`;
    };
    assert.equal(status([]), 'valid (none)');
    assert.equal(status(['hint']), 'valid (none)');
    assert.equal(status(['warning', 'hint']), '1 problem (warning)');
    assert.equal(status(['warning', 'error', 'info']), '3 problems (error)');
    for (const nothing of ['', '\n', '# later\n']) assert.equal(languageStatus(analyse(nothing)).text, 'empty');
    assert.equal(languageStatus(analyse('name: x\n')).text, '2 problems');
    const lost =
      'name: x\nnodes: [{ id: start, type: start }, { id: end, type: end }]\nedges: [{ source: start, target: edn }]\n';
    const silenced = analyse(lost, {
      severity: { 'unknown-node': 'off', 'unreachable-node': 'off', 'cannot-reach-end': 'off' },
    });
    const { text: says, severity } = languageStatus(silenced);
    assert.equal(`${says} (${severity})`, 'cannot be executed (warning)');
  });

  it("speaks the reader's language", () => {
    useTranslations({ valid: '有效' });
    try {
      assert.equal(languageStatus({ ...analyse(text), diagnostics: [], blockers: [] }).text, '有效');
    } finally {
      useTranslations({});
    }
  });
});

describe('hover after an execution', () => {
  function at(marked: string, execution: LastExecution | undefined = last): string {
    const document = open(text.replace(marked.replace('|', ''), marked));
    return hover(document.project, document.position, execution)?.contents ?? '';
  }

  it('tells how a node was', () => {
    assert.match(at('target: |a }'), /\n\nLast execution: ✓ 1\.2 s$/);
    assert.match(at('target: |B }'), /\n\nLast execution: ✗ failed 400 ms · 3 attempts · It said \\\*503\\\*\\\.$/);
    for (const marked of ['target: |meet }', 'target: |split }']) assert.doesNotMatch(at(marked), /Last execution/);
    assert.doesNotMatch(at('target: |a }', { ...last, nodes: {} }), /Last execution/);
  });

  it('tells the type and the last value of an expression', () => {
    assert.match(at('out|put.Body'), /error`\.\n\nLast value: `\{"rows":\[1\]\}`$/);
    assert.match(at('error.ki|nd'), /Type: `string`$/);
    assert.match(at('nodes.a.err|or.kind'), /`string`$/);
    assert.match(at('input.a.sta|tus'), /Type: `number`$/);
    assert.match(at('inputs.que|ry'), /· string · required\n\nLast value: `"all"`$/);
    assert.match(at('inp|uts.query'), /Type: `string`\n\nLast value: `"all"`$/);
  });

  it('explains an input that another file declares', () => {
    const document = open('nodes:\n  - { id: p, type: subworkflow, config: { path: i.yaml, inputs: { ye|ar: 1 } } }', {
      'i.yaml': 'inputs: { year: { type: integer, description: Which year } }',
    });
    const found = hover(document.project, document.position, last);
    assert.equal(found?.contents, '**`year`** · integer · required\n\nWhich year');
  });

  it('never tells a secret', () => {
    assert.doesNotMatch(at('inputs.ke|y'), /hidden/);
    assert.doesNotMatch(at('inp|uts.key'), /hidden/);
  });
});
