import { expectDiagnostics, type Said } from '../document.ts';
import { chain, filesOf, leaf } from '../subworkflows/workflows.ts';

/** Nodes in a workflow that is sound besides. */
function expect(node: string, expected: readonly Said[]): void {
  const agents = 'agents: { work: { uses: mock } }\n';
  const uses = node.includes('agent_id: work') ? agents : '';
  // The nodes stand in a row, joins too.
  const options = { ...filesOf({ 'a.yaml': leaf }), severity: { 'single-branch-join': 'off' } } as const;
  expectDiagnostics(chain([`{ id: it, ${node} }`], uses), expected, options);
}

const each = (rest: string, items = '"${{ input }}"'): string =>
  `type: for_each, agent_id: work, config: { items: ${items}${rest} }`;

describe('the settings of an approval', () => {
  it('are optional, and of their types', () => {
    expect('type: approval', []);
    expect(
      'type: approval, config: { message: "Send ${{ input.text }}?", approvers: [a, b], timeout_seconds: 60, on_timeout: reject }',
      [],
    );
    expect(
      'type: approval, config: { message: «3», approvers: «ann», timeout_seconds: «0», on_timeout: «aprove», «mesage»: a }',
      [
        { code: 'invalid-type', message: '"message" must be a text.' },
        { code: 'invalid-type', message: '"approvers" must be a list.' },
        { code: 'invalid-value', message: '"timeout_seconds" is not valid here: more than 0.' },
        {
          code: 'invalid-value',
          message: '"aprove" is not a value of "on_timeout". Did you mean "approve"? Allowed: reject, approve, fail.',
          suggestion: 'approve',
        },
        {
          code: 'unknown-key',
          message: 'Unknown key "mesage". Allowed here: message, approvers, timeout_seconds, on_timeout.',
        },
      ],
    );
  });

  it('name nodes before it', () => {
    expect('type: approval, config: { message: "${{ nodes.«it».output }} ${{ «item» }}" }', [
      {
        code: 'reference-not-upstream',
        message: '"it" does not come before "it", so it has no output yet. Name a node that leads here.',
        nodes: ['it', 'it'],
      },
      {
        code: 'unknown-reference',
        message: 'There is no "item" here. Known are: inputs, input, nodes, secrets, env, workflow, execution.',
      },
    ]);
  });
});

describe('the settings of a delay', () => {
  it('are seconds or a time', () => {
    expect('type: delay, config: { seconds: 0 }', []);
    expect('type: delay, config: { seconds: "${{ input.wait }}" }', []);
    expect('type: delay, config: { until: "2030-01-31T08:00:00Z" }', []);
    expect('type: delay, config: { until: "${{ input.time }}" }', []);
    expect('type: delay, config: { seconds: 3153600000 }', []);
    expect('type: delay, config: { seconds: «1e15» }', [
      { code: 'invalid-value', message: 'A delay lasts at most 3153600000 seconds (100 years).', nodes: ['it'] },
    ]);
    for (const time of ['2030-01-31', '2028-02-29T08:00+02:00', '2030-01-31 08:00:00.5'])
      expect(`type: delay, config: { until: "${time}" }`, []);
    for (const time of [
      'tomorrow',
      '2020-02-30T00:00:00Z',
      '2030-02-29',
      '2030-13-01',
      '2030-01-31T25:00Z',
      'Jan 31 2030',
    ])
      expect(`type: delay, config: { until: «${JSON.stringify(time)}» }`, [
        {
          code: 'invalid-value',
          message: `"${time}" is no time. Write one as 2030-01-31T08:00:00Z, or an expression.`,
          nodes: ['it'],
        },
      ]);
  });
});

