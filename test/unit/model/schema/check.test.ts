import { expectDiagnostics, type Said } from '../document.ts';

const types = 'start, end, agent_task, parallel_gateway, exclusive_gateway, approval, delay, for_each, subworkflow';

/** One slip each, in a workflow that is sound besides: how it reads, and what is said of it. */
const slips: Readonly<Record<string, readonly [marked: string, Said]>> = {
  'a key that has no meaning': [
    'nodes: [{ id: start, type: start }, { id: end, type: end, «colour»: red }]',
    { code: 'unknown-key', message: 'Unknown key "colour". Allowed here: id, type, name, description, config.' },
  ],
  'a misspelt key': [
    'descripton: b',
    {
      code: 'unknown-key',
      message: 'Unknown key "descripton". Did you mean "description"?',
      suggestion: 'description',
    },
  ],
  'a key of another format': [
    'timeout: 5',
    {
      code: 'unknown-key',
      message: 'Unknown key "timeout". Did you mean "timeout_seconds"?',
      suggestion: 'timeout_seconds',
    },
  ],
  'a misspelt setting of a runner': [
    'agents: { a: { uses: http, with: { «urll»: "https://example.com" } } }',
    { code: 'unknown-key', message: 'Unknown key "urll". Did you mean "url"?', suggestion: 'url' },
  ],
  'a text where a number belongs': [
    'timeout_seconds: «soon»',
    { code: 'invalid-type', message: '"timeout_seconds" must be a number.' },
  ],
  'a list where one value belongs': [
    'version: «[1]»',
    { code: 'invalid-type', message: '"version" must be a text or a whole number.' },
  ],
  'a list where a setting is a text': [
    'agents: { a: { uses: sql, with: { query: «[1]» } } }',
    { code: 'invalid-type', message: '"query" must be a text.' },
  ],
  'a number that is too small where an expression may stand': [
    'agents: { a: { uses: mock, with: { delay_seconds: «-1» } } }',
    { code: 'invalid-value', message: '"delay_seconds" is not valid here: at least 0.' },
  ],
  'something in a list where an expression may stand': [
    'agents: { a: { uses: http, with: { url: a, expect: [200, «5»] } } }',
    { code: 'invalid-value', message: 'An item is not valid here: at least 100.' },
  ],
  'a misspelt key in a map where a word may stand': [
    'agents: { a: { uses: mock, with: { fail: { «frist»: 1 } } } }',
    { code: 'unknown-key', message: 'Unknown key "frist". Did you mean "first"?', suggestion: 'first' },
  ],
  'a wrong type in a map where a word may stand': [
    'agents: { a: { uses: mock, with: { fail: { first: «some» } } } }',
    { code: 'invalid-type', message: '"first" must be a whole number or an expression.' },
  ],
  'nothing where a value belongs': [
    '«description»:',
    { code: 'invalid-type', message: '"description" must be a text.' },
  ],
  'a number that is too small': [
    'timeout_seconds: «0»',
    { code: 'invalid-value', message: '"timeout_seconds" is not valid here: more than 0.' },
  ],
  'a number that is too large': [
    'max_concurrency: «1001»',
    { code: 'invalid-value', message: '"max_concurrency" is not valid here: at most 1000.' },
  ],
  'a misspelt value': [
    'nodes: [{ id: start, type: start }, { id: pause, type: «dela» }, { id: end, type: end }]',
    {
      code: 'invalid-value',
      message: `"dela" is not a value of "type". Did you mean "delay"? Allowed: ${types}.`,
      suggestion: 'delay',
    },
  ],
  'a value of another format': [
    'nodes: [{ id: start, type: start }, { id: pause, type: «agent» }, { id: end, type: end }]',
    {
      code: 'invalid-value',
      message: `"agent" is not a value of "type". Did you mean "agent_task"? Allowed: ${types}.`,
      suggestion: 'agent_task',
    },
  ],
  'a value that is like none': [
    'inputs: { q: { type: «text» } }',
    {
      code: 'invalid-value',
      message: '"text" is not a value of "type". Allowed: string, number, integer, boolean, object, array.',
    },
  ],
};

describe('what the schema says', () => {
  for (const [what, [marked, said]] of Object.entries(slips))
    it(`of ${what} is one diagnostic`, () => {
      const line = /[«»]/.test(marked) ? marked : marked.replace(/^(\w+)/, '«$1»');
      const nodes = line.startsWith('nodes') ? '' : 'nodes: [{ id: start, type: start }, { id: end, type: end }]\n';
      const edge = line.includes('pause')
        ? '{ source: start, target: pause }, { source: pause, target: end }'
        : '{ source: start, target: end }';
      expectDiagnostics(`name: a\n${line}\n${nodes}edges: [${edge}]\n`, [said], {
        severity: { 'unused-agent': 'off' },
      });
    });

  it('of a workflow over several lines is on its first key', () => {
    expectDiagnostics(
      '«description»: b\nnodes:\n  - { id: start, type: start }\n  - { id: end, type: end }\nedges:\n  - { source: start, target: end }\n',
      [{ code: 'missing-key', message: 'The workflow needs the key "name".', suggestion: 'name' }],
    );
  });

  it('of a node over several lines is on its first key', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - «id»: fetch
    type: agent_task
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [{ code: 'missing-key', message: 'A node needs the key "agent_id".', suggestion: 'agent_id' }],
    );
  });

  it('of the words of another format is said once for each, not also that theirs are missing', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { «from»: start, «to»: end }
`,
      [
        { code: 'unknown-key', message: 'Unknown key "from". Did you mean "source"?', suggestion: 'source' },
        { code: 'unknown-key', message: 'Unknown key "to". Did you mean "target"?', suggestion: 'target' },
      ],
    );
  });

  it('of a misspelt key is said once, not also that the right one is missing', () => {
    const table = [
      ['«sourc»: start, target: end', 'Unknown key "sourc". Did you mean "source"?', 'source'],
      ['source: start, «tagret»: end', 'Unknown key "tagret". Did you mean "target"?', 'target'],
    ] as const;
    for (const [edge, message, suggestion] of table)
      expectDiagnostics(
        `name: a\nnodes:\n  - { id: start, type: start }\n  - { id: end, type: end }\nedges:\n  - { ${edge} }\n`,
        [{ code: 'unknown-key', message, suggestion }],
      );
  });

  it('of a key that is unlike the missing one is said beside it', () => {
    expectDiagnostics(
      `name: a\nnodes:\n  - { id: start, type: start }\n  - { id: end, type: end }\nedges:\n  - «{ source: start, «colour»: end }»\n`,
      [
        { code: 'missing-key', message: 'An edge needs the key "target".', suggestion: 'target' },
        {
          code: 'unknown-key',
          message: 'Unknown key "colour". Allowed here: source, target, condition, on, default, label.',
        },
      ],
    );
  });

  it('of a file that is no workflow at all is one diagnostic', () => {
    expectDiagnostics('«hello»\n', [{ code: 'invalid-type', message: 'The workflow must be a map of keys.' }]);
  });
});
