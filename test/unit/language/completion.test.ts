import assert from 'node:assert/strict';
import { accept, completions, labels } from './document.ts';

const head = `name: x
inputs:
  query: { type: string, description: What to look for }
  limit: { type: integer, default: 10 }
agents:
  api: { uses: http, with: { url: "http://localhost" } }
  db: { capabilities: [database_query] }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: fetch, type: agent_task, agent_id: api }
  - { id: look-up, type: agent_task, agent_id: db }
  - { id: both, type: parallel_gateway, gateway_type: join }
  - { id: last, type: agent_task, agent_id: api }
  - { id: end, type: end }
`;

const edges = `edges:
  - { source: start, target: fork }
  - { source: fork, target: fetch }
  - { source: fork, target: look-up }
  - { source: fetch, target: both }
  - { source: look-up, target: both }
  - { source: both, target: last }
`;

const edgeKeys = 'source target edge condition on default label';
const restOfEdge = 'target condition on default label';
const rootKeys =
  'name nodes edges description version inputs agents outputs timeout_seconds max_concurrency error_handling';
const emptyFile = rootKeys.replace(
  ' description',
  ' workflow workflow: fork with three branches workflow: approval with two ways workflow: for each item description',
);
const nodeTypes = 'start end agent_task parallel_gateway exclusive_gateway approval delay for_each subworkflow';
const handling = 'on_failure max_retries retry timeout_seconds total_timeout_seconds';

describe('completion of keys', () => {
  const table: [what: string, document: string, offered: string][] = [
    ['an empty file: required ones first, then whole workflows', '|', emptyFile],
    ['a half-typed word', 'na|', emptyFile],
    ['a file with a comment', '# mine\n|', emptyFile],
    ['an empty map in braces', '{ | }', rootKeys],
    [
      'only those not yet there',
      `${head}|`,
      'edges description version outputs timeout_seconds max_concurrency error_handling',
    ],
    [
      'a new item of a list',
      `${head}edges:\n  - |`,
      'source target edge fork with its branches approval with two ways condition on default label',
    ],
    [
      'an item in the middle',
      `${head}edges:\n  - source: start\n    |\n  - { source: fetch, target: end }\n`,
      restOfEdge,
    ],
    ['a flow map', `${head}edges:\n  - {|}`, edgeKeys],
    ['a flow map, half-typed', `${head}edges:\n  - { so| }`, edgeKeys],
    ['a flow map that is not closed', `${head}edges:\n  - { source: start, |`, restOfEdge],
    ['a flow map over several lines', `${head}edges:\n  - {\n      source: start,\n      |\n    }`, restOfEdge],
    ['a key in quotes', `${head}edges:\n  - { "|": fetch }`, edgeKeys.replace(' edge', '')],
    ['a key that is written already', `${head}edges:\n  - { so|urce: fetch }`, edgeKeys.replace(' edge', '')],
    ['JSON', `{ "name": "x", "edges": [{ "source": "a", "|" }] }`, restOfEdge],
    ['a node without a type', 'nodes:\n  - id: a\n    |', 'type name description config agent_id with gateway_type'],
    ['a node by its type', 'nodes:\n  - id: a\n    type: agent_task\n    |', 'agent_id name description with config'],
    ['before the type', 'nodes:\n  - |\n    type: agent_task', 'id agent_id name description with config'],
    [
      'a gateway that is neither yet',
      'nodes:\n  - id: a\n    type: parallel_gateway\n    |',
      'gateway_type name description config',
    ],
    [
      'a join',
      'nodes:\n  - { id: a, type: parallel_gateway, gateway_type: join, config: { | } }',
      'mode count percent remaining merge aggregate timeout_seconds',
    ],
    ['a start has no settings', 'nodes:\n  - { id: a, type: start, config: { | } }', ''],
    ['error handling of the workflow', 'error_handling:\n  |', handling],
    ['error handling of an agent', 'agents:\n  a:\n    error_handling: { | }', handling.replace('on_failure ', '')],
    ['an agent', 'agents:\n  a:\n    |', 'name description capabilities uses with error_handling idempotent'],
    [
      "an agent's settings by its runner",
      'agents:\n  a:\n    uses: sql\n    with: { | }',
      'connection query params read_only',
    ],
    [
      'settings by the runner that a capability brings',
      'agents:\n  a:\n    capabilities: [cache_read]\n    with:\n      |',
      'connection operation key value ttl_seconds',
    ],
    [
      "a node's settings by its agent's runner",
      `${head}  - id: more\n    type: agent_task\n    agent_id: api\n    with:\n      |`,
      'url method headers query body expect response',
    ],
    ['an input', 'inputs:\n  a: { | }', 'type description default required enum format pattern minimum maximum secret'],
    ['text is left alone', 'name: x\ndescription: hello | world', ''],
    ['comments are left alone', 'name: x # na|', ''],
    ['a dash that is being typed', 'nodes:\n  -|', ''],
    ['free keys', 'x-mine:\n  |', ''],
  ];
  for (const [what, document, offered] of table)
    it(what, () => {
      assert.equal(labels(document), offered);
      assert.equal(labels(document.replaceAll('\n', '\r\n')), offered, 'with CRLF');
    });

  it('describes them from the schema', () => {
    const item = completions(`${head}edges:\n  - |`).find(({ label }) => label === 'target');
    assert.equal(item?.detail, 'text');
    assert.equal(item.documentation?.(), '**`target`** · text · required\n\nId of the node where it ends.');
  });

  it('says what a key is without being written', () => {
    const item = completions('nodes:\n  - { id: a, type: parallel_gateway, gateway_type: join, config: { | } }');
    assert.match(
      item.find(({ label }) => label === 'mode')?.documentation?.() ?? '',
      /Allowed: `all`, .*\n\nDefault: `all`$/s,
    );
  });
});

