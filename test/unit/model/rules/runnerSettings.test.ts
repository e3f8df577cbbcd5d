import { expectDiagnostics } from '../document.ts';
import { chain } from '../subworkflows/workflows.ts';

const agents = `agents:
  page: { uses: http, with: { url: "https://example.com" } }
  users: { capabilities: [database_query], with: { «quer»: "select 1" } }
  own: { uses: script, with: { path: ./a.mjs } }
`;

describe('a setting that the runner does not have', () => {
  it('is told of in a node, and in an agent whose runner follows from a capability', () => {
    expectDiagnostics(
      chain(
        [
          '{ id: a, type: agent_task, agent_id: page, with: { «ulr»: "https://example.org", method: GET } }',
          '{ id: b, type: agent_task, agent_id: page, with: { «colour»: red } }',
          '{ id: c, type: agent_task, agent_id: users }',
          '{ id: d, type: agent_task, agent_id: own, with: { anything: 1 } }',
        ],
        agents,
      ),
      [
        {
          code: 'unknown-key',
          severity: 'warning',
          message: 'The runner "sql" has no setting "quer". Did you mean "query"?',
          suggestion: 'query',
        },
        {
          code: 'unknown-key',
          severity: 'warning',
          message: 'The runner "http" has no setting "ulr". Did you mean "url"?',
          suggestion: 'url',
          nodes: ['a'],
        },
        {
          code: 'unknown-key',
          severity: 'warning',
          message:
            'The runner "http" has no setting "colour". Allowed here: url, method, headers, query, body, expect, response.',
          nodes: ['b'],
        },
      ],
    );
  });
});
