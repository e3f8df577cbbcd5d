import { expectDiagnostics } from '../document.ts';

/** A workflow in which an agent's JSONata is executed by `middle`, behind `first` and before `last`. */
function transforms(expression: string): string {
  return `name: a
inputs: { q: { type: string } }
agents:
  work: { uses: transform, with: { expression: ${expression} } }
  mock: { uses: mock, with: { output: "\${{ inputs.q }}" } }
nodes:
  - { id: start, type: start }
  - { id: first, type: agent_task, agent_id: mock }
  - { id: middle, type: agent_task, agent_id: work }
  - { id: last, type: agent_task, agent_id: mock }
  - { id: end, type: end }
edges:
  - { source: start, target: first }
  - { source: first, target: middle }
  - { source: middle, target: last }
  - { source: last, target: end }
`;
}

describe('expression-syntax', () => {
  it('is on the text between the braces', () => {
    expectDiagnostics(
      `name: a
inputs: { query: { type: string } }
agents: { work: { uses: mock, with: { output: "\${{«  »}} \${{ inputs.query }}" } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work, with: { output: "first \${{ inputs.query }}, \${{ inputs.query «==» }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end, condition: 1 «+» }
`,
      [
        { code: 'expression-syntax', message: 'The expression is empty. Write one between the braces.' },
        {
          code: 'expression-syntax',
          message: 'The expression ends too early, behind "==".',
        },
        {
          code: 'expression-syntax',
          message: 'Expressions do not calculate. An agent that uses "transform" can.',
        },
      ],
    );
  });

  it('is on the whole value where the expression does not end', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock, with: { output: «"\${{ 'a}}'"» } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [{ code: 'expression-syntax', message: 'The expression does not end. Add the closing braces.' }],
    );
  });

  it('is on the whole value where escapes keep the expression from being found', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock, with: { output: «"\${{ inputs.\\u0061 == }}"» } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [
        {
          code: 'expression-syntax',
          message: 'The expression ends too early, behind "==".',
        },
      ],
    );
  });

  const withOutput = (expression: string): string => `name: a
agents: { work: { uses: mock, with: { output: "\${{${expression}}}" } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`;

  it('says of a long expression how long it may be, and what to do', () => {
    const list = (characters: number): string => {
      const [before, after] = ["fromJSON('[", "]')"];
      return `${before}${'1,'.repeat(characters).slice(0, characters - before.length - after.length - 1)}1${after}`;
    };
    expectDiagnostics(withOutput(list(21_000)), []);
    const message =
      'The expression has 21001 characters, and may have 21000. Write long values as YAML, outside of the braces.';
    expectDiagnostics(withOutput(`«${list(21_001)}»`), [{ code: 'expression-syntax', message }]);
  });

  it('says of a deep expression how deep it may be, also beyond what the parser bears', () => {
    const message = 'The expression is nested more than 32 deep.';
    for (const depth of [33, 49, 50, 51, 52, 1000])
      expectDiagnostics(withOutput(`«${'!('.repeat(depth)}true${')'.repeat(depth)}»`), [
        { code: 'expression-syntax', message },
      ]);
  });

  it('is on what only conditions can ask', () => {
    const at = (output: string, condition: string): string => `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work, with: { output: "${output}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end, condition: "${condition}" }
`;
    for (const name of ['success', 'failure', 'ALWAYS'])
      expectDiagnostics(at(`a \${{ !«${name}»() }}`, 'success()'), [
        { code: 'expression-syntax', message: `"${name}()" can be asked in the condition of an edge only.` },
      ]);
    for (const condition of ['failure()', '${{ failure() }}', '${{ !success() || input }}'])
      expectDiagnostics(at("${{ format('success()') }}", condition), []);
  });

  it('does not take braces in JSONata for its own', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: transform, with: { expression: "'\${{ ' & input" } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: again, type: agent_task, agent_id: work, with: { expression: "'\${{ ' & input" } }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: again }
  - { source: again, target: end }
`,
      [],
    );
  });

  it('is where JSONata cannot be read', () => {
    const cases = [
      ["'«{» a: '", 'This "{" is not closed. Add "}".'],
      ["'input.a «]»'", 'This "]" closes nothing that is open here.'],
      ["'(input.a + «)»'", 'Something is missing before ")".'],
      ["'input.a «&»'", 'Something is missing behind "&".'],
      ["'input «b»'", 'An operator is missing before "b".'],
      [`'[«"»a]'`, 'This """ is not closed. Add """.'],
      ['«"\\u0028input"»', 'This "(" is not closed. Add ")".'],
    ] as const;
    for (const [expression, message] of cases)
      expectDiagnostics(transforms(expression), [
        { code: 'expression-syntax', message: `This JSONata cannot be read: ${message}` },
      ]);
    for (const expression of ['"a.b[c=1].{d: $f(?, *)}"', '"(input; $x := /[/]/;)"', '"function($x)<n:n>{ $x }"'])
      expectDiagnostics(transforms(expression), []);
  });
});

describe('unknown-reference', () => {
  it('is on the name that is not there: a context, an input, a node', () => {
    expectDiagnostics(
      `name: a
