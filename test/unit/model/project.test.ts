import assert from 'node:assert/strict';
import { analyse, type ProjectOptions } from '../../../src/model/project.ts';
import { expectDiagnostics } from './document.ts';

const mistaken = (comment: string, above = ''): string => `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
${above}  - { id: fetch, type: agent_task, agent_id: work, retries: 3 }${comment}
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`;

/** With a text on the line above the mistake. */
const below = (text: string, comment = ''): string =>
  mistaken('').replace(
    /\{ id: fetch.*3 \}/,
    `id: fetch\n    type: agent_task\n    agent_id: work\n    x-text: ${text}\n    retries: 3${comment}`,
  );

const codes = (text: string, options: ProjectOptions = {}): string =>
  analyse(text, options)
    .diagnostics.map(({ code, severity }) => `${severity} ${code}`)
    .join(', ');

describe('# workflow-ignore', () => {
  for (const [where, text, expected] of [
    ['nowhere', mistaken(''), 'error unknown-key'],
    ['on the line', mistaken(' # workflow-ignore: unknown-key'), ''],
    ['on the line above', mistaken('', '  # workflow-ignore: unknown-key\n'), ''],
    ['two lines above', mistaken('', '  # workflow-ignore: unknown-key\n\n'), 'error unknown-key'],
    ['for another code', mistaken(' # workflow-ignore: missing-key'), 'error unknown-key'],
    ['for the beginning of the code', mistaken(' # workflow-ignore: unknown'), 'error unknown-key'],
    ['among several', mistaken(' # workflow-ignore: cycle, unknown-key'), ''],
    ['among several without commas', mistaken(' # workflow-ignore: cycle unknown-key'), ''],
    ['without blanks', mistaken(' #workflow-ignore:unknown-key'), ''],
    ['without a code', mistaken(' # workflow-ignore:'), 'error unknown-key'],
    ['in a text in quotes above', below('"# workflow-ignore: unknown-key"'), 'error unknown-key'],
    ['in a text without quotes above', below('http://x/a#workflow-ignore:unknown-key'), 'error unknown-key'],
    ['in a block of text above', below('|\n      # workflow-ignore: unknown-key'), 'error unknown-key'],
    ['behind the mark of a block of text above', below('| # workflow-ignore: unknown-key'), ''],
    ['behind a text that has the words', below("'# workflow-ignore: a' # workflow-ignore: unknown-key"), ''],
  ] as const)
    it(`${where} gives: ${expected === '' ? 'nothing' : expected}`, () => {
      assert.equal(codes(text), expected);
    });

  it('is found where a file is read as a whole too', () => {
    const aliased = (text: string, comment = ''): string => below(text, comment).replace('name: a', 'name: &it a');
    assert.equal(codes(aliased('"# workflow-ignore: unknown-key"')), 'error unknown-key');
    assert.equal(codes(aliased('"# workflow-ignore: a"', ' # workflow-ignore: unknown-key')), '');
  });

  it('silences one place, not others', () => {
    const text = mistaken(' # workflow-ignore: unknown-key').replace('type: start }', 'type: start, retries: 3 }');
    assert.equal(codes(text), 'error unknown-key');
  });

  it('works with Windows line ends', () => {
    assert.equal(codes(mistaken('', '  # workflow-ignore: unknown-key\n').replaceAll('\n', '\r\n')), '');
  });

  it('silences what the parser says too', () => {
    assert.equal(codes(mistaken('').replace('retries: 3', 'agent_id: work')), 'error duplicate-key');
    assert.equal(codes(mistaken(' # workflow-ignore: duplicate-key').replace('retries: 3', 'agent_id: work')), '');
  });
});

describe('severities that the user sets', () => {
  it('change one code, for all of its diagnostics', () => {
    const text = mistaken('')
      .replace('type: end }', 'type: end, retries: 3 }')
      .replace('source: start', 'source: strt');
    assert.equal(
      codes(text, { severity: { 'unknown-key': 'hint' } }),
      'hint unknown-key, hint unknown-key, error unknown-node',
    );
  });

  for (const severity of ['warning', 'info', 'hint'] as const)
    it(`make the workflow executable where no error is left: ${severity}`, () => {
      const project = analyse(mistaken(''), { severity: { 'unknown-key': severity } });
      assert.equal(project.diagnostics[0]?.severity, severity);
      assert(project.executable);
    });

  it('leave it out: off', () => {
    assert.equal(codes(mistaken(''), { severity: { 'unknown-key': 'off' } }), '');
  });

  it('do not wake what is ignored', () => {
    const text = mistaken(' # workflow-ignore: unknown-key');
    assert.equal(codes(text, { severity: { 'unknown-key': 'error' } }), '');
  });
});

