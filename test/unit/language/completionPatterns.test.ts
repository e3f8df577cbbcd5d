import assert from 'node:assert/strict';
import { narrow } from '../../../src/language/completion/narrow.ts';
import { analyse } from '../../../src/model/project.ts';
import { accept, completions, labels } from './document.ts';

/** What is wrong with a text, its cursor taken out. */
function problems(marked: string): readonly string[] {
  return analyse(marked.replace('|', '')).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

const agents = 'name: x\nagents:\n  api: { uses: http, with: { url: "http://localhost" } }\n';
const two = `${agents}  db: { uses: cache, with: { key: k } }
`;

describe('whole workflows in an empty file', () => {
  const patterns = completions('|').filter(({ kind }) => kind === 'snippet');

  it('are offered behind the required keys', () => {
    assert.deepEqual(
      patterns.map(({ label }) => label),
      ['workflow', 'workflow: fork with three branches', 'workflow: approval with two ways', 'workflow: for each item'],
    );
  });

  for (const { label } of patterns)
    it(`${label}: valid as it is`, () => {
      const text = accept('|', label);
      assert.deepEqual(problems(text), [], text);
      assert(analyse(text.replace('|', '')).executable);
    });

  it('are not offered where something is written', () => {
    assert(!labels('name: x\n|').includes('workflow'));
  });

  it('write ids that follow each other', () => {
    const item = patterns.find(({ label }) => label === 'workflow');
    assert.match(item?.insertText ?? '', /id: \$\{2:task\}.*source: start, target: \$2 .*source: \$2, target: end /s);
  });
});

describe('patterns', () => {
  const table: [what: string, document: string, label: string, after: string][] = [
    [
      'a fork with three branches and its join',
      `${agents}nodes:\n  - { id: start, type: start }\n  - |`,
      'fork with three branches',
      `${agents}nodes:
  - { id: start, type: start }
  - { id: |fork, type: parallel_gateway, gateway_type: fork }
  - { id: first, type: agent_task, agent_id: api }
  - { id: second, type: agent_task, agent_id: api }
  - { id: third, type: agent_task, agent_id: api }
  - { id: join, type: parallel_gateway, gateway_type: join }`,
    ],
    [
      'ids that are not there yet',
      'nodes:\n  - { id: fork, type: parallel_gateway, gateway_type: fork }\n  - { id: first, type: end }\n  |',
      'fork with three branches',
      `nodes:
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: first, type: end }
  - { id: |fork_2, type: parallel_gateway, gateway_type: fork }
  - { id: first_2, type: agent_task, agent_id:  }
  - { id: second, type: agent_task, agent_id:  }
  - { id: third, type: agent_task, agent_id:  }
  - { id: join, type: parallel_gateway, gateway_type: join }`,
    ],
    [
      'an approval with two ways, in brackets',
      `${agents}nodes: [|]`,
      'approval with two ways',
      `${agents}nodes: [{ id: |approve, type: approval, config: { message: "May it go on?" } }, { id: approved, type: agent_task, agent_id: api }, { id: rejected, type: agent_task, agent_id: api }]`,
    ],
    [
      'a task for each item',
      `${agents}nodes:\n  - |`,
      'for each item',
      `${agents}nodes:
  - { id: |each, type: for_each, agent_id: api, config: { items: "\${{ inputs.items }}", as: item, max_concurrency: 3 } }`,
    ],
    [
      'edges of a fork that is there',
      `nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: delay, config: { seconds: 1 } }
  - { id: b, type: delay, config: { seconds: 1 } }
  - { id: gather, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - |`,
      'fork with its branches',
      `nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: delay, config: { seconds: 1 } }
  - { id: b, type: delay, config: { seconds: 1 } }
  - { id: gather, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: |start, target: split }
  - { source: split, target: a }
  - { source: split, target: b }
  - { source: a, target: gather }
  - { source: b, target: gather }
  - { source: gather, target: end }`,
    ],
    [
      'edges of a fork where none is open',
      'edges:\n  |',
      'fork with three branches',
      `edges:
  - { source: |fork, target: first }
  - { source: fork, target: second }
  - { source: fork, target: third }
  - { source: first, target: join }
  - { source: second, target: join }
  - { source: third, target: join }`,
    ],
    [
      'edges of an approval that is there',
      `nodes:
  - { id: start, type: start }
  - { id: ask, type: approval }
  - { id: yes_, type: delay, config: { seconds: 1 } }
  - { id: no_, type: delay, config: { seconds: 1 } }
  - { id: end, type: end }
edges: [{ source: start, target: ask }, |]`,
      'approval with two ways',
      `nodes:
  - { id: start, type: start }
  - { id: ask, type: approval }
  - { id: yes_, type: delay, config: { seconds: 1 } }
  - { id: no_, type: delay, config: { seconds: 1 } }
  - { id: end, type: end }
edges: [{ source: start, target: ask }, { source: |ask, target: yes_, label: approved }, { source: ask, target: no_, on: failure, label: rejected }, { source: yes_, target: end }, { source: no_, target: end }]`,
    ],
  ];
  for (const [what, document, label, after] of table)
    it(what, () => {
      assert.equal(accept(document, label), after);
    });

  it('belong together: nodes and edges make a valid workflow', () => {
    const nodes = accept(
      `${agents}nodes:\n  - { id: start, type: start }\n  |\n  - { id: end, type: end }\nedges:\n`,
      'fork with three branches',
    ).replace('|', '');
    const text = accept(`${nodes}  |\n`, 'fork with its branches');
    assert.deepEqual(problems(text), [], text);
    const asked = accept(
      `${agents}nodes:\n  - { id: start, type: start }\n  |\n  - { id: end, type: end }\nedges:\n`,
      'approval with two ways',
    ).replace('|', '');
    const answered = accept(`${asked}  |\n`, 'approval with two ways');
    assert.deepEqual(problems(answered), [], answered);
  });

  it('are not offered in the braces of one item', () => {
    assert(!labels('nodes:\n  - { | }').includes('branches'));
  });
});

describe('entries that look around', () => {
  const nodes = `nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: a, type: delay, config: { seconds: 1 } }
  - { id: b, type: delay, config: { seconds: 1 } }
  - { id: end, type: end }
edges:
`;
  const table: [what: string, document: string, label: string, end: string][] = [
    ['the first edge', `${nodes}  |`, 'edge', '  - source: |start\n    target: fork'],
    [
      'the edge behind the last one',
      `${nodes}  - { source: start, target: fork }\n  |`,
      'edge',
      '  - source: |fork\n    target: a',
    ],
    [
      "a fork's second branch",
      `${nodes}  - { source: start, target: fork }\n  - { source: fork, target: a }\n  |`,
      'edge',
      '  - source: |fork\n    target: b',
    ],
    ['an edge where nothing is known', 'edges:\n  |', 'edge', '  - source: |\n    target: '],
    ['a task of the only agent', `${agents}nodes:\n  |`, 'agent_task', 'agent_id: api'],
    [
      'a second task',
      `${agents}nodes:\n  - { id: task, type: end }\n  |`,
      'agent_task',
      'id: |task_2\n    type: agent_task\n    agent_id: api',
    ],
  ];
  for (const [what, document, label, end] of table)
    it(what, () => {
      const text = accept(document, label);
      assert.equal(text.slice(-end.length), end);
    });

  it('let choose among several agents', () => {
    const task = completions(`${two}nodes:\n  - |`).find(({ label }) => label === 'agent_task');
    assert.match(task?.insertText ?? '', /agent_id: \$\{2\|api,db\|\}$/);
  });

  it('offer a second start last', () => {
    assert.match(labels('nodes:\n  - { id: a, type: start }\n  |'), /^id type agent_task .* end start fork with/);
  });

  it('ask for the ends of an edge at once where they cannot be guessed', () => {
    assert.equal(completions('edges:\n  |').find(({ label }) => label === 'edge')?.retrigger, true);
  });
});

describe('runners', () => {
  const table: [what: string, document: string, label: string, after: string][] = [
    [
      'with their settings',
      'agents:\n  a:\n    uses: |',
      'http',
      'agents:\n  a:\n    uses: http\n    with:\n      url: ',
    ],
    [
      'before other keys',
      'agents:\n  a:\n    uses: h|\n    name: A',
      'sql',
      'agents:\n  a:\n    uses: sql\n    with:\n      connection: sqlite:./data.db\n      query: SELECT 1\n    name: A',
    ],
    [
      'in braces',
      'agents:\n  a: { uses: | }',
      'transform',
      'agents:\n  a: { uses: transform, with: { expression: input } }',
    ],
    [
      'alone where settings are there',
      'agents:\n  a: { uses: |, with: { key: x } }',
      'cache',
      'agents:\n  a: { uses: cache|, with: { key: x } }',
    ],
    ['alone in JSON', '{ "agents": { "a": { "uses": "|" } } }', 'cache', '{ "agents": { "a": { "uses": "cache|" } } }'],
    ['alone below their key', 'agents:\n  a:\n    uses:\n      |', 'cache', 'agents:\n  a:\n    uses:\n      cache|'],
  ];
  for (const [what, document, label, after] of table)
    it(what, () => {
      assert.equal(accept(document, label), after);
    });
});

describe('paths', () => {
  const files = {
    'parts/region.workflow.yaml': '',
    'other.workflow.yaml': '',
    '../above.workflow.yaml': '',
    'parts/deep/x.workflow.yaml': '',
    'two words.workflow.yaml': '',
    'CON.workflow.yaml': '',
    'lib/clean.js': '',
    'clean.js': '',
  };
  const workflows =
    'other.workflow.yaml two words.workflow.yaml parts/region.workflow.yaml ../above.workflow.yaml parts/deep/x.workflow.yaml';
  const node = (path: string): string => `nodes:\n  - id: a\n    type: subworkflow\n    config:\n      path: ${path}`;
  const table: [what: string, document: string, offered: string][] = [
    ['subworkflows, the nearest first', node('|'), workflows],
    ['in quotes', node('"|"'), workflows],
    ['half-typed', node('parts/re|'), workflows],
    [
      'as they are begun',
      node('./|'),
      './other.workflow.yaml ./two words.workflow.yaml ./parts/region.workflow.yaml ./parts/deep/x.workflow.yaml',
    ],
    ['in braces', 'nodes:\n  - { id: a, type: subworkflow, config: { path: | } }', workflows],
    ['scripts of an agent', 'agents:\n  a:\n    uses: script\n    with:\n      path: |', 'clean.js lib/clean.js'],
    [
      'scripts of a node',
      'agents:\n  a: { uses: script }\nnodes:\n  - { id: b, type: agent_task, agent_id: a, with: { path: | } }',
      'clean.js lib/clean.js',
    ],
    ['not for other nodes', node('|').replace('subworkflow', 'delay'), ''],
  ];
  for (const [what, document, offered] of table)
    it(what, () => {
      assert.equal(labels(document, files), offered);
    });

  it('take the place of what is typed', () => {
    assert.equal(accept(node('par|'), 'parts/region.workflow.yaml', files), node('parts/region.workflow.yaml|'));
  });
});

describe("a subworkflow's output", () => {
  const outer = `nodes:
  - { id: start, type: start }
  - { id: part, type: subworkflow, config: { path: inner.workflow.yaml } }
  - { id: end, type: end }
edges:
  - { source: start, target: part }
  - { source: part, target: end }
outputs:
  r: \${{ nodes.part.output.| }}`;
  const inner = (outputs: string): string => `name: inner
agents:
  api: { uses: http, with: { url: "http://localhost" } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: api }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
${outputs}`;

  it('has the fields that it declares', () => {
    const files = {
      'inner.workflow.yaml': inner('outputs:\n  total: 1\n  parts: { a: "${{ nodes.fetch.output }}" }\n'),
    };
    assert.equal(labels(outer, files), 'total parts');
    assert.equal(labels(outer.replace('output.|', 'output.parts.|'), files), 'a');
  });

  it('is else what reaches its end', () => {
    assert.equal(labels(outer, { 'inner.workflow.yaml': inner('') }), 'status headers body');
  });
});

describe('beginnings of expressions', () => {
  const each = (items: string): string =>
    `inputs:\n  list: { type: array }\n  one: { type: string }\nnodes:\n  - { id: a, type: for_each, config: { items: ${items} } }`;
  it('are offered where nothing is written', () => {
    assert.equal(accept('outputs:\n  r: |', '${{ }}'), 'outputs:\n  r: "${{ | }}"');
    assert.equal(accept('outputs:\n  r: "|"', '${{ }}'), 'outputs:\n  r: "${{ | }}"');
    assert.equal(completions('outputs:\n  r: |')[0]?.retrigger, true);
    assert.equal(labels('outputs:\n  r: x|'), '');
  });

  it('name the lists among the inputs for the items of a loop', () => {
    assert.equal(labels(each('|')), '${{ inputs.list }} ${{ }}');
    assert.equal(accept(each('|'), '${{ inputs.list }}'), each('"${{ inputs.list }}"'));
  });

  it('are not offered in another language', () => {
    assert.equal(labels('agents:\n  a: { uses: transform, with: { expression: | } }'), '');
  });
});

describe('a list of thousands', () => {
  const ids = [...Array(2000).keys()].map((number) => `node_${String(number)}`);
  const document = `nodes:\n${ids.map((id) => `  - { id: ${id}, type: delay }\n`).join('')}edges:\n  - { source: |`;
  const items = completions(document);

  it('is whole, and says nothing of nodes before it is asked', () => {
    assert.equal(items.length, 2000);
    assert.match(items[7]?.documentation?.() ?? '', /`node_7`/);
  });

  it('is handed over by its first ones, as long as more fit', () => {
    const { items: first, isIncomplete } = narrow(items, '');
    assert(isIncomplete);
    assert.deepEqual([first.length, first[0]?.label, first.at(-1)?.label], [500, 'node_0', 'node_499']);
  });

  it('finds the last one by letters in their order', () => {
    assert.deepEqual(
      narrow(items, 'N1999').items.map(({ label }) => label),
      ['node_1999'],
    );
    assert.deepEqual(narrow(items, 'nodes_').items, []);
  });

  it('is handed over whole when it is short', () => {
    assert.deepEqual(narrow(items.slice(0, 3), 'zzz'), { items: items.slice(0, 3), isIncomplete: false });
  });
});

describe('whatever is taken', () => {
  const places = [
    '|',
    'nodes:\n  |',
    'nodes:\n  - |',
    'nodes:\n- |',
    'nodes: [|]',
    'nodes: [{|}]',
    'nodes:\n  - {|}',
    '{ "nodes": [ | ] }',
    '{\n  "nodes": [\n    |\n  ]\n}',
    '{ "nodes": [ { "id": "a", | } ] }',
    '{ "name": "x", "|" }',
    'nodes: [\n    |\n  ]',
    '"|',
    'edges:\n  |',
    'edges:\n  - |',
    'edges: [|]',
    'edges:\n  - { | }',
    'agents:\n  |',
    'agents: { | }',
    'agents:\n  a:\n    |',
    'agents:\n  a: { | }',
    'agents:\n  a:\n    uses: |',
    'agents:\n  a: { uses: | }',
    'inputs:\n  |',
    'inputs: { | }',
    'outputs:\n  a: |',
    'outputs: { a: | }',
    'nodes:\n  - id: a\n    type: agent_task\n    |',
    'nodes:\n  - id: a\n    type: agent_task\n    config:\n      |',
    'nodes:\n  - { id: a, type: for_each, config: { items: | } }',
  ];
  for (const place of places)
    it(`stays readable: ${JSON.stringify(place)}`, () => {
      const offered = completions(place);
      assert(offered.length > 0);
      for (const { label } of offered) {
        const text = accept(place, label).replace('|', '');
        const codes = analyse(text).diagnostics.map(({ code }) => code);
        const wrong = codes.filter((code) => ['yaml-syntax', 'duplicate-key', 'unknown-key'].includes(code));
        assert.deepEqual(wrong, [], `${label}:\n${text}`);
      }
    });
});

describe('completion in JSON', () => {
  const table: readonly (readonly [what: string, document: string, label: string, after: string])[] = [
    ['a key', '{ "name": "x", | }', 'nodes', '{ "name": "x", "nodes": [|] }'],
    ['a key in quotes', '{ "name": "x", "|" }', 'nodes', '{ "name": "x", "nodes": [|] }'],
    ['a key in quotes that are open', '{ "name": "x", "no| }', 'nodes', '{ "name": "x", "nodes": [|] }'],
    ['a key with its colon', '{ "name": "x", "|": [] }', 'nodes', '{ "name": "x", "nodes|": [] }'],
    ['a key on its line', '{\n  "name": "x",\n  "|"\n}', 'agents', '{\n  "name": "x",\n  "agents": { | }\n}'],
    ['a key in a list', '{ "nodes": [{ "id": "a", | }] }', 'agent_id', '{ "nodes": [{ "id": "a", "agent_id": | }] }'],
    ['a value', '{ "nodes": [{ "type": | }] }', 'delay', '{ "nodes": [{ "type": "delay"| }] }'],
    ['a value in quotes', '{ "nodes": [{ "type": "|" }] }', 'delay', '{ "nodes": [{ "type": "delay|" }] }'],
    ['a node', '{ "nodes": [|] }', 'end', '{ "nodes": [{ "id": "|end", "type": "end" }] }'],
    [
      'a node on its line',
      '{ "nodes": [\n  |\n] }',
      'delay',
      '{ "nodes": [\n  { "id": "|wait", "type": "delay", "config": { "seconds": 10 } }\n] }',
    ],
    [
      'a pattern',
      '{ "nodes": [|] }',
      'for each item',
      '{ "nodes": [{ "id": "|each", "type": "for_each", "agent_id": "", "config": { "items": "${{ inputs.items }}", "as": "item", "max_concurrency": 3 } }] }',
    ],
    [
      'an agent',
      '{ "agents": { | } }',
      'sql',
      '{ "agents": { "|sql_agent": { "uses": "sql", "with": { "connection": "sqlite:./data.db", "query": "SELECT 1" } } } }',
    ],
    ['a runner', '{ "agents": { "a": { "uses": | } } }', 'http', '{ "agents": { "a": { "uses": "http"| } } }'],
    ['a condition', '{ "edges": [{ "condition": | }] }', 'inputs', '{ "edges": [{ "condition": "inputs|" }] }'],
    [
      'a function',
      '{ "edges": [{ "source": "a", "condition": con| }] }',
      'contains',
      '{ "edges": [{ "source": "a", "condition": "contains(|)" }] }',
    ],
    ['not in braces with plain keys', 'nodes:\n  - { id: a, | }', 'type', 'nodes:\n  - { id: a, type: | }'],
    ['the quotes that a key has', "nodes:\n  - { id: a, '|' }", 'type', "nodes:\n  - { id: a, 'type': | }"],
  ];
  for (const [what, document, label, after] of table)
    it(what, () => {
      assert.equal(accept(document, label), after);
    });
});