describe('a setting that another one needs', () => {
  const missing = (message: string): Said[] => [{ code: 'missing-key', message, nodes: ['it'] }];
  const join = (config: string): string => `type: parallel_gateway, gateway_type: join, config: { ${config} }`;
  const list = 'type: for_each, agent_id: work, config: { items: [1], mode: ';
  const quorum = '"mode: n_of_m" needs the key "count" or "percent" beside it.';
  const wrong: readonly (readonly [node: string, message: string])[] = [
    ['type: «delay»', 'A delay needs the key "seconds" or "until".'],
    ['type: delay, «config»: {}', 'A delay needs the key "seconds" or "until".'],
    [join('mode: «n_of_m»'), quorum],
    [join('mode: «n_of_m», remaining: wait'), quorum],
    [join('merge: «aggregate»'), '"merge: aggregate" needs the key "aggregate" beside it.'],
    [`${list}«n_of_m» }`, '"mode: n_of_m" needs the key "count" beside it.'],
  ];
  for (const [node, message] of wrong)
    it(`is missed in ${node.replaceAll(/[«»]/g, '')}`, () => {
      expect(node, missing(message));
    });

  const right = [
    'type: delay, config: { seconds: 0 }',
    'type: delay, config: { until: "2030-01-31T08:00:00Z" }',
    join('mode: n_of_m, count: 1'),
    join('mode: n_of_m, percent: 50'),
    join('mode: majority'),
    join('merge: aggregate, aggregate: sum'),
    `${list}n_of_m, count: 1 }`,
    `${list}any }`,
  ];
  for (const node of right)
    it(`is not missed in ${node}`, () => {
      expect(node, []);
    });

  it('is said once where it is there and wrong', () => {
    expect('type: delay, config: { seconds: «soon» }', [
      { code: 'invalid-type', message: '"seconds" must be a number or an expression.' },
    ]);
    expect('type: delay, config: { «second»: 1 }', [
      { code: 'unknown-key', message: 'Unknown key "second". Did you mean "seconds"?', suggestion: 'seconds' },
    ]);
    expect(join('mode: n_of_m, «cuont»: 2'), [
      { code: 'unknown-key', message: 'Unknown key "cuont". Did you mean "count"?', suggestion: 'count' },
    ]);
  });
});

describe('the seconds of a delay', () => {
  it('that are too few are a number all the same', () => {
    expect('type: delay, config: { seconds: «-1» }', [
      { code: 'invalid-value', message: '"seconds" is not valid here: at least 0.' },
    ]);
    for (const seconds of ['soon', 'true', '[1]'])
      expect(`type: delay, config: { seconds: «${seconds}» }`, [
        { code: 'invalid-type', message: '"seconds" must be a number or an expression.' },
      ]);
  });
});

