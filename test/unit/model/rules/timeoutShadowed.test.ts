import { expectDiagnostics } from '../document.ts';

interface Times {
  readonly workflow?: string;
  readonly agent?: string;
  readonly fork?: string;
  readonly task?: string;
}

function workflow({ workflow: top = '', agent = '', fork = '', task = '' }: Times): string {
  return `name: a
${top}agents:
  work: { uses: mock${agent} }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork${fork} }
  - { id: one, type: agent_task, agent_id: work${task} }
  - { id: two, type: delay, config: { seconds: 1 } }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: one }
  - { source: fork, target: two }
  - { source: one, target: join }
  - { source: two, target: join }
  - { source: join, target: end }
`;
}

const nested = (settings: string): string => `, config: { error_handling: { ${settings} } }`;

describe('timeout-shadowed', () => {
  const cases: Readonly<Record<string, readonly [Times, string]>> = {
    'the execution': [
      { workflow: '‹timeout_seconds: 30›\n', agent: ', error_handling: { timeout_seconds: «60» }' },
      'An attempt of "one" may take 60 s, but the whole execution may take 30 s. Shorten the one, or raise the other.',
    ],
    'the branches of a fork': [
      { fork: ', config: { ‹timeout_seconds: 10› }', task: nested('timeout_seconds: «20»') },
      'An attempt of "one" may take 20 s, but the branches of "fork" may take 10 s. Shorten the one, or raise the other.',
    ],
    'all attempts, wherever they are written': [
      {
        workflow: 'error_handling: { timeout_seconds: «20» }\n',
        fork: nested('‹total_timeout_seconds: 10›'),
      },
      'An attempt of "one" may take 20 s, but all attempts together may take 10 s. Shorten the one, or raise the other.',
    ],
  };
  for (const [around, [times, message]] of Object.entries(cases))
    it(`is on the time of an attempt that is longer than that of ${around}`, () => {
      expectDiagnostics(workflow(times), [
        { code: 'timeout-shadowed', severity: 'info', message, nodes: ['one'], related: ['This time is shorter.'] },
      ]);
    });

  it('looks at the times that hold, key by key', () => {
    expectDiagnostics(
      workflow({
        workflow: 'timeout_seconds: 30\nerror_handling: { timeout_seconds: 60, total_timeout_seconds: 5 }\n',
        agent: ', error_handling: { timeout_seconds: 20 }',
        task: nested('total_timeout_seconds: 20'),
      }),
      [],
    );
  });
});