describe('what completion inserts', () => {
  const table: [what: string, document: string, label: string, after: string][] = [
    ['a key with its colon', 'na|', 'name', 'name: |'],
    ['a list with its first dash', 'name: x\n|', 'nodes', 'name: x\nnodes:\n  - |'],
    ['a map with its indentation', 'nodes:\n  - id: a\n    |', 'config', 'nodes:\n  - id: a\n    config:\n      |'],
    ['a map as the first key of an item', 'nodes:\n  - |', 'config', 'nodes:\n  - config:\n      |'],
    ['a map in a flow map', 'nodes:\n  - { id: a, | }', 'config', 'nodes:\n  - { id: a, config: { | } }'],
    ['a list of texts', 'agents:\n  a:\n    |', 'capabilities', 'agents:\n  a:\n    capabilities: [|]'],
    ['only the name where the colon is there', 'edges:\n  - { s|: a }', 'source', 'edges:\n  - { source|: a }'],
    ['over the whole word', `${head}edges:\n  - { source: fe|tc }`, 'fetch', `${head}edges:\n  - { source: fetch| }`],
    ['the missing space', `${head}edges:\n  - { source:| }`, 'fetch', `${head}edges:\n  - { source: fetch| }`],
    ['inside quotes', `${head}edges:\n  - { source: "|" }`, 'fetch', `${head}edges:\n  - { source: "fetch|" }`],
    ['an item with its dash', 'nodes:\n  |', 'start', 'nodes:\n  - id: |start\n    type: start'],
    [
      'an item under others',
      'edges:\n  - source: a\n    target: b\n  |',
      'source',
      'edges:\n  - source: a\n    target: b\n  - source: |',
    ],
    [
      'an item behind its dash',
      'nodes:\n  - |',
      'join',
      'nodes:\n  - id: |join\n    type: parallel_gateway\n    gateway_type: join\n    config:\n      mode: all',
    ],
    ['an item in a flow list', 'edges: [|]', 'edge', 'edges: [{ source: |, target:  }]'],
    [
      'an item in a flow map',
      'nodes:\n  - { | }',
      'agent_task',
      'nodes:\n  - { id: |task, type: agent_task, agent_id:  }',
    ],
    ['an agent', 'agents:\n  |', 'http', 'agents:\n  |http_agent:\n    uses: http\n    with:\n      url: '],
    ['an input', 'inputs:\n  |', 'input', 'inputs:\n  |name:\n    type: string'],
    [
      'a capability as an item',
      'agents:\n  a:\n    capabilities:\n      |',
      'merge',
      'agents:\n  a:\n    capabilities:\n      - merge|',
    ],
    ['a function with its arguments', 'outputs:\n  r: ${{ con| }}', 'contains', 'outputs:\n  r: ${{ contains(|) }}'],
    [
      'an id that YAML would read as a number',
      'agents: { "1": { uses: http } }\nnodes:\n  - agent_id: |',
      '1',
      'agents: { "1": { uses: http } }\nnodes:\n  - agent_id: "1"|',
    ],
    [
      'an id that YAML would read as something else',
      'agents:\n  "a: b": { uses: http }\nnodes:\n  - agent_id: |',
      'a: b',
      'agents:\n  "a: b": { uses: http }\nnodes:\n  - agent_id: "a: b"|',
    ],
  ];
  for (const [what, document, label, after] of table)
    it(what, () => {
      assert.equal(accept(document, label), after);
    });
});