describe('the settings of a for_each', () => {
  it('are fine', () => {
    expect(each(', as: user, max_concurrency: 3, mode: n_of_m, count: 2, remaining: wait'), []);
    expect(each(', error_handling: { on_failure: continue, max_retries: 2 }', '[1, "${{ input }}"]'), []);
  });

  it('need an agent', () => {
    expectDiagnostics(chain(['«{ id: it, type: for_each, config: { items: [] } }»']), [
      { code: 'missing-key', message: 'A node needs the key "agent_id".', suggestion: 'agent_id' },
    ]);
  });

  it('need items', () => {
    expect('type: for_each, agent_id: work, config: «{ mode: all }»', [
      { code: 'missing-key', message: '"config" needs the key "items".', suggestion: 'items' },
    ]);
  });

  it('are of their types', () => {
    expect(each(', max_concurrency: «0», mode: «some», count: «0», remaining: «drop», as: «3»', '«{}»'), [
      { code: 'invalid-type', message: '"items" must be a text or a list.' },
      { code: 'invalid-value', message: '"max_concurrency" is not valid here: at least 1.' },
      {
        code: 'invalid-value',
        message: '"some" is not a value of "mode". Allowed: all, any, race, n_of_m, majority, all_settled.',
      },
      { code: 'invalid-value', message: '"count" is not valid here: at least 1.' },
      { code: 'invalid-value', message: '"drop" is not a value of "remaining". Allowed: cancel, ignore, wait.' },
      { code: 'invalid-type', message: '"as" must be a text.' },
    ]);
  });

  for (const items of ['users', '"${{ input }} and more"', '"[1, 2]"'])
    it(`have items that are a list, not the text ${items}`, () => {
      expect(each('', `«${items}»`), [
        {
          code: 'invalid-type',
          message: '"items" must be a list, or one expression that gives one: "${{ … }}".',
          nodes: ['it'],
        },
      ]);
    });

  for (const name of ['inputs', 'Index', '"true"', 'secrets'])
    it(`name the item otherwise than ${name}`, () => {
      expect(each(`, as: «${name}»`), [
        {
          code: 'invalid-value',
          message: `In expressions "${name.replaceAll('"', '')}" means something else. Take another name for the item.`,
          nodes: ['it'],
        },
      ]);
    });

  it('name the item by a name', () => {
    expect(each(', as: item'), []);
    for (const name of ['my user', '1st', 'a'.repeat(101)])
      expect(each(`, as: «${name}»`), [
        {
          code: 'invalid-value',
          message:
            '"as" is not valid here: use letters, digits, _ and -, beginning with a letter or _, at most 100 characters.',
        },
      ]);
  });

  it('name an agent that there is, and that does something', () => {
    expectDiagnostics(
      chain(
        [
          '{ id: a, type: for_each, agent_id: «wrk», config: { items: [] } }',
          '{ id: b, type: for_each, agent_id: «"..."», config: { items: [] } }',
          '{ id: c, type: for_each, agent_id: vague, config: { items: [] } }',
        ],
        'agents: { work: { uses: mock }, «vague»: { name: Somebody } }\n',
      ),
      [
        {
          code: 'agent-without-runner',
          message:
            'Nothing says how the agent "vague" works. Add "uses", or one of the capabilities database_query, api_call, cache_read, merge.',
        },
        {
          code: 'unknown-agent',
          message: 'There is no agent "wrk". Did you mean "work"?',
          nodes: ['a'],
          suggestion: 'work',
        },
        {
          code: 'placeholder-agent',
          message: '"..." stands for an agent that is still to be named. Put the id of an agent here.',
          nodes: ['b'],
        },
      ],
    );
  });

  it('know the item in what is done for each, not where the items come from', () => {
    expectDiagnostics(
      chain(
        [
          '{ id: a, type: for_each, agent_id: work, with: { output: "${{ user }} ${{ Item }} ${{ index }}" }, config: { items: "${{ «user» }}", as: user } }',
          '{ id: b, type: agent_task, agent_id: other }',
          '{ id: c, type: for_each, agent_id: other, config: { items: "${{ nodes.«d».output }}" } }',
          '{ id: d, type: agent_task, agent_id: other }',
        ],
        'agents: { work: { uses: mock, with: { output: "${{ user }}" } }, other: { uses: mock, with: { output: "${{ «item» }}" } } }\n',
      ),
      [
        {
          code: 'unknown-reference',
          message: 'There is no "item" here. Known are: inputs, input, nodes, secrets, env, workflow, execution.',
        },
        {
          code: 'unknown-reference',
          message: 'There is no "user" here. Known are: inputs, input, nodes, secrets, env, workflow, execution.',
        },
        {
          code: 'reference-not-upstream',
          message: '"d" does not come before "c", so it has no output yet. Name a node that leads here.',
          nodes: ['c', 'd'],
        },
      ],
    );
  });
});

describe('the settings of a subworkflow', () => {
  it('are of their types', () => {
    expect('type: subworkflow, config: { path: a.yaml, inputs: { a: "${{ input }}" } }', []);
    expect('type: subworkflow, config: { path: «""» }', [
      { code: 'invalid-value', message: '"path" is not valid here: it must not be empty.' },
    ]);
    expect('type: subworkflow, config: { path: «3», inputs: «[a]» }', [
      { code: 'invalid-type', message: '"path" must be a text.' },
      { code: 'invalid-type', message: '"inputs" must be a map of keys.' },
    ]);
    expect('type: subworkflow, config: { path: a.yaml, «with»: {} }', [
      { code: 'unknown-key', message: 'Unknown key "with". Allowed here: path, inputs.' },
    ]);
  });

  it('need a path', () => {
    expect('type: subworkflow, config: «{ inputs: {} }»', [
      { code: 'missing-key', message: '"config" needs the key "path".', suggestion: 'path' },
    ]);
  });

  it('name nodes before it', () => {
    expect('type: subworkflow, config: { path: a.yaml, inputs: { a: "${{ inputs.b }} ${{ nodes.«end».output }}" } }', [
      {
        code: 'reference-not-upstream',
        message: '"end" does not come before "it", so it has no output yet. Name a node that leads here.',
        nodes: ['it', 'end'],
      },
    ]);
  });
});
