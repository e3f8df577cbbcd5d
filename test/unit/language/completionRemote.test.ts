import assert from 'node:assert/strict';
import { complete } from '../../../src/language/completion.ts';
import type { RemoteNames } from '../../../src/language/completion/remoteAgents.ts';
import { open } from './document.ts';

const names: RemoteNames = {
  servers: () => ['home', 'office'],
  agents: (server) => (server === 'office' ? [{ id: 'a-1', name: 'Writer', description: 'Writes.' }] : []),
};

function offered(marked: string): string {
  const { project, position } = open(marked);
  return complete(project, position, undefined, undefined, names)
    .map(({ label, detail }) => [label, detail].filter(Boolean).join(': '))
    .join(', ');
}

describe('completion of the agents of servers', () => {
  it('offers the servers of the settings', () => {
    assert.match(offered('agents:\n  a:\n    uses: ipa\n    with:\n      server: |'), /^home, office\b/);
  });

  it('offers the agents of the agent’s server by their ids, with their names', () => {
    assert.match(offered('agents:\n  a: { uses: ipa, with: { server: office, agent_id: | } }'), /^a-1: Writer\b/);
    assert.doesNotMatch(offered('agents:\n  a: { uses: ipa, with: { server: home, agent_id: | } }'), /a-1/);
  });

  it('offers those of the node’s server, else of its agent’s', () => {
    const node = (settings: string): string => `agents:
  a: { uses: ipa, with: { server: office } }
nodes:
  - { id: n, type: agent_task, agent_id: a, with: { ${settings}agent_id: | } }
`;
    assert.match(offered(node('')), /^a-1: Writer\b/);
    assert.doesNotMatch(offered(node('server: home, ')), /a-1/);
  });

  it('is silent where nothing is known, and for other runners', () => {
    const { project, position } = open('agents:\n  a: { uses: ipa, with: { server: | } }');
    assert.deepEqual(
      complete(project, position).map(({ label }) => label),
      ['${{ }}'],
    );
    assert.doesNotMatch(offered('agents:\n  a: { uses: mcp, with: { server: | } }'), /home/);
  });
});