describe('completion of values', () => {
  const table: [what: string, document: string, offered: string][] = [
    ['types of nodes, those of later versions last', 'nodes:\n  - type: |', nodeTypes],
    ['types in a flow map that is not closed', 'nodes:\n  - { id: a, type: |', nodeTypes],
    ['a type that is changed', 'nodes:\n  - { id: a, type: st|art }', nodeTypes],
    ['types in JSON', '{ "nodes": [ { "id": "a", "type": "|" } ] }', nodeTypes],
    ['types of inputs', 'inputs:\n  a:\n    type: |', 'string number integer boolean object array'],
    ['gateway types', 'nodes:\n  - id: a\n    type: parallel_gateway\n    gateway_type: |', 'fork join'],
    ['gateway types before the type', 'nodes:\n  - gateway_type: |', 'fork join'],
    ['runners', 'agents:\n  a:\n    uses: |', 'http sql cache transform script command llm mcp ipa mock'],
    [
      'join modes',
      'nodes:\n  - { id: a, type: parallel_gateway, gateway_type: join, config: { mode: | } }',
      'all any race n_of_m majority all_settled',
    ],
    ['what happens on failure', 'error_handling: { on_failure: | }', 'abort continue drain'],
    ['true and false', 'edges:\n  - default: |', 'true false'],
    ['capabilities', 'agents:\n  a:\n    capabilities: [|]', 'database_query api_call cache_read merge'],
    ['a key below its parent line', `${head}  - id: z\n    agent_id:\n      |`, 'api db'],
    ['agents', `${head}  - { id: z, type: agent_task, agent_id: | }`, 'api db'],
    ['agents with a word begun', `${head}  - { id: z, type: agent_task, agent_id: d|`, 'api db'],
    [
      'targets: neither the source nor what would close a cycle',
      `${head}${edges}  - source: last\n    target: |`,
      'end',
    ],
    [
      'targets: those that nothing leads to first, those that the source leads to already last, never the start',
      `${head}${edges}  - source: fork\n    target: |`,
      'end both last fetch look-up',
    ],
    [
      'targets of an edge that is written: it does not count itself',
      `${head}${edges}  - { source: last, target: en|d }`,
      'end',
    ],
    [
      'targets of an edge in the middle',
      `${head}${edges.replace('target: look-up', 'target: lo|')}`,
      'look-up end both last fetch',
    ],
    [
      'targets where one is written: its own edge does not count',
      `${head}${edges.replace('target: fetch', 'target: fe|tch')}`,
      'fetch end both last look-up',
    ],
    ['targets without a source', `${head}${edges}  - { source: , target: | }`, 'end fork fetch look-up both last'],
    [
      'sources: those that lead nowhere first, never the end',
      `${head}${edges}  - { source: |`,
      'last start fork fetch look-up both',
    ],
    [
      'sources: neither the target nor what it leads to',
      `${head}${edges}  - { source: |, target: fetch }`,
      'start look-up fork',
    ],
    [
      'sources in an open quote, with more behind it',
      `${head}edges:\n  - source: "fe|\n    target: end\n`,
      'start fork fetch look-up both last',
    ],
    ['nothing for a name', 'nodes:\n  - id: |', ''],
    ['kinds of failure', 'error_handling: { retry: { retry_on: [|] } }', 'timeout network http sql script agent'],
    [
      'formats of inputs',
      'inputs: { a: { format: | } }',
      'date time date-time email hostname ipv4 ipv6 regex uri uuid',
    ],
    ['what a boolean input may be by default', 'inputs: { a: { type: boolean, default: | } }', 'true false'],
    ['what an input may be by default', 'inputs:\n  a: { type: number, enum: [10, 20], default: | }', '10 20'],
    ['nothing where a default may be anything', 'inputs: { a: { type: string, default: | } }', ''],
    [
      'capabilities of other agents too',
      'agents:\n  a: { capabilities: [to_sing] }\n  b: { capabilities: [|] }',
      'database_query api_call cache_read merge to_sing',
    ],
  ];
  for (const [what, document, offered] of table)
    it(what, () => {
      assert.equal(labels(document), offered);
      assert.equal(labels(document.replaceAll('\n', '\r\n')), offered, 'with CRLF');
    });

  it('tells about nodes, agents and modes', () => {
    const item = (document: string, label: string) => completions(document).find((one) => one.label === label);
    const node = item(`${head}${edges}  - target: |`, 'both');
    assert.equal(node?.detail, 'parallel_gateway (join)');
    assert.match(
      node.documentation?.() ?? '',
      /Mode: `all`. Merge: `by_branch`.\s+After `fetch`, `look-up`\s+Before `last`$/,
    );
    const agent = item(`${head}  - agent_id: |`, 'db');
    assert.equal(agent?.detail, 'sql');
    assert.match(agent.documentation?.() ?? '', /Uses `sql`.*Can: `database_query`.*Used by `look-up`/s);
    assert.match(item('nodes:\n  - type: |', 'agent_task')?.documentation?.() ?? '', /^One piece of work/);
    const runner = item('agents:\n  a:\n    uses: |', 'llm');
    assert.match(runner?.documentation?.() ?? '', /Output: `{ text, json, usage }`/);
  });
});

