import { expectDiagnostics } from '../document.ts';

describe('unknown-agent', () => {
  it('is on the agent_id and names the nearest agent', () => {
    expectDiagnostics(
      `name: a
agents: { database: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: «databse» }
  - { id: other, type: agent_task, agent_id: «"cache"» }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: other }
  - { source: other, target: end }
`,
      [
        {
          code: 'unknown-agent',
          message: 'There is no agent "databse". Did you mean "database"?',
          nodes: ['fetch'],
          suggestion: 'database',
        },
        {
          code: 'unknown-agent',
          message: 'There is no agent "cache". Add it under "agents", or name another.',
          nodes: ['other'],
        },
      ],
    );
  });

  it('tells capital letters apart, other than ids of nodes', () => {
    expectDiagnostics(
      `name: a
agents: { database: { uses: mock } }
nodes:
  - { id: start, type: start }
  - { id: fetch, type: agent_task, agent_id: «Database» }
  - { id: end, type: end }
edges:
  - { source: start, target: fetch }
  - { source: fetch, target: end }
`,
      [
        {
          code: 'unknown-agent',
          message: 'There is no agent "Database". Did you mean "database"?',
          nodes: ['fetch'],
          suggestion: 'database',
        },
      ],
    );
  });
});

describe('placeholder-agent', () => {
  it('is on what the tutorial leaves open, and on what looks like it', () => {
    const places = ['...', '…', '<agent id>'];
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: «"..."» }
  - { id: b, type: agent_task, agent_id: «…» }
  - { id: c, type: agent_task, agent_id: «<agent id>» }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b }
  - { source: b, target: c }
  - { source: c, target: end }
`,
      places.map((place, index) => ({
        code: 'placeholder-agent',
        message: `"${place}" stands for an agent that is still to be named. Put the id of an agent here.`,
        nodes: [['a', 'b', 'c'][index] ?? ''],
      })),
    );
  });
});

describe('agent-without-runner', () => {
  it('is on the id of an agent that names neither runner nor a known capability', () => {
    expectDiagnostics(
      `name: a
agents:
  «vague»: { name: Somebody, capabilities: [thinking] }
  derived: { capabilities: [thinking, merge] }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: vague }
  - { id: b, type: agent_task, agent_id: derived }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b }
  - { source: b, target: end }
`,
      [
        {
          code: 'agent-without-runner',
          message:
            'Nothing says how the agent "vague" works. Add "uses", or one of the capabilities database_query, api_call, cache_read, merge.',
        },
      ],
    );
  });

  it('is not said of an agent that is written wrong: one mistake is one diagnostic', () => {
    const table = [
      ['«"..."»', { code: 'invalid-type', message: '"work" must be a map of keys.' }],
      ['«[http]»', { code: 'invalid-type', message: '"work" must be a map of keys.' }],
      ['{ capabilities: «merge» }', { code: 'invalid-type', message: '"capabilities" must be a list.' }],
      [
        '{ «use»: mock }',
        { code: 'unknown-key', message: 'Unknown key "use". Did you mean "uses"?', suggestion: 'uses' },
      ],
      [
        '{ «capabilites»: [merge] }',
        {
          code: 'unknown-key',
          message: 'Unknown key "capabilites". Did you mean "capabilities"?',
          suggestion: 'capabilities',
        },
      ],
    ] as const;
    for (const [agent, said] of table)
      expectDiagnostics(
        `name: a
agents:
  work: ${agent}
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: work }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
`,
        [said],
      );
  });

  it('is not said where "uses" is written, though wrong', () => {
    expectDiagnostics(
      `name: a
agents:
  typo: { uses: «htpp», with: { url: "https://example.com" } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: typo }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: end }
`,
      [
        {
          code: 'invalid-value',
          message:
            '"htpp" is not a value of "uses". Did you mean "http"? Allowed: http, sql, cache, transform, script, command, llm, mcp, ipa, mock.',
          suggestion: 'http',
        },
      ],
    );
  });
});
