import { expectDiagnostics, type Said } from '../document.ts';
import { chain } from '../subworkflows/workflows.ts';

const severity = { 'single-branch-join': 'off', 'exclusive-without-default': 'off' } as const;
const warning = (code: 'unknown-key' | 'invalid-value', message: string, node: string): Said => ({
  code,
  message,
  severity: 'warning',
  nodes: [node],
});

describe('a key that counts for nothing', () => {
  const join = (config: string): string => `type: parallel_gateway, gateway_type: join, config: { ${config} }`;
  const each = (config: string): string => `type: for_each, agent_id: work, config: { items: [1], ${config} }`;
  const without = (key: string, needed: string): string =>
    `"${key}" counts for nothing without "${needed}". Add that, or remove the key.`;
  const beside = (key: string, other: string): string =>
    `"${key}" counts for nothing beside "${other}". Remove one of them.`;
  const table: readonly (readonly [node: string, message: string])[] = [
    [join('«count»: 1'), without('count', 'mode: n_of_m')],
    [join('mode: any, «percent»: 50'), without('percent', 'mode: n_of_m')],
    [join('mode: n_of_m, count: 1, «percent»: 50'), beside('percent', 'count')],
    [join('«aggregate»: sum'), without('aggregate', 'merge: aggregate')],
    [each('mode: any, «count»: 1'), without('count', 'mode: n_of_m')],
    ['type: delay, config: { seconds: 1, «until»: "2030-01-31T08:00:00Z" }', beside('until', 'seconds')],
  ];
  for (const [node, message] of table)
    it(`is told of in ${node.replaceAll(/[«»]/g, '')}`, () => {
      const agents = node.includes('work') ? 'agents: { work: { uses: mock } }\n' : '';
      expectDiagnostics(chain([`{ id: it, ${node} }`], agents), [warning('unknown-key', message, 'it')], { severity });
    });

  it('is not told of where what it needs is there and misspelt', () => {
    const modes = 'all, any, race, n_of_m, majority, all_settled';
    expectDiagnostics(
      chain([`{ id: it, ${join('mode: «n_of_n», count: 1')} }`]),
      [
        {
          code: 'invalid-value',
          message: `"n_of_n" is not a value of "mode". Did you mean "n_of_m"? Allowed: ${modes}.`,
          suggestion: 'n_of_m',
        },
      ],
      { severity },
    );
    expectDiagnostics(
      chain([`{ id: it, ${join('«mod»: n_of_m, count: 1')} }`]),
      [{ code: 'unknown-key', message: 'Unknown key "mod". Did you mean "mode"?', suggestion: 'mode' }],
      { severity },
    );
  });

  it('is "default" on an edge that leaves no exclusive gateway', () => {
    expectDiagnostics(chain([]).replace('target: end }', 'target: end, «default»: true }'), [
      warning(
        'unknown-key',
        '"default" counts at exclusive gateways alone, and "start" is none. Remove the key.',
        'start',
      ),
    ]);
    expectDiagnostics(chain([]).replace('target: end }', 'target: end, default: false }'), []);
  });
});

describe('an edge of an exclusive gateway that is never taken', () => {
  function expect(edges: readonly string[], said: readonly Said[]): void {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: choose, type: exclusive_gateway }
  - { id: one, type: end }
  - { id: two, type: end }
edges:
  - { source: start, target: choose }
${edges.map((edge) => `  - { source: choose, ${edge} }\n`).join('')}`,
      said,
      { severity },
    );
  }
  const same = 'An edge before this one has the same condition, so this one is never taken.';

  it('has the condition of one before it, with or without braces', () => {
    for (const condition of ['inputs.a == 1', '"${{ inputs.a == 1 }}"'])
      expect(
        ['target: one, condition: inputs.a == 1', `target: two, condition: «${condition}»`],
        [warning('invalid-value', same, 'choose')],
      );
    expect(['target: one, condition: inputs.a == 1', 'target: two, condition: inputs.a == 2'], []);
    expect(['target: one, condition: inputs.a == 1', 'target: two, condition: inputs.a == 1, on: failure'], []);
  });

  it('is a second default', () => {
    const message = '"choose" has a default edge before this one, so this one is never taken. Keep one default.';
    expect(
      ['target: one, default: true', 'target: two, default: «true»'],
      [warning('invalid-value', message, 'choose')],
    );
    expect(['target: one, default: true', 'target: two, condition: inputs.a == 1, default: false'], []);
  });
});
