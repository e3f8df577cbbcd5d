import assert from 'node:assert/strict';
import { KnownTools, serverText } from '../../../src/agents/mcp/tools.ts';
import { complete } from '../../../src/language/completion.ts';
import { open } from './document.ts';

const known = new KnownTools();
known.tell(serverText(['npx', 'files']), [
  { name: 'read', description: 'Reads a file.' },
  { name: 'write-all', description: '' },
]);
known.tell(serverText('http://127.0.0.1:1/mcp'), [{ name: 'ask', description: '' }]);

function tools(marked: string): string {
  const { project, position } = open(marked);
  const items = complete(project, position, undefined, (server) => known.of(server));
  return items.map(({ label }) => label).join(' ');
}

describe('completion of the tools of MCP servers', () => {
  const starters = '${{ }}';

  it('offers those of the agent’s server, in every way to write it', () => {
    const agent = (server: string): string =>
      `agents:\n  a:\n    uses: mcp\n    with:\n      server: ${server}\n      tool: |`;
    for (const server of ['[npx, files]', '\n        - npx\n        - files', '["npx", "files"]'])
      assert.match(tools(agent(server)), /^read write-all\b/, server);
    assert.match(tools(agent('http://127.0.0.1:1/mcp')), /^ask\b/);
    assert.doesNotMatch(tools(agent('other')), /read|ask/, starters);
  });

  it('offers those of the node’s server, else of its agent’s', () => {
    const node = (settings: string): string => `agents:
  a: { uses: mcp, with: { server: [npx, files] } }
nodes:
  - { id: n, type: agent_task, agent_id: a, with: { ${settings}tool: | } }
`;
    assert.match(tools(node('')), /^read write-all\b/);
    assert.match(tools(node('server: "http://127.0.0.1:1/mcp", ')), /^ask\b/);
  });

  it('offers none to other runners', () => {
    assert.equal(
      tools('agents:\n  a:\n    uses: http\n    with:\n      server: [npx, files]\n      tool: |').includes('read'),
      false,
    );
  });

  it('tells what a tool does', () => {
    const { project, position } = open('agents:\n  a: { uses: mcp, with: { server: [npx, files], tool: | } }');
    const [first] = complete(project, position, undefined, (server) => known.of(server));
    assert.equal(first?.documentation?.(), 'Reads a file.');
  });
});
