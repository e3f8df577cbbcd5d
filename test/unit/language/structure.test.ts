import assert from 'node:assert/strict';
import { hierarchyNodeAt, hierarchySteps } from '../../../src/language/callHierarchy.ts';
import { documentLinks } from '../../../src/language/documentLinks.ts';
import { foldingRanges } from '../../../src/language/folding.ts';
import { highlights } from '../../../src/language/highlights.ts';
import { linkedRanges } from '../../../src/language/linkedEditing.ts';
import { selectionRangesAt } from '../../../src/language/selectionRanges.ts';
import { isFound, workspaceSymbols } from '../../../src/language/workspaceSymbols.ts';
import { analyse } from '../../../src/model/project.ts';
import { covered, open } from './document.ts';

describe('highlights', () => {
  it('are written where a name is declared, and read elsewhere', () => {
    const document = open(
      'nodes: [{ id: a }, { id: b }]\nedges: [{ source: |A, target: b }]\noutputs: { x: "${{ nodes.a.output }}" }',
    );
    assert.deepEqual(
      highlights(document.project, document.position).map(({ range, kind }) => `${covered(document, range)} ${kind}`),
      ['a write', 'A read', 'a read'],
    );
    const nothing = open('na|me: x');
    assert.deepEqual(highlights(nothing.project, nothing.position), []);
  });
});

describe('workspace symbols', () => {
  it('are the nodes and agents of a file', () => {
    const { syntax } = analyse(
      'inputs: { q: {} }\nagents: { api: { uses: http } }\nnodes:\n  - { id: go, type: start }\nedges: [{ source: go, target: x }]',
    );
    assert.deepEqual(
      workspaceSymbols(syntax).map(({ name, kind, range }) => `${range.start.line} ${name} ${kind}`),
      ['1 api agent', '3 go start'],
    );
  });

  it('are found by letters in their order', () => {
    assert(isFound('fetch_api', ''));
    assert(isFound('fetch_api', 'fApi'));
    assert(!isFound('fetch_api', 'apif'));
  });
});

