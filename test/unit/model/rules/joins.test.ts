import { expectDiagnostics, type Said } from '../document.ts';

/** A start, three tasks, what is written, and an end. */
function expect(nodes: string, edges: string, said: readonly Said[]): void {
  expectDiagnostics(
    `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: work }
  - { id: two, type: agent_task, agent_id: work }
${nodes}  - { id: end, type: end }
edges:
${edges}`,
    said,
  );
}

const fork = '  - { id: ‹fork›, type: parallel_gateway, gateway_type: fork }\n';
const plainFork = fork.replace(/[‹›]/g, '');
const forked = `  - { source: start, target: fork }
  - { source: fork, target: one }
  - { source: fork, target: two }
`;
const joined = `  - { source: one, target: join }
  - { source: two, target: join }
  - { source: join, target: end }
`;
const join = (config: string, id = 'join'): string =>
  `  - { id: ${id}, type: parallel_gateway, gateway_type: join, config: { ${config} } }\n`;
const choose = '  - { id: ‹choose›, type: exclusive_gateway }\n';
const chosen = `  - { source: start, target: choose }
  - { source: choose, target: one, condition: inputs.quick }
  - { source: choose, target: two, default: true }
`;

describe('join-never-fires', () => {
  it('is on a count above the branches that there are', () => {
    expect(
      plainFork + join('mode: n_of_m, count: «3»'),
      `${forked}  - ‹{ source: one, target: join }›\n  - ‹{ source: two, target: join }›\n  - { source: join, target: end }\n`,
      [
        {
          code: 'join-never-fires',
          message: '"join" waits for 3 branches, and only 2 lead to it. Lower "count", or add branches.',
          nodes: ['join'],
          related: ['One branch comes from "one".', 'One branch comes from "two".'],
          suggestion: '2',
        },
      ],
    );
  });

  it('is on a count above the branches that can be taken together, and leads to where they part', () => {
    expect(
      choose + join('mode: n_of_m, count: «2»'),
      `${chosen}  - ‹{ source: one, target: join }›\n  - ‹{ source: two, target: join }›\n  - { source: join, target: end }\n`,
      [
        {
          code: 'join-never-fires',
          message:
            '"join" waits for 2 branches, and only 1 of its 2 can ever be taken together. Lower "count", or let more be taken.',
          nodes: ['join'],
          related: ['The ways part at "choose".', 'One branch comes from "one".', 'One branch comes from "two".'],
          suggestion: '1',
        },
      ],
    );
  });

  it('looks into gateways inside of branches', () => {
    const nodes = `${fork}  - { id: choose, type: exclusive_gateway }\n${join('mode: n_of_m, count: «3»')}`;
    const edges = `  - { source: start, target: fork }
  - { source: fork, target: choose }
  - { source: choose, target: one, condition: inputs.quick }
  - { source: choose, target: two, default: true }
  - ‹{ source: fork, target: join }›
  - ‹{ source: one, target: join }›
  - ‹{ source: two, target: join }›
  - { source: join, target: end }
`;
    expect(nodes, edges, [
      {
        code: 'join-never-fires',
        message:
          '"join" waits for 3 branches, and only 2 of its 3 can ever be taken together. Lower "count", or let more be taken.',
        nodes: ['join'],
        related: [
          'The ways part at "fork".',
          'One branch comes from "fork".',
          'One branch comes from "one".',
          'One branch comes from "two".',
        ],
        suggestion: '2',
      },
    ]);
    expect(nodes.replace(/[‹›«»]/g, '').replace('count: 3', 'count: 2'), edges.replace(/[‹›]/g, ''), []);
  });

  it('is on a join no branch of which is ever taken', () => {
    expect(
      plainFork + join('mode: all', '«join»'),
      `${forked}  - ‹{ source: one, target: join, condition: false }›
  - ‹{ source: two, target: join, condition: "\${{ 1 == 2 }}" }›
  - { source: join, target: end }
`,
      [
        {
          code: 'join-never-fires',
          message: 'No branch of "join" is ever taken, so it never fires. Change the conditions of the edges to it.',
          nodes: ['join'],
          related: ['One branch comes from "one".', 'One branch comes from "two".'],
        },
      ],
    );
  });

  it('is not said of success and failure where the count is one, nor of branches that may be left out', () => {
    expect(
      plainFork + join('mode: n_of_m, count: 2'),
      `${forked}${joined.replace('join }', 'join, condition: inputs.more }')}`,
      [],
    );
    expect(plainFork + join('mode: n_of_m, percent: 100'), forked + joined, []);
  });

  it('is not said while an edge is half written', () => {
    expect(plainFork + join('mode: n_of_m, count: 3'), `${forked}${joined}  - «{ source: start }»\n`, [
      { code: 'missing-key', message: 'An edge needs the key "target".', suggestion: 'target' },
    ]);
  });
});

