import assert from 'node:assert/strict';
import type { Range } from '../../../src/base/text.ts';
import { applyEdits } from '../../../src/language/edits.ts';
import { format, formatRange } from '../../../src/language/format/format.ts';
import { formatOnType } from '../../../src/language/format/onType.ts';
import { parse } from '../../../src/model/syntax/parse.ts';
import { open } from './document.ts';

const tabSize = 2;

function formatted(text: string, options = { tabSize }): string {
  const tree = parse(text);
  return applyEdits(tree, format(tree, options));
}

/** @param first line of the range @param last the one behind it */
function formattedLines(text: string, first: number, last: number): string {
  const range: Range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  const tree = parse(text);
  return applyEdits(tree, formatRange(tree, range, { tabSize }));
}

const inOrder = `# A workflow that is in order.
name: order
description: >
  Folded
    and more

inputs:
  query:        { type: string, default: SELECT * FROM users }
  api_endpoint: { type: string, format: uri, default: 'http://127.0.0.1:1/' }   # aligned
  key:          { type: string }                                                # aligned

nodes:
  - { id: a, type: start }
  - id: b # one
    type: agent_task
    with: { list: [1, 2], none: {}, empty: [], "json": 1 }
  # about the end
  - { id: end, type: end }
`;

describe('formatting', () => {
  it('leaves what is in order as it is', () => {
    assert.deepEqual(format(parse(inOrder), { tabSize }), []);
    assert.deepEqual(format(parse(inOrder.replaceAll('\n', '\r\n')), { tabSize }), []);
    assert.deepEqual(format(parse(''), { tabSize }), []);
  });

  it('indents by the size of a tab, lists by two behind their dashes', () => {
    const text = `
nodes:
    -   id: a
        config:
              mode: all
    # of b
    -   id: b
        x-list:
            - - 1
              - 2
            -
                k: v
  # at the end
edges: []
`;
    const two = `nodes:
  - id: a
    config:
      mode: all
  # of b
  - id: b
    x-list:
      - - 1
        - 2
      -
        k: v
# at the end
edges: []
`;
    assert.equal(formatted(text), two);
    const four = `nodes:
    - id: a
      config:
          mode: all
    # of b
    - id: b
      x-list:
          - - 1
            - 2
          -
            k: v
# at the end
edges: []
`;
    assert.equal(formatted(text, { tabSize: 4 }), four);
  });

  it('keeps lists in the column of their keys where all are', () => {
    assert.equal(formatted('nodes:\n-   a\nx-a:\n    b:\n    - c\n'), 'nodes:\n- a\nx-a:\n  b:\n  - c\n');
    assert.equal(formatted('nodes:\n- a\nx-a:\n  b:\n   - c\n'), 'nodes:\n  - a\nx-a:\n  b:\n    - c\n');
  });

  it('keeps comments in a section that has nothing else', () => {
    assert.equal(
      formatted(`name: x
agents: # who
    # a: { uses: mock }
 # b: { uses: mock }
nodes:
  - id:
       # none yet
  -
      # nothing
  - { id: a }
# at the end
edges:
   # - { source: a }
`),
      `name: x
agents: # who
  # a: { uses: mock }
  # b: { uses: mock }
nodes:
  - id:
      # none yet
  -
    # nothing
  - { id: a }
# at the end
edges:
  # - { source: a }
`,
    );
    const flush = 'nodes:\n- { id: a }\nedges:\n# one\n- { source: a }\nagents:\n# none\n';
    assert.equal(formatted(flush), flush);
    assert.equal(formatted(flush.replace('# one', '  # one')), flush);
  });

  it('moves comments with what they stand beside', () => {
    assert.equal(
      formatted('# a\nnodes:\n# b\n- id: a\n    # c\n# d\n- b\nx-a:\n    # e\n    - c\n # f\n'),
      '# a\nnodes:\n  # b\n  - id: a\n    # c\n  # d\n  - b\nx-a:\n  # e\n  - c\n# f\n',
    );
  });

  it('puts one space where one belongs', () => {
    assert.equal(
      formatted('name :   x\t\nx-a: {a:  [ 1,2 ,3 ] , "b":c,d : {  },e: [  ]}   \nx-b: &x   !!str   y\n'),
      'name: x\nx-a: { a: [1, 2, 3], "b": c, d: {}, e: [] }\nx-b: &x !!str y\n',
    );
  });

  it('leaves spaces that an alias, a tag or a missing value needs', () => {
    const text = 'x-a: &a 1\nx-b: { *a : b, c: , !!str : d, [e]: f }\n*a : g\nnodes: []\n';
    assert.equal(formatted(text), text);
  });

  it('leaves at most one blank line, none at the beginning, and one end of the last line', () => {
    assert.equal(formatted('\n \nname: x\n\n  \n\nnodes: []\n\n\n'), 'name: x\n\nnodes: []\n');
    assert.equal(formatted('name: x'), 'name: x\n');
    assert.equal(formatted('name: x\r\n\r\n\r\n\r\nnodes: []'), 'name: x\r\n\r\nnodes: []\r\n');
  });

  it('aligns again what was aligned', () => {
    const text = `nodes:
  - { id: fetch_db,    type: agent_task, agent_id: database }
  - { id: fetch_the_api, type: agent_task, agent_id: api }
  # a comment is no gap
  - { id: fetch_cache, type: agent_task, agent_id: cache }
  - id: other
    type: delay

  - { id: a,  type: start }
  - { id: bcd,  type: end }
inputs:
  one:    { type: string, x-資: 1,     x-b: 1 }
  three_and_more:  { type: number, x-ab: 1,    x-b: 1 }
  two:    7
`;
    assert.equal(
      formatted(text),
      `nodes:
  - { id: fetch_db,      type: agent_task, agent_id: database }
  - { id: fetch_the_api, type: agent_task, agent_id: api }
  # a comment is no gap
  - { id: fetch_cache,   type: agent_task, agent_id: cache }
  - id: other
    type: delay

  - { id: a, type: start }
  - { id: bcd, type: end }
inputs:
  one:            { type: string, x-資: 1, x-b: 1 }
  three_and_more: { type: number, x-ab: 1, x-b: 1 }
  two:            7
`,
    );
  });

  it('aligns on each side of a blank line by itself', () => {
    const text =
      'nodes:\n  - { id: a,  x: 1 }\n  - { id: bc, x: 1 }\n\n  - { id: a,    x: 1 }\n  - { id: bcde, x: 1 }\n';
    assert.equal(formatted(text), text);
  });

  it('aligns nothing where fewer than half were aligned', () => {
    const rows = [
      '- { a: b,    c: d }',
      '- { a: bc,   c: d }',
      '- { a: b,  c: d }',
      '- { a: b,     c: d }',
      '- { a: b, c: d }',
    ];
    assert.equal(formatted(`nodes:\n${rows.join('\n')}\n`), `nodes:\n${rows.join('\n').replaceAll(/, +/g, ', ')}\n`);
  });

  it('moves comments behind lines along, those below each other together', () => {
    assert.equal(
      formatted('name:   x  # one\ntimeout_seconds: 1   # two\nversion:   1         # two\nnodes: []\n'),
      'name: x  # one\ntimeout_seconds: 1   # two\nversion: 1           # two\nnodes: []\n',
    );
  });

  it('moves texts over several lines along, and never changes them', () => {
    const text = `nodes:
    -   id: a
        description: |
               two
                 four

        name: plain
          goes on${'   '}

          here
        x-explicit: |4
                four
        x-quoted: "a
          b\\
          c"
        x-keep: |+
          end


    - b
`;
    assert.equal(
      formatted(text),
      `nodes:
  - id: a
    description: |
      two
        four

    name: plain
      goes on

      here
    x-explicit: |4
            four
    x-quoted: "a
      b\\
      c"
    x-keep: |+
      end


  - b
`,
    );
  });

  it('keeps the further lines of a text behind the key that it belongs to', () => {
    assert.equal(formatted('name:\n      one\n   two\nnodes: []\n'), 'name:\n  one\n two\nnodes: []\n');
    assert.equal(formatted('nodes:\n    -   "one\n     two"\n'), 'nodes:\n  - "one\n   two"\n');
  });

  it('indents brackets over several lines, or keeps them below their first entry', () => {
    const text = `{
    "name": "json",
        "nodes": [
    { "id": "a",
      "type": "start" },
      ["x",
    "y"]
    ]
}
`;
    assert.equal(
      formatted(text),
      `{
  "name": "json",
  "nodes": [
    { "id": "a",
      "type": "start" },
    ["x",
  "y"]
  ]
}
`,
    );
    assert.equal(
      formatted('nodes:\n  - x-a:   { a: 1,\n             b: 2 }\n  - {\n    c: 1,\n    }\n'),
      'nodes:\n  - x-a: { a: 1,\n           b: 2 }\n  - {\n      c: 1,\n    }\n',
    );
  });

  it('says nothing to broken texts and to files of other products', () => {
    for (const text of [
      'nodes:   [\n',
      'nodes:\n  - a\n - b\n',
      'jobs:   1\n',
      'a: 1\n---\nb:   1\n',
      'a:   1\rb: 2\n',
    ])
      assert.deepEqual(format(parse(text), { tabSize }), [], text);
    assert.equal(formatted('name:   x\nname: y\n'), 'name: x\nname: y\n');
  });
});