describe('completion in expressions', () => {
  const contexts = 'inputs input nodes secrets env workflow execution';
  const functions = 'contains startsWith endsWith format join toJSON fromJSON';
  const withIt = (line: string): string =>
    `${head.replace('{ id: last, type: agent_task, agent_id: api }', line)}${edges}`;
  const last = (value: string): string =>
    withIt(`id: last\n    type: agent_task\n    agent_id: api\n    with:\n      body: ${value}`);
  const table: [what: string, document: string, offered: string][] = [
    ['contexts and functions', last('${{ | }}'), `${contexts} ${functions}`],
    ['in quotes', last('"${{ | }}"'), `${contexts} ${functions}`],
    ['not closed', last('"a ${{ |"'), `${contexts} ${functions}`],
    ['not closed, the quote neither', last('"a ${{ in|'), `${contexts} ${functions}`],
    [
      'in a flow map',
      withIt('{ id: last, type: agent_task, agent_id: api, with: { body: "${{ inputs.|" } }'),
      'query limit',
    ],
    [
      'in an open quote that swallows what the node is',
      withIt('id: last\n    with:\n      body: "${{ nodes.|\n    type: agent_task\n    agent_id: api'),
      'start fork fetch look-up both',
    ],
    [
      'in an open quote that swallows other agents',
      `${head.replace('{ uses: http, with: { url: "http://localhost" } }', '\n    uses: http\n    with:\n      url: "${{ nodes.look-up.output.|').replace('fetch, type: agent_task, agent_id: api', 'fetch, type: agent_task, agent_id: db')}${edges}`,
      'columns rows row_count',
    ],
    ['in a block scalar', last('>\n        a ${{ inputs.| }}'), 'query limit'],
    [
      'in a block scalar behind a sign of comments',
      last('>\n        # Title ${{ inputs.| }}\n        # more'),
      'query limit',
    ],
    ['in a text of two lines behind one', last('"a\n        # Title ${{ inputs.| }}"'), 'query limit'],
    ['not in a comment', last('a # ${{ inputs.| }}'), ''],
    ['not in a comment behind the header', last('> # ${{ inputs.| }}\n        text'), ''],
    ['not in a comment behind a text', last('>\n        text\n    # ${{ inputs.| }}'), ''],
    ['on the second line of one', last('>\n        a ${{ inputs.query &&\n          inputs.| }} b'), 'query limit'],
    [
      'on the second line of a folded one',
      last('>-\n        ${{ inputs.query\n        && inputs.|\n        }}'),
      'query limit',
    ],
    ['on the second line in quotes', last('"${{ inputs.query &&\n        inputs.| }}"'), 'query limit'],
    ['on the second line, not closed', last("'${{ inputs.query &&\n        inputs.|'"), 'query limit'],
    ['on the second line of a plain one', last('${{ inputs.query &&\n        inputs.| }}'), 'query limit'],
    ['not behind its end on a line above', last('>\n        a ${{ inputs.query &&\n        input }} inputs.|'), ''],
    ['the second of two', last('"${{ inputs.query }} ${{ inputs.| }}"'), 'query limit'],
    ['inputs', last('${{ inputs.| }}'), 'query limit'],
    ['inputs with a word begun', last('${{ inputs.li| }}'), 'query limit'],
    ['inside a function', last('${{ contains(inputs.|) }}'), 'query limit'],
    ['only nodes that come before', last('${{ nodes.| }}'), 'start fork fetch look-up both'],
    ['what a node has', last('${{ nodes.fetch.| }}'), 'output status error'],
    ['what its runner returns', last('${{ nodes.fetch.output.| }}'), 'status headers body'],
    ['a node with a dash', last('${{ nodes.look-up.output.| }}'), 'columns rows row_count'],
    ['what a join puts together', last('${{ nodes.both.output.| }}'), 'fetch look-up'],
    ['and deeper', last('${{ nodes.both.output.fetch.| }}'), 'status headers body'],
    ['what the node receives', last('${{ input.| }}'), 'fetch look-up'],
    [
      'what a node after a start receives through a fork',
      head.replace('agent_id: api }', 'agent_id: api, with: { body: "${{ input.| }}" } }') + edges,
      'query limit',
    ],
    ['the workflow', last('${{ workflow.| }}'), 'name'],
    ['the execution', last('${{ execution.| }}'), 'id'],
    ['nothing in a text', last("${{ 'a | b' }}"), ''],
    ['nothing behind an index', last('${{ nodes.fetch.output[0].| }}'), ''],
    ['nothing behind a call', last('${{ fromJSON(inputs.query).| }}'), ''],
    ['nothing behind the end', last('${{ inputs.query }} |'), ''],
    [
      'outputs may name every node',
      `${head}outputs:\n  all: \${{ nodes.| }}`,
      'start fork fetch look-up both last end',
    ],
    [
      'an agent names what comes before each node that uses it',
      `${head.replace('"http://localhost"', '"${{ nodes.| }}"')}${edges}`,
      'start fork',
    ],
    [
      'an agent of one node what comes before that',
      `${head.replace('agents:', 'agents:\n  end: { uses: mock, with: { output: "${{ nodes.| }}" } }').replace('{ id: last, type: agent_task, agent_id: api }', '{ id: last, type: agent_task, agent_id: end }')}${edges}`,
      'start fork fetch look-up both',
    ],
    [
      'an agent that nobody uses may name every node',
      `${head.replace('agents:', 'agents:\n  free: { uses: mock, with: { output: "${{ nodes.| }}" } }')}${edges}`,
      'start fork fetch look-up both last end',
    ],
    ["an agent's settings too", head.replace('"http://localhost"', '"${{ inputs.| }}"'), 'query limit'],
    [
      'a condition without braces',
      `${head}${edges}  - source: last\n    target: end\n    condition: |`,
      `${contexts} ${functions} success failure always`,
    ],
    [
      'a condition in a flow map',
      `${head}${edges}  - { source: last, target: end, condition: nodes.last.output.| }`,
      'status headers body',
    ],
    [
      'a condition in quotes',
      `${head}${edges}  - { source: last, target: end, condition: "contains(inputs.|" }`,
      'query limit',
    ],
    [
      'a condition in braces',
      `${head}${edges}  - { source: last, target: end, condition: "\${{ nodes.|" }`,
      'start fork fetch look-up both last',
    ],
    [
      'what a mock answers',
      `${head.replace('uses: http, with: { url: "http://localhost" }', 'uses: mock, with: { output: { a: 1, b: { c: 2 } } }')}outputs:\n  r: \${{ nodes.fetch.output.|`,
      'a b',
    ],
    [
      'and deeper',
      `${head.replace('uses: http, with: { url: "http://localhost" }', 'uses: mock, with: { output: { a: "${{ inputs.query }}", b: { c: 2 } } }')}outputs:\n  r: \${{ nodes.fetch.output.b.|`,
      'c',
    ],
    [
      "a node's own answer",
      `${head.replace('{ id: fetch, type: agent_task, agent_id: api }', '{ id: fetch, type: agent_task, agent_id: mock, with: { output: { own: 1 } } }').replace('agents:', 'agents:\n  mock: { uses: mock }')}outputs:\n  r: \${{ nodes.fetch.output.|`,
      'own',
    ],
    [
      'one map of all branches',
      `${head.replace('gateway_type: join', 'gateway_type: join, config: { merge: merge_dict }')}${edges}outputs:\n  r: \${{ nodes.both.output.|`,
      'status headers body columns rows row_count',
    ],
    [
      'what the first of unlike branches surely has',
      `${head.replace('gateway_type: join', 'gateway_type: join, config: { merge: first_result }')}${edges}outputs:\n  r: \${{ nodes.both.output.|`,
      '',
    ],
    [
      'what the first of like branches has',
      `${head.replace('agent_id: db', 'agent_id: api').replace('gateway_type: join', 'gateway_type: join, config: { merge: first_result }')}${edges}outputs:\n  r: \${{ nodes.both.output.|`,
      'status headers body',
    ],
    [
      'a loop',
      withIt(
        '{ id: last, type: for_each, agent_id: api, config: { items: "${{ inputs.list }}", as: row }, with: { body: "${{ | }}" } }',
      ),
      `${contexts} row index ${functions}`,
    ],
    ['JSONata is another language', 'agents:\n  a: { uses: transform, with: { expression: "inputs.|" } }', ''],
  ];
  for (const [what, document, offered] of table)
    it(what, () => {
      assert.equal(labels(document), offered);
      assert.equal(labels(document.replaceAll('\n', '\r\n')), offered, 'with CRLF');
    });
});
