import { expectDiagnostics, type Said } from '../document.ts';

const workflow = (agents: string, rest = ''): string => `name: a
${rest}agents:
${agents}nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: one }
  - { source: one, target: end }
`;

describe('unused-agent', () => {
  it('is on the key of the agent', () => {
    expectDiagnostics(workflow('  work: { uses: mock }\n  «spare»: { uses: mock }\n'), [
      { code: 'unused-agent', severity: 'hint', message: 'No node uses the agent "spare". Use it, or remove it.' },
    ]);
  });

  it('is not said where it may be the one that is meant', () => {
    expectDiagnostics(workflow('  wrok: { uses: mock }\n').replace('agent_id: work', 'agent_id: «work»'), [
      {
        code: 'unknown-agent',
        message: 'There is no agent "work". Did you mean "wrok"?',
        nodes: ['one'],
        suggestion: 'wrok',
      },
    ]);
  });
});

describe('unused-input', () => {
  const input = (id: string): string => `inputs:\n  ${id}: { type: string }\n`;
  const hint: Said = {
    code: 'unused-input',
    severity: 'hint',
    message: 'Nothing reads the input "query". Use it, or remove it.',
  };
  const agent = (text: string): string => `  work: ${text}\n`;

  it('is on the key of the input', () => {
    const unread = [
      '{ uses: mock }',
      '{ uses: transform, with: { expression: "1 * 2" } }',
      '{ uses: mock, with: { output: "${{ execution.id }} inputs.query" } }',
    ];
    for (const text of unread) expectDiagnostics(workflow(agent(text), input('«query»')), [hint]);
  });

  it('is not said of what may be read', () => {
    const read = [
      '{ uses: mock, with: { output: "${{ INPUTS.Query }}" } }',
      '{ uses: mock, with: { output: "${{ toJSON(inputs) }}" } }',
      '{ uses: mock, with: { output: "${{ input.query }}" } }',
      '{ uses: mock, with: { output: "${{ nodes.start.output }}" } }',
      '{ capabilities: [database_query] }',
      '{ capabilities: [merge] }',
      '{ uses: transform, with: { expression: "inputs.query" } }',
      '{ uses: transform, with: { expression: "$keys(inputs)" } }',
      '{ uses: transform, with: { expression: "$merge([$$, {}])" } }',
    ];
    for (const text of read) expectDiagnostics(workflow(agent(text), input('query')), []);
  });

  it('is not said where the inputs are the result', () => {
    expectDiagnostics(
      `name: a
${input('query')}nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
`,
      [],
    );
  });

  it('is not said where another name is misspelt', () => {
    expectDiagnostics(workflow(agent('{ uses: mock, with: { output: "${{ inputs.«qurey» }}" } }'), input('query')), [
      {
        code: 'unknown-reference',
        message: 'There is no input "qurey". Did you mean "query"?',
        suggestion: 'query',
      },
    ]);
  });
});