describe('formatting of some lines', () => {
  it('changes those lines only', () => {
    assert.equal(
      formattedLines('name:   x\nversion:   1\ntimeout_seconds:   2\n', 1, 2),
      'name:   x\nversion: 1\ntimeout_seconds:   2\n',
    );
  });

  it('takes along what has to move with them', () => {
    assert.equal(
      formattedLines('name:   x\nnodes:\n   - id:   a\n     type: start\n   - b\nedges:   []\n', 3, 4),
      'name:   x\nnodes:\n  - id: a\n    type: start\n  - b\nedges:   []\n',
    );
  });
});

describe('formatting on type', () => {
  /** The text after what stands before the cursor was typed. */
  function typed(marked: string): string {
    const { project, position, text } = open(marked);
    const before = text.slice(0, project.syntax.lines.offsetAt(position));
    const edits = formatOnType(project.syntax, position, before.endsWith('-') ? '-' : '\n', { tabSize });
    return applyEdits(project.syntax, edits);
  }

  it('puts a dash below the dashes of its list', () => {
    assert.equal(typed('nodes:\n  - id: a\n    type: start\n    -|\n'), 'nodes:\n  - id: a\n    type: start\n  -\n');
    assert.equal(typed('nodes:\n- id: a\n  type: start\n -|'), 'nodes:\n- id: a\n  type: start\n-');
    assert.equal(
      typed('nodes:\n  - id: a\n    x-l:\n      - 1\n      - k: 1\n        l: 2\n        -|\nedges: []\n'),
      'nodes:\n  - id: a\n    x-l:\n      - 1\n      - k: 1\n        l: 2\n      -\nedges: []\n',
    );
    assert.equal(
      typed('nodes:\n  - id: a\n    x-l:\n      - 1\n    -|\nedges: []\n'),
      'nodes:\n  - id: a\n    x-l:\n      - 1\n  -\nedges: []\n',
    );
  });

  it('leaves a dash that begins something else', () => {
    for (const text of [
      'nodes:\n  - id: a\n  -|',
      'nodes:\n  -|',
      'nodes:\n-|',
      '-|',
      'nodes:\n  - id: a\n    config:\n    -|',
      'nodes:\n  - id: a\n    config:\n      -|',
      'nodes:\n  - id: a\n    description: ¦\n      x\n      -|'.replace('¦', '>'),
      'nodes:\n  - id: a\n    with: [1,\n    -|',
      'nodes:\n  - id: a\n    type: x\n      -|',
      'nodes:\n  - a\n    b\n    -|',
      'name: x\n-|',
      'nodes:\n  - id: a\n    name: b -|',
    ])
      assert.equal(typed(text), text.replace('|', ''), text);
  });

  it('puts the cursor below the key of an item, or below its dash', () => {
    assert.equal(typed('nodes:\n  -   id: a\n|'), 'nodes:\n  -   id: a\n      ');
    assert.equal(typed('nodes:\n  - id: a\n  |'), 'nodes:\n  - id: a\n    ');
    assert.equal(typed('nodes:\n  - config: # c\n    |'), 'nodes:\n  - config: # c\n      ');
    assert.equal(typed('nodes:\n  - { id: a } # c\n    |\n'), 'nodes:\n  - { id: a } # c\n  \n');
    assert.equal(typed('x-a:\n  - - one: 1\n  |'), 'x-a:\n  - - one: 1\n      ');
    assert.equal(typed('x-a:\n  - text\n    |'), 'x-a:\n  - text\n  ');
  });

  it('leaves a line that is something else', () => {
    for (const text of [
      'nodes:\n  - id: a\n|    type: x',
      'nodes:\n  -\n    |',
      'nodes:\n  - # c\n    |',
      'nodes:\n  - { id: a,\n      |',
      'nodes:\n  - "text\n      |',
      'nodes:\n  - &a\n      |',
      'x-a: >\n  - one\n     |\n  two\n',
      'name: x\n|',
    ])
      assert.equal(typed(text), text.replace('|', ''), text);
  });

  it("leaves other products' files alone", () => {
    assert.equal(typed('jobs:\n  - id: a\n    b: c\n    -|'), 'jobs:\n  - id: a\n    b: c\n    -');
  });
});