describe('folding', () => {
  /** `>` where a range begins, `<` where it ends, in front of the lines. */
  function folded(text: string): string {
    const ranges = foldingRanges(analyse(text).syntax);
    return ranges
      .map(({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === 'code' ? '' : ` ${kind}`}`)
      .join(', ');
  }

  it('takes in sections, items, settings and block scalars, blank lines at their ends not', () => {
    const text = `name: x
nodes:
  - id: a
    type: agent_task
    with:
      body: |
        one

        two

  - { id: b, type: end }

edges:
- source: a
  target: b
- source: b
  target: c
outputs:
  x: 1
`;
    assert.equal(folded(text), '1-10, 2-8, 4-8, 5-8, 12-16, 13-14, 15-16, 17-18');
  });

  it('takes in comment blocks and regions', () => {
    const text = `# one
# two

# single
name: x
# region Nodes
nodes:
  # a
  # b
  - id: a
    # of a
# endregion
`;
    assert.equal(folded(text), '0-1 comment, 5-11 region, 6-10, 7-8 comment, 9-10');
  });

  it('goes on where the text cannot be read, with every end of lines', () => {
    assert.equal(folded('nodes:\r\n  - { id: "a\r\nedges:\r\n  - source: [\r\n'), '0-1, 2-3');
    assert.equal(folded('a:\r  b: 1\rc: 2'), '0-1');
    assert.equal(folded('run: |\n  # a\n  # b'), '0-2, 1-2 comment');
    assert.equal(folded(''), '');
  });
});

describe('selection ranges', () => {
  function steps(marked: string): readonly string[] {
    const document = open(marked);
    return selectionRangesAt(document.project.syntax, document.position).map((range) => covered(document, range));
  }

  it('grow from the word to the document', () => {
    const text = 'nodes:\n  - { id: a, name: "the fi|rst" }\n  - { id: b }\nedges: []\n';
    const plain = text.replace('|', '');
    assert.deepEqual(steps(text), [
      'first',
      'the first',
      '"the first"',
      'name: "the first"',
      '{ id: a, name: "the first" }',
      '- { id: a, name: "the first" }\n  - { id: b }\n',
      'nodes:\n  - { id: a, name: "the first" }\n  - { id: b }\n',
      plain,
    ]);
  });

  it('grow from a key', () => {
    assert.deepEqual(steps('nodes:\n  - id: a\n    ty|pe: end'), [
      'type',
      'type: end',
      'id: a\n    type: end',
      '- id: a\n    type: end',
      'nodes:\n  - id: a\n    type: end',
    ]);
    assert.deepEqual(steps('|'), ['']);
  });
});

describe('document links', () => {
  it('lead to files, addresses and the schema', () => {
    const document = open(`# yaml-language-server: $schema=../schema.json
agents:
  s: { uses: script, with: { path: "./scripts/a.js" } }
  h: { uses: http, with: { url: "http://127.0.0.1:1/x", path: no.js } }
  e: { uses: http, with: { url: "http://host/\${{ inputs.q }}" } }
nodes:
  - { id: a, type: subworkflow, config: { path: parts/a.workflow.yaml } }
  - { id: b, type: agent_task, agent_id: s, with: { path: b.js } }
  - { id: c, type: subworkflow, config: { path: /etc/passwd } }|
# See https://example.invalid/a?b=c.
`);
    assert.deepEqual(
      documentLinks(document.project).map(({ range, target }) => [
        covered(document, range),
        target.kind === 'file' ? target.path : target.url,
      ]),
      [
        ['../schema.json', '../schema.json'],
        ['./scripts/a.js', './scripts/a.js'],
        ['parts/a.workflow.yaml', 'parts/a.workflow.yaml'],
        ['b.js', 'b.js'],
        ['http://127.0.0.1:1/x', 'http://127.0.0.1:1/x'],
        ['https://example.invalid/a?b=c', 'https://example.invalid/a?b=c'],
      ],
    );
  });
});

describe('the hierarchy of nodes', () => {
  const text = `agents: { api: { uses: http } }
nodes:
  - { id: a, type: start }
  - { id: b, type: agent_task, agent_id: api }
  - { id: c, type: parallel_gateway, gateway_type: join }
edges:
  - { source: a, target: b }
  - { source: a, target: c }
  - { source: b, target: c }
  - { source: b, target: C, on: failure }
`;

  it('begins with the node at the cursor', () => {
    const document = open(text.replace('target: b', 'target: |b'));
    const found = hierarchyNodeAt(document.project, document.position);
    assert.deepEqual([found?.id, found?.detail], ['b', 'agent_task · api']);
    const agent = open(text.replace('agent_id: api', 'agent_id: |api'));
    assert.equal(hierarchyNodeAt(agent.project, agent.position), undefined);
  });

  it('leads upstream and downstream, along every edge', () => {
    const document = open(`|${text}`);
    const show = (id: string, side: 'incoming' | 'outgoing'): string =>
      hierarchySteps(document.project, id, side)
        .map(({ node, places }) => `${node.id} ${places.map(({ start }) => start.line).join('+')}`)
        .join(', ');
    assert.equal(show('C', 'incoming'), 'a 7, b 8+9');
    assert.equal(show('a', 'outgoing'), 'b 6, c 7');
    assert.equal(show('c', 'outgoing'), '');
    assert.equal(show('gone', 'outgoing'), '');
  });
});

describe('linked editing', () => {
  function linked(marked: string): string {
    const document = open(marked);
    return linkedRanges(document.project, document.position)
      .map((range) => `${range.start.line}:${covered(document, range)}`)
      .join(' ');
  }

  it('takes the ends of edges along where a node is declared, and only there', () => {
    const text =
      'nodes:\n  - { id: "fe|tch" }\nedges:\n  - { source: fetch, target: b }\n  - { source: b, target: fetch }\n';
    assert.equal(linked(text), '1:fetch 3:fetch 4:fetch');
    assert.equal(linked(text.replace('|', '').replace('source: fetch', 'source: fe|tch')), '');
  });

  it('leaves alone what would part', () => {
    assert.equal(linked('nodes: [{ id: |a }, { id: a }]\nedges: [{ source: a, target: b }]'), '');
    assert.equal(linked('nodes: [{ id: |a }]\nedges: [{ source: A, target: b }]'), '');
    assert.equal(linked('nodes: [{ id: |a }]'), '');
    assert.equal(linked('agents: { |a: {} }\nnodes: [{ id: x, agent_id: a }]'), '');
  });
});