describe('join-on-exclusive-branches', () => {
  const message = (by: string): string =>
    `"join" waits for branches of which "${by}" takes only one. Remove the join, or change its mode to "any".`;

  it('is on a join whose branches an exclusive gateway parts', () => {
    for (const mode of ['all', 'all_settled', 'majority'])
      expect(choose + join(`mode: ${mode}`, '«join»'), chosen + joined, [
        {
          code: 'join-on-exclusive-branches',
          severity: 'warning',
          message: message('choose'),
          nodes: ['join'],
          related: ['The ways part at "choose".'],
        },
      ]);
  });

  it('is on a join of what comes after a success and after a failure', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: ‹fetch›, type: agent_task, agent_id: work }
  - { id: one, type: agent_task, agent_id: work }
  - { id: two, type: agent_task, agent_id: work }
${join('mode: all', '«join»')}  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: one }
  - { source: fetch, target: two, on: failure }
${joined}`,
      [
        {
          code: 'join-on-exclusive-branches',
          severity: 'warning',
          message: message('fetch'),
          nodes: ['join'],
          related: ['The ways part at "fetch".'],
        },
      ],
    );
  });

  it('is not said of a join that takes the first branch, nor where another branch comes beside those', () => {
    const plain = choose.replace(/[‹›]/g, '');
    expect(plain + join('mode: any'), chosen + joined, []);
    expect(plain + join('mode: race'), chosen + joined, []);
    expect(
      plainFork + plain + join('mode: all'),
      `  - { source: start, target: fork }
  - { source: fork, target: choose }
  - { source: fork, target: join }
${chosen.split('\n').slice(1).join('\n')}${joined}`,
      [],
    );
  });
});

describe('join-without-fork', () => {
  it('is on a join whose branches part at another node', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: ‹start›, type: start }
  - { id: one, type: agent_task, agent_id: work }
  - { id: two, type: agent_task, agent_id: work }
${join('mode: all', '«join»')}  - { id: end, type: end }
edges:
  - { source: start, target: one, condition: inputs.one }
  - { source: start, target: two }
${joined}`,
      [
        {
          code: 'join-without-fork',
          severity: 'warning',
          message: 'The branches of "join" part at "start", which is no fork. Insert a fork behind it.',
          nodes: ['join'],
          related: ['The ways part at "start".'],
        },
      ],
    );
  });

  it('knows a fork that has been joined already', () => {
    expectDiagnostics(
      `name: a
agents: { work: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: first, type: agent_task, agent_id: work }
  - { id: other, type: agent_task, agent_id: work }
  - { id: ‹meet›, type: parallel_gateway, gateway_type: join }
  - { id: one, type: agent_task, agent_id: work }
  - { id: two, type: agent_task, agent_id: work }
${join('mode: all', '«join»')}  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: first }
  - { source: fork, target: other }
  - { source: first, target: meet }
  - { source: other, target: meet }
  - { source: meet, target: one, condition: inputs.one }
  - { source: meet, target: two }
${joined}`,
      [
        {
          code: 'join-without-fork',
          severity: 'warning',
          message: 'The branches of "join" part at "meet", which is no fork. Insert a fork behind it.',
          nodes: ['join'],
          related: ['The ways part at "meet".'],
        },
      ],
    );
  });

  it('is not said of a join of two forks, one inside the other', () => {
    expect(
      `${plainFork}  - { id: inner, type: parallel_gateway, gateway_type: fork }\n${join('mode: all')}`,
      `  - { source: start, target: fork }
  - { source: fork, target: inner }
  - { source: fork, target: join }
  - { source: inner, target: one }
  - { source: inner, target: two }
${joined}`,
      [],
    );
  });
});

describe('race-with-side-effects', () => {
  const workflow = (agents: string, mode: string, id = 'right'): string => `name: a
agents: { ask: { capabilities: [api_call] }, ${agents} }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: left, type: agent_task, agent_id: ask }
  - { id: ${id}, type: agent_task, agent_id: tell }
  - { id: ${id === 'right' ? 'join' : '‹join›'}, type: parallel_gateway, gateway_type: join, config: { mode: ${mode} } }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: left }
  - { source: fork, target: right }
  - { source: left, target: join }
  - { source: right, target: join }
  - { source: join, target: end }
`;

  it('is on what writes in a branch that may lose', () => {
    const writing = [
      'tell: { uses: http, with: { url: "https://example.com", method: POST } }',
      'tell: { capabilities: [api_call], with: { method: DELETE } }',
      'tell: { uses: sql, with: { connection: "sqlite:a.db", query: "delete from a", read_only: false } }',
      'tell: { uses: cache, with: { operation: set, key: a, value: 1 } }',
    ];
    for (const agent of writing)
      for (const mode of ['any', 'race'])
        expectDiagnostics(workflow(agent, mode, '«right»'), [
          {
            code: 'race-with-side-effects',
            severity: 'info',
            message:
              '"right" writes, and may do so although another branch wins the join "join". Make sure that this does no harm, or wait for all branches.',
            nodes: ['right'],
            related: [`The join takes the first branch: its mode is "${mode}".`],
          },
        ]);
  });

  it('is not said of what reads, of what an expression decides, nor of a join that waits', () => {
    const reading = [
      'tell: { uses: http, with: { url: "https://example.com", method: HEAD } }',
      'tell: { uses: sql, with: { connection: "sqlite:a.db", query: "${{ inputs.query }}" } }',
      'tell: { uses: sql, with: { connection: "sqlite:a.db", query: "select 1" } }',
      'tell: { capabilities: [cache_read] }',
    ];
    for (const agent of reading) expectDiagnostics(workflow(agent, 'race'), []);
    expectDiagnostics(workflow('tell: { capabilities: [api_call], with: { method: POST } }', 'all'), []);
  });
});
