import assert from 'node:assert/strict';
import { analyse } from '../../../../src/model/project.ts';
import { expectDiagnostics, type Said } from '../document.ts';

const head = `name: a
agents: { work: { uses: mock } }
nodes:
`;
const task = (id: string): string => `  - { id: ${id}, type: agent_task, agent_id: work }\n`;
const fork = (id: string): string => `  - { id: ${id}, type: parallel_gateway, gateway_type: fork }\n`;
const join = (id: string): string => `  - { id: ${id}, type: parallel_gateway, gateway_type: join }\n`;
const node = (id: string, type: string): string => `  - { id: ${id}, type: ${type} }\n`;
const edges = (...all: readonly string[]): string => `edges:\n${all.map((edge) => `  - ${edge}\n`).join('')}`;
const edge = (source: string, target: string, more = ''): string => `{ source: ${source}, target: ${target}${more} }`;

describe('implicit-fork', () => {
  it('is on a node with two edges that can be taken together, and leads to them', () => {
    for (const more of ['', ', on: always', ', condition: true, on: always'])
      expectDiagnostics(
        head +
          node('start', 'start') +
          task('«first»') +
          task('one') +
          fork('fork') +
          join('join') +
          node('end', 'end') +
          edges(
            edge('start', 'fork'),
            edge('fork', 'first'),
            edge('fork', 'join'),
            `‹${edge('first', 'one')}›`,
            `‹${edge('first', 'join', more.replace('condition: true, ', ''))}›`,
            edge('one', 'join'),
            edge('join', 'end'),
          ),
        [
          {
            code: 'implicit-fork',
            severity: 'warning',
            message: '"first" leads to several nodes at once. Put a fork between it and them.',
            nodes: ['first'],
            related: ['It leads to "one".', 'It leads to "join".'],
          },
        ],
      );
  });

  it('is not said of success and failure, of conditions, nor of a task that never fails', () => {
    const table = [
      [', on: failure', ''],
      [', condition: inputs.more', ''],
      [', on: failure', ', config: { error_handling: { on_failure: continue } }'],
    ] as const;
    for (const [more, config] of table)
      expectDiagnostics(
        head +
          node('start', 'start') +
          task('first').replace(' }', `${config} }`) +
          node('one', 'end') +
          node('two', 'end') +
          edges(edge('start', 'first'), edge('first', 'one'), edge('first', 'two', more)),
        [],
      );
  });
});

describe('unsynchronized-merge', () => {
  const warning = (at: string, from: string, sources: readonly [string, string]): Said => ({
    code: 'unsynchronized-merge',
    severity: 'warning',
    message: `Parallel branches from "${from}" meet in "${at}", which is no join. Insert a join before it.`,
    nodes: [at],
    related: [`They part at "${from}".`, ...sources.map((source) => `One comes from "${source}".`)],
  });

  it('is not where conditions at different nodes ask for the same: which of them hold together is not known', () => {
    for (const [one, other, isSaid] of [
      ['inputs.q', '!inputs.q', false],
      ['input.q', '!input.q', false],
      ['nodes.start.output.q', "nodes.start.output['q'] != true", false],
      ['inputs.q', 'inputs.other', true],
    ] as const) {
      const text =
        head.replace('agents:', 'inputs: { q: { type: boolean }, other: { type: boolean } }\nagents:') +
        [node('start', 'start'), fork('fork'), task('a'), task('b'), task('m'), node('end', 'end')].join('') +
        edges(
          edge('start', 'fork'),
          edge('fork', 'a'),
          edge('fork', 'b'),
          edge('a', 'm', `, condition: "\${{ ${one} }}"`),
          edge('b', 'm', `, condition: "\${{ ${other} }}"`),
          edge('m', 'end'),
        );
      const codes = analyse(text).diagnostics.map(({ code }) => code);
      assert.equal(codes.includes('unsynchronized-merge'), isSaid, `${one}, ${other}: ${codes.join(' ')}`);
    }
  });

  it('is on a task in which branches meet that part far away', () => {
    expectDiagnostics(
      head +
        node('start', 'start') +
        fork('‹fork›') +
        node('choose', 'exclusive_gateway') +
        task('one') +
        task('two') +
        task('three') +
        join('join') +
        task('«last»') +
        node('end', 'end') +
        edges(
          edge('start', 'fork'),
          edge('fork', 'choose'),
          edge('choose', 'one', ', condition: inputs.quick'),
          edge('choose', 'two', ', default: true'),
          edge('fork', 'three'),
          edge('one', 'join'),
          `‹${edge('two', 'last')}›`,
          edge('three', 'join'),
          `‹${edge('join', 'last')}›`,
          edge('last', 'end'),
        ),
      [warning('last', 'fork', ['two', 'join'])],
      { severity: { 'branch-skips-join': 'off' } },
    );
  });

  it('is not said of what a gateway, success and failure, or opposite conditions part', () => {
    const parted = [
      ['exclusive_gateway', ', condition: inputs.quick', ', default: true'],
      ['agent_task, agent_id: work', '', ', on: failure'],
      ['agent_task, agent_id: work', ', condition: inputs.quick', ', condition: "!inputs.quick"'],
      ['agent_task, agent_id: work', `, condition: "inputs.speed == 'a'"`, `, condition: "'b' == inputs.speed"`],
      ['agent_task, agent_id: work', ', condition: success(), on: always', ', condition: failure(), on: always'],
    ] as const;
    for (const [type, first, second] of parted)
      expectDiagnostics(
        head +
          node('start', 'start') +
          node('part', type) +
          task('one') +
          task('two') +
          node('end', 'end') +
          edges(
            edge('start', 'part'),
            edge('part', 'one', first),
            edge('part', 'two', second),
            edge('one', 'end'),
            edge('two', 'end'),
          ),
        [],
      );
  });
});

