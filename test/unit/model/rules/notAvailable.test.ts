import { expectDiagnostics } from '../document.ts';

describe('not-available', () => {
  it('is on runners that this version does not have', () => {
    expectDiagnostics(
      `name: a
agents:
  writer: { uses: «mcp», with: { server: tools, tool: write } }
  users: { uses: sql, with: { connection: "postgres://db/users", query: SELECT 1 } }
  near: { uses: cache, with: { connection: rediss://cache, key: a } }
  local: { uses: sql, with: { connection: "sqlite:users.db", query: SELECT 1 } }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: writer }
  - { id: b, type: agent_task, agent_id: users }
  - { id: c, type: agent_task, agent_id: near }
  - { id: d, type: agent_task, agent_id: local }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b }
  - { source: b, target: c }
  - { source: c, target: d }
  - { source: d, target: end }
`,
      [
        { code: 'not-available', message: 'The runner "mcp" is not available in this version.' },
      ],
    );
  });
});