describe('what keeps a workflow from being executed', () => {
  const unknown = (comment: string): string =>
    mistaken('').replace(', retries: 3', '').replace('agent_id: work }', `agent_id: wrok }${comment}`);
  const blockers = (text: string, options: ProjectOptions = {}): readonly string[] =>
    analyse(text, options).blockers.map(({ code }) => code);

  it('is every error that is shown', () => {
    assert.deepEqual(blockers(mistaken('')), ['unknown-key']);
    assert.deepEqual(blockers(mistaken(''), { severity: { 'unknown-key': 'warning' } }), []);
  });

  it('is a mistake without whose mending there is nothing to execute, silenced or not', () => {
    for (const [text, options] of [
      [unknown(' # workflow-ignore: unknown-agent'), {}],
      [unknown(''), { severity: { 'unknown-agent': 'off' } }],
      [unknown(''), { severity: { 'unknown-agent': 'hint' } }],
    ] as const) {
      assert.deepEqual(blockers(text, options), ['unknown-agent']);
      assert.equal(analyse(text, options).executable, false);
    }
  });
});

describe('a text that cannot be read as a whole', () => {
  it('is not said to lack what may stand behind the mistake', () => {
    assert.equal(codes(mistaken('').replace('name: a', 'name: "a')), 'error yaml-syntax');
    assert.equal(
      codes(mistaken('').replace('{ id: start, type: start }', '{ id: start, type: ').replace(', retries: 3', '')),
      'error yaml-syntax',
    );
  });
});

describe('what the schema says', () => {
  it('is said in time that grows with the mistakes', () => {
    const nodes = Array.from(
      { length: 3_000 },
      (_, index) => `  - { id: n${String(index)}, type: delay, config: { seconds: 1 }, wrong: 1 }`,
    );
    const text = `name: a\nnodes:\n${nodes.join('\n')}\nedges: []\n`;
    assert.equal(analyse(text).diagnostics.filter(({ code }) => code === 'unknown-key').length, 3_000);
  });

  it('is left out where another extension says it, the rules are not', () => {
    const text = mistaken('').replace('source: start', 'source: strt');
    assert.equal(codes(text, { schema: false }), 'error unknown-node');
  });
});

describe('diagnostics', () => {
  it('are in the order of the text', () => {
    const { diagnostics } = analyse(
      mistaken('')
        .replace('source: start', 'source: strt')
        .replace('name: a', 'name: 5')
        .replace('type: end', 'typ: end'),
    );
    const lines = diagnostics.map(({ range }) => range.start.line);
    assert.deepEqual(
      lines,
      [...lines].sort((a, b) => a - b),
    );
    assert(lines.length >= 4);
  });

  it('are none for an empty file, which is not executable', () => {
    for (const text of ['', '# nothing yet\n']) {
      const { diagnostics, executable } = analyse(text);
      assert.deepEqual(diagnostics, []);
      assert(!executable);
    }
  });
});

/** Step six of the tutorial; its `"..."` are agents here. */
const tutorial = `{
    "name": "Data Aggregation",
    "nodes": [
      {"id": "start", "type": "start"},
      {"id": "fork", "type": "parallel_gateway", "gateway_type": "fork"},
      {"id": "fetch_db", "type": "agent_task", "agent_id": "..."},
      {"id": "fetch_api", "type": "agent_task", "agent_id": "..."},
      {"id": "fetch_cache", "type": "agent_task", "agent_id": "..."},
      {"id": "join", "type": "parallel_gateway", "gateway_type": "join"},
      {"id": "merge", "type": "agent_task", "agent_id": "..."},
      {"id": "end", "type": "end"}
    ],
    "edges": [
      {"source": "start", "target": "fork"},
      {"source": "fork", "target": "fetch_db"},
      {"source": "fork", "target": "fetch_api"},
      {"source": "fork", "target": "fetch_cache"},
      {"source": "fetch_db", "target": "join"},
      {"source": "fetch_api", "target": "join"},
      {"source": "fetch_cache", "target": "join"},
      {"source": "join", "target": "merge"},
      {"source": "merge", "target": "end"}
    ]
  }`;

/** Its agents by their capabilities, as in step two. */
const agents = `"agents": {
      "db": {"name": "Database Agent", "description": "從資料庫獲取資料", "capabilities": ["database_query"]},
      "api": {"name": "API Agent", "description": "從外部 API 獲取資料", "capabilities": ["api_call"]},
      "cache": {"name": "Cache Agent", "description": "從快取獲取資料", "capabilities": ["cache_read"]},
      "merger": {"name": "Merge Agent", "capabilities": ["merge"]}
    },`;

describe('the tutorial’s workflow as JSON', () => {
  it('is valid but for its places for agents', () => {
    const { diagnostics } = analyse(tutorial);
    assert.deepEqual(
      diagnostics.map(({ code, nodes }) => [code, ...nodes]),
      ['fetch_db', 'fetch_api', 'fetch_cache', 'merge'].map((id) => ['placeholder-agent', id]),
    );
  });

  it('is valid with the agents of step two, word for word', () => {
    const named = ['db', 'api', 'cache', 'merger'].reduce((text, id) => text.replace('"..."', `"${id}"`), tutorial);
    const project = expectDiagnostics(named.replace('"nodes"', `${agents}\n    "nodes"`), []);
    assert(project.executable);
    const uses = project.definition.nodes.flatMap((node) =>
      'agentId' in node ? `${node.id} ${project.definition.agents.get(node.agentId)?.uses ?? ''}` : [],
    );
    assert.deepEqual(uses, ['fetch_db sql', 'fetch_api http', 'fetch_cache cache', 'merge transform']);
  });
});