describe('fork-without-join', () => {
  it('is on a fork whose branches each reach an end of their own', () => {
    expectDiagnostics(
      head +
        node('start', 'start') +
        fork('«fork»') +
        task('one') +
        node('end', 'end') +
        node('two', 'end') +
        edges(edge('start', 'fork'), edge('fork', 'one'), edge('one', 'end'), edge('fork', 'two')),
      [
        {
          code: 'fork-without-join',
          severity: 'warning',
          message: 'The branches of "fork" meet in no join. Lead them to one.',
          nodes: ['fork'],
        },
      ],
    );
  });

  it('is not said where the join of a fork around it takes its branches too', () => {
    expectDiagnostics(
      head +
        node('start', 'start') +
        fork('fork') +
        fork('inner') +
        task('one') +
        task('two') +
        task('three') +
        join('join') +
        node('end', 'end') +
        edges(
          edge('start', 'fork'),
          edge('fork', 'inner'),
          edge('inner', 'one'),
          edge('inner', 'two'),
          edge('fork', 'three'),
          edge('one', 'join'),
          edge('two', 'join'),
          edge('three', 'join'),
          edge('join', 'end'),
        ),
      [],
    );
  });
});

describe('branch-skips-join', () => {
  const workflow = (skipping: string, end: string, id = 'fork'): string =>
    head +
    node('start', 'start') +
    fork(id) +
    task('one') +
    task('two') +
    task('three') +
    join(id === 'fork' ? 'join' : '‹join›') +
    node('end', 'end') +
    node('aside', end) +
    edges(
      edge('start', 'fork'),
      edge('fork', 'one'),
      edge('fork', 'two'),
      skipping,
      edge('one', 'join'),
      edge('two', 'join'),
      edge('three', 'aside'),
      edge('join', 'end'),
    );

  it('is on the fork, and leads to the branch', () => {
    expectDiagnostics(workflow(`‹${edge('fork', 'three')}›`, 'end', '«fork»'), [
      {
        code: 'branch-skips-join',
        severity: 'warning',
        message: 'A branch of "fork" reaches the end "aside" without passing the join "join". Lead it there.',
        nodes: ['fork'],
        related: ['This branch passes no join.', 'The join is here.'],
      },
    ]);
  });

  it('is not said of an end that ends the execution on purpose', () => {
    expectDiagnostics(workflow(edge('fork', 'three'), 'end, config: { terminate: true }'), []);
  });
});
