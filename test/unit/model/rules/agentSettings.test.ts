import { expectDiagnostics, type Said } from '../document.ts';
import { chain } from '../subworkflows/workflows.ts';

/** A workflow whose node `it` is done by this agent, and with settings of its own. */
function expect(agent: string, said: readonly Said[], node = ''): void {
  const more = `inputs: { q: {} }\nagents:\n  work: ${agent}\n`;
  const reading = '{ id: read, type: agent_task, agent_id: reader }';
  const reader = '  reader: { uses: mock, with: { output: "${{ inputs.q }}" } }\n';
  expectDiagnostics(chain([`{ id: it, type: agent_task, agent_id: work${node} }`, reading], more + reader), said);
}

function missing(uses: string, setting: string, nodes = ['it']): Said {
  const message = `The agent "work" uses "${uses}", which needs the setting ${setting}. Write it under "with".`;
  const suggestion = /^"(\w+)"/.exec(setting)?.[1] ?? '';
  return { code: 'missing-key', message, nodes, suggestion };
}

describe('a setting that a runner needs', () => {
  const table: readonly (readonly [uses: string, setting: string, right: string])[] = [
    ['http', '"url"', 'url: "https://example.com"'],
    ['sql', '"query"', 'query: SELECT 1'],
    ['cache', '"key"', 'key: users'],
    ['transform', '"expression"', 'expression: input'],
    ['script', '"path"', 'path: a.mjs'],
    ['command', '"run" or "shell"', 'run: [date]'],
    ['command', '"run" or "shell"', 'shell: date'],
    ['llm', '"prompt"', 'prompt: Hello'],
    ['mcp', '"tool"', 'server: files, tool: read'],
  ];
  for (const [uses, setting, right] of table)
    it(`is ${setting} of ${uses}, as in { ${right} }`, () => {
      expect(`{ uses: ${uses}, with: { ${right} } }`, []);
      expect(`{ uses: ${uses} }`, [], `, with: { ${right} }`);
      const other = uses === 'mcp' ? 'server: files' : '';
      expect(`{ uses: «${uses}», with: { ${other} } }`, [missing(uses, setting)]);
    });

  it('is missed where nothing but a blank is written', () => {
    expect('{ uses: «http», with: { url: "" } }', [missing('http', '"url"')]);
    expect('{ uses: «sql» }', [missing('sql', '"query"')], ', with: { query: " " }');
  });

  it('may come from an expression', () => {
    expect('{ uses: http, with: { url: "${{ inputs.q }}" } }', []);
    expect('{ uses: http, with: { url: "${{ inputs.q }}/users" } }', []);
    expect('{ uses: sql }', [], ', with: { query: "${{ inputs.q }}" }');
  });

  it('comes with a capability', () => {
    expect('{ capabilities: [merge] }', []);
    expect('{ capabilities: [merge], with: { expression: input.a } }', []);
  });

  it('is said once where it is there and wrong', () => {
    expect('{ uses: http, with: «[url]» }', [{ code: 'invalid-type', message: '"with" must be a map of keys.' }]);
    expect('{ uses: http, with: { url: «3» } }', [{ code: 'invalid-type', message: '"url" must be a text.' }]);
    expect('{ uses: http, with: { «urll»: a } }', [
      { code: 'unknown-key', message: 'Unknown key "urll". Did you mean "url"?', suggestion: 'url' },
    ]);
  });

  it('is said of each node that lacks it, where others have it', () => {
    const nodes = [
      '{ id: one, type: agent_task, agent_id: «work» }',
      '{ id: two, type: agent_task, agent_id: work, with: { url: "https://example.com" } }',
      '{ id: three, type: for_each, agent_id: «work», config: { items: [1] } }',
    ];
    expectDiagnostics(chain(nodes, 'agents: { work: { uses: http } }\n'), [
      missing('http', '"url"', ['one']),
      missing('http', '"url"', ['three']),
    ]);
  });

  it('is said of the agent where no node has it, and not of one that nothing uses', () => {
    const nodes = ['{ id: one, type: agent_task, agent_id: work }', '{ id: two, type: agent_task, agent_id: work }'];
    expectDiagnostics(
      chain(nodes, 'agents: { work: { uses: «http» }, later: { uses: sql } }\n'),
      [missing('http', '"url"', ['one', 'two'])],
      { severity: { 'unused-agent': 'off' } },
    );
  });
});