inputs: { query: { type: string } }
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work, with: { output: "\${{ inputs.«qery» }} \${{ «input_s».query }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end, condition: nodes.«fetsh».output && nodes.FETCH.output }
outputs:
  result: "\${{ nodes.«nowhere».output }}"
`,
      [
        {
          code: 'unknown-reference',
          message: 'There is no input "qery". Did you mean "query"?',
          suggestion: 'query',
        },
        {
          code: 'unknown-reference',
          message: 'There is no "input_s" here. Did you mean "inputs"?',
          suggestion: 'inputs',
        },
        {
          code: 'unknown-reference',
          message: 'There is no node "fetsh". Did you mean "fetch"?',
          suggestion: 'fetch',
        },
        {
          code: 'unknown-reference',
          message: 'There is no node "nowhere". Known are: start, fetch, end.',
        },
      ],
    );
  });

  it('is on what a node, the workflow or the execution has not', () => {
    const at = (expression: string): string => `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: first, type: agent_task, agent_id: work }
  - { id: second, type: agent_task, agent_id: work, with: { output: "\${{ ${expression} }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: first }
  - { source: first, target: second }
  - { source: second, target: end }
`;
    const cases = [
      ['nodes.first.«outptu».body', '"nodes.first" has no "outptu". Did you mean "output"?', 'output'],
      ["nodes['first']['«outptu»']", '"nodes.first" has no "outptu". Did you mean "output"?', 'output'],
      ['workflow.«nme»', '"workflow" has no "nme". Did you mean "name"?', 'name'],
      ['execution.«idd»', '"execution" has no "idd". Did you mean "id"?', 'id'],
      ['nodes.first.«rows»', '"nodes.first" has no "rows". Known are: output, status, error.', undefined],
    ] as const;
    for (const [expression, message, suggestion] of cases)
      expectDiagnostics(at(expression), [
        { code: 'unknown-reference', message, ...(suggestion !== undefined && { suggestion }) },
      ]);
    for (const expression of ['nodes.first.Status', 'nodes.first', 'workflow.NAME', 'workflow', 'nodes.first[input]'])
      expectDiagnostics(at(expression), []);
  });

  it('is on what JSONata names where its context is certain, with regard to case', () => {
    const cases = [
      ['inputs.«zz»', 'There is no input "zz". Known are: q.', undefined],
      ['[inputs.«Q»]', 'There is no input "Q". Did you mean "q"?', 'q'],
      ['$count(nodes.«frst».rows)', 'There is no node "frst". Did you mean "first"?', 'first'],
      ['input.a[$$.nodes.«First»]', 'There is no node "First". Did you mean "first"?', 'first'],
    ] as const;
    for (const [expression, message, suggestion] of cases)
      expectDiagnostics(transforms(`"${expression}"`), [
        { code: 'unknown-reference', message, ...(suggestion !== undefined && { suggestion }) },
      ]);
    for (const expression of [
      'input[inputs.zz]',
      'input.(nodes.zz)',
      'input{inputs.zz: 1}',
      'nodes.first.zz',
      '$inputs.zz',
    ])
      expectDiagnostics(transforms(`"${expression}"`), []);
  });

  it('names what is known where nothing is near', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock, with: { output: "\${{ «steps».fetch }}" } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [
        {
          code: 'unknown-reference',
          message: 'There is no "steps" here. Known are: inputs, input, nodes, secrets, env, workflow, execution.',
        },
      ],
    );
  });

  it('knows every input where none is declared, and what stands in brackets', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock, with: { output: "\${{ inputs.anything }} \${{ nodes['start'].output }}" } } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [],
    );
  });

  it('knows the item of a for_each by its names, there alone', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - id: each
    type: for_each
    agent_id: work
    with: { output: "\${{ user.name }} \${{ item }} \${{ index }}" }
    config: { items: "\${{ input.users }}", as: user }
  - { id: after, type: agent_task, agent_id: work, with: { output: "\${{ «item» }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: each }
  - { source: each, target: after }
  - { source: after, target: end }
`,
      [
        {
          code: 'unknown-reference',
          message: 'There is no "item" here. Known are: inputs, input, nodes, secrets, env, workflow, execution.',
        },
      ],
    );
  });
});

describe('reference-not-upstream', () => {
  it('is on a node that JSONata names', () => {
    const message = '"last" does not come before "middle", so it has no output yet. Name a node that leads here.';
    expectDiagnostics(transforms('"[nodes.first, nodes.«last».rows]"'), [
      { code: 'reference-not-upstream', message, nodes: ['middle', 'last'] },
    ]);
  });

  it('is on the node that is named, and is about the reader and it', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: first, type: agent_task, agent_id: work, with: { output: "\${{ nodes.«Second».output }}" } }
  - { id: second, type: agent_task, agent_id: work, with: { output: "\${{ nodes.first.output }} \${{ nodes.«second».output }}" } }
  - { id: end, type: end }
edges:
  - { source: start, target: first, condition: nodes.«first».output == null }
  - { source: first, target: second, condition: nodes.first.output == null }
  - { source: second, target: end }
outputs:
  result: "\${{ nodes.second.output }}"
`,
      [
        ['Second', 'first'],
        ['second', 'second'],
        ['first', 'start'],
      ].map(([named, reader]) => ({
        code: 'reference-not-upstream' as const,
        message: `"${named ?? ''}" does not come before "${reader ?? ''}", so it has no output yet. Name a node that leads here.`,
        nodes: [reader ?? '', named ?? ''],
      })),
    );
  });

  it('is also said of an agent’s settings, at each node that uses it', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock, with: { output: "\${{ nodes.«first».output }}" } } }
nodes:
  - { id: start, type: start }
  - { id: first, type: agent_task, agent_id: work }
  - { id: second, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: first }
  - { source: first, target: second }
  - { source: second, target: end }
`,
      [
        {
          code: 'reference-not-upstream',
          message: '"first" does not come before "first", so it has no output yet. Name a node that leads here.',
          nodes: ['first', 'first'],
        },
      ],
    );
  });
});
