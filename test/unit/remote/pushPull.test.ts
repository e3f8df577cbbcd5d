import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/base/json.ts';
import { valueText } from '../../../src/language/edits/yamlText.ts';
import { memoryInMemory } from '../../../src/remote/memory.ts';
import { pull } from '../../../src/remote/pull.ts';
import { push } from '../../../src/remote/push.ts';
import { closeServers } from '../../support/agents/servers.ts';
import { connected, errorOf, never, projectOf, valueOf } from '../../support/remote/connecting.ts';
import { type Scripted, scripted, text } from '../../support/remote/scripted.ts';
import { forked } from '../../support/remote/texts.ts';

const file = '/flows/morning.workflow.yaml';
const tutorial = readFileSync('examples/tutorial/data_aggregation.workflow.yaml', 'utf8');

interface Graph {
  readonly nodes: JsonObject[];
  readonly edges: JsonObject[];
}
const graphOf = (server: Scripted): Graph =>
  [...server.workflows.values()][0]?.['graph_definition'] as unknown as Graph;

describe('remote: push and pull', () => {
  afterEach(closeServers);

  for (const dialect of ['R1', 'R2', 'R3'] as const)
    for (const [what, written] of [
      ['comments and odd layout', forked],
      ['the tutorial', tutorial],
      ['Windows line ends', forked.replaceAll('\n', '\r\n')],
      [
        'JSON',
        JSON.stringify({
          name: 'json',
          nodes: [
            { id: 'start', type: 'start' },
            { id: 'end', type: 'end' },
          ],
          edges: [{ source: 'start', target: 'end' }],
        }),
      ],
    ] as const)
      it(`gives the same file back from ${dialect}: ${what}`, async () => {
        const server = await scripted(dialect);
        server.tokens.add('mine');
        const connection = await connected(server.url, { token: () => Promise.resolve('mine') });
        const { id } = valueOf(await push(connection, memoryInMemory(), { project: projectOf(written), file }, never));
        const pulled = valueOf(await pull(connection, { id, server: 'office' }, never));
        assert.deepEqual([pulled.text, pulled.from, pulled.warnings], [written, 'source', []]);
      });

  it('maps types, gateways and joins, and names agents by the ids of the server', async () => {
    const server = await scripted('R2');
    const there = server.addAgent('First Agent');
    const connection = await connected(server.url);
    valueOf(await push(connection, memoryInMemory(), { project: projectOf(forked), file }, never));
    const { nodes } = graphOf(server);
    assert.deepEqual(
      nodes.map(({ id, type }) => `${text(id)} ${text(type)}`),
      ['start start', 'split gateway', 'one agent', 'two agent', 'meet gateway', 'end end'],
    );
    assert.equal(nodes[2]?.['agent_id'], there);
    assert.deepEqual(
      [...server.agents.values()].map(({ name }) => name),
      ['First Agent', 'Second Agent'],
    );
    const { gateway_type: kind, is_fork: isFork } = nodes[1]?.['config'] as JsonObject;
    assert.deepEqual([kind, isFork], ['parallel', true]);
    const {
      is_join: isJoin,
      join_strategy: strategy,
      wait_n_count: count,
      merge_strategy: merge,
    } = nodes[4]?.['config'] as JsonObject;
    assert.deepEqual([isJoin, strategy, count, merge], [true, 'wait_n', 2, 'merge_dict']);
  });

  it('replaces what it pushed before, and makes no agent twice', async () => {
    const server = await scripted('R2');
    const connection = await connected(server.url);
    const memory = memoryInMemory();
    const first = valueOf(await push(connection, memory, { project: projectOf(forked), file }, never));
    const changed = forked.replace('Two questions', 'Three questions');
    const second = valueOf(await push(connection, memory, { project: projectOf(changed), file }, never));
    assert.deepEqual([first.updated, second.updated, second.id], [false, true, first.id]);
    assert.deepEqual([server.workflows.size, server.agents.size], [1, 2]);
    assert.equal(valueOf(await pull(connection, { id: second.id, server: 's' }, never)).text, changed);
  });

  it('makes it again when it was removed there, but not one that was named', async () => {
    const server = await scripted('R2');
    const connection = await connected(server.url);
    const memory = memoryInMemory();
    const request = { project: projectOf(forked), file };
    const first = valueOf(await push(connection, memory, request, never));
    server.workflows.clear();
    const second = valueOf(await push(connection, memory, request, never));
    assert.notEqual(second.id, first.id);
    assert.equal(errorOf(await push(connection, memory, { ...request, id: first.id }, never)).code, 'not-found');
  });

  it('finds an agent that somebody else makes at the same moment', async () => {
    const server = await scripted('R2');
    const connection = await connected(server.url);
    const list = server.agents.values.bind(server.agents);
    let asked = 0;
    // The first search comes too early.
    server.agents.values = () => (asked++ === 0 ? new Map<string, JsonObject>().values() : list());
    const there = server.addAgent('First Agent');
    valueOf(await push(connection, memoryInMemory(), { project: projectOf(forked), file }, never));
    assert.equal(graphOf(server).nodes[2]?.['agent_id'], there);
  });

  it('writes the file anew when the workflow was changed on the server, and says so', async () => {
    const server = await scripted('R2');
    const connection = await connected(server.url);
    const { id } = valueOf(await push(connection, memoryInMemory(), { project: projectOf(forked), file }, never));
    const third = server.addAgent('Third Agent');
    const { nodes, edges } = graphOf(server);
    nodes.push({ id: 'three', type: 'agent', name: 'three', agent_id: third, config: null });
    edges.push(
      { id: 'e', source: 'split', target: 'three', condition: null },
      { id: 'f', source: 'three', target: 'meet', condition: null },
    );
    (nodes[4]?.['config'] as JsonObject)['join_strategy'] = 'wait_all';
    const pulled = valueOf(await pull(connection, { id, server: 'office' }, never));
    assert.equal(pulled.from, 'mapped');
    assert.match(pulled.warnings.join(), /changed on the server/);
    assert.equal(pulled.text, rewritten(third));
    projectOf(pulled.text);
  });

  it('writes a readable file of a workflow that was never pushed', async () => {
    const server = await scripted('R3');
    server.tokens.add('mine');
    const agent = server.addAgent('Data Agent');
    server.workflows.set('w-1', foreign(agent));
    const connection = await connected(server.url, { token: () => Promise.resolve('mine') });
    const pulled = valueOf(await pull(connection, { id: 'w-1', server: 'office' }, never));
    assert.equal(pulled.text, readable(agent));
    projectOf(pulled.text);
  });

  it('shows nothing of an agent but what it is called', async () => {
    const server = await scripted('R2');
    const agent = server.addAgent('Data Agent');
    server.workflows.set('w-1', foreign(agent));
    const connection = await connected(server.url);
    assert.doesNotMatch(JSON.stringify(valueOf(await pull(connection, { id: 'w-1', server: 's' }, never))), /canary/);
  });

  it('says in a sentence that V2 has no workflows', async () => {
    const connection = await connected((await scripted('V2')).url);
    const failed = errorOf(await push(connection, memoryInMemory(), { project: projectOf(forked), file }, never));
    assert.deepEqual([failed.code, /version 2/.test(failed.message)], ['unsupported', true]);
  });

  for (const id of ['..', '.', '', '../agents', 'a/b?c#d'])
    it(`takes the id "${id}" for text`, async () => {
      const server = await scripted('R2');
      const connection = await connected(server.url);
      assert.equal(errorOf(await pull(connection, { id, server: 's' }, never)).code, 'not-found');
      const paths = server.heard.filter(({ path }) => path.startsWith('/api/v1/agents'));
      assert.deepEqual(paths, []);
    });

  it('says what the server refuses, where', async () => {
    const connection = await connected((await scripted('R2')).url);
    const long = forked.replace('name: morning', `name: ${'x'.repeat(255)}`);
    valueOf(await push(connection, memoryInMemory(), { project: projectOf(long), file }, never));
    const withoutId = projectOf(
      forked.replace(
        'First Agent, uses: mock, with: { output: 1 }',
        'First Agent, uses: ipa, with: { server: s, agent_id: no-uuid }',
      ),
    );
    const { message, code } = errorOf(await push(connection, memoryInMemory(), { project: withoutId, file }, never));
    assert.equal(code, 'rejected');
    assert.match(message, /body\.graph_definition\.nodes\.2\.agent_id: Input should be a valid UUID/);
  });
});

function foreign(agent: string): JsonObject {
  return {
    id: 'w-1',
    name: 'nightly',
    description: null,
    status: 'ACTIVE',
    trigger_type: 'manual',
    variables: null,
    graph_definition: {
      nodes: [
        { id: 's', type: 'START', name: null, agent_id: null, config: null },
        {
          id: 'f',
          type: 'gateway',
          name: 'Split',
          agent_id: null,
          config: { gateway_type: 'parallel', is_fork: true, is_join: null },
        },
        { id: 'a', type: 'agent', name: 'a', agent_id: agent, config: null },
        { id: 'b', type: 'agent', name: 'b', agent_id: agent, config: null },
        {
          id: 'j',
          type: 'gateway',
          name: null,
          agent_id: null,
          config: { gateway_type: 'parallel', is_join: true, join_strategy: 'wait_any', merge_strategy: 'collect_all' },
        },
        { id: 'e', type: 'end', name: null, agent_id: null, config: null },
      ],
      edges: [
        { id: '1', source: 's', target: 'f', condition: null },
        { id: '2', source: 'f', target: 'a', condition: null },
        { id: '3', source: 'f', target: 'b', condition: null },
        { id: '4', source: 'a', target: 'j', condition: null },
        { id: '5', source: 'b', target: 'j', condition: null },
        { id: '6', source: 'j', target: 'e', condition: null },
      ],
    },
  };
}

const readable = (agent: string): string => `name: nightly

agents:
  data_agent: { name: "Data Agent", uses: ipa, with: { server: office, agent_id: ${valueText(agent, 'yaml')} } }

nodes:
  - { id: s, type: start }
  - { id: f, type: parallel_gateway, gateway_type: fork, name: Split }
  - { id: a, type: agent_task, agent_id: data_agent }
  - { id: b, type: agent_task, agent_id: data_agent }
  - { id: j, type: parallel_gateway, gateway_type: join, config: { mode: any, merge: collect_all } }
  - { id: e, type: end }

edges:
  - { source: s, target: f }
  - { source: f, target: a }
  - { source: f, target: b }
  - { source: a, target: j }
  - { source: b, target: j }
  - { source: j, target: e }
`;

const rewritten = (agent: string): string => `name: morning
description: "Two questions"

inputs:
  question: { type: string, default: "Who is on call?" }

agents:
  first: { name: "First Agent", uses: mock, with: { output: 1 } }
  second: { name: "Second Agent", uses: mock, with: { output: 2 } }
  third_agent: { name: "Third Agent", uses: ipa, with: { server: office, agent_id: ${valueText(agent, 'yaml')} } }

nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork, config: { error_handling: { max_retries: 2 } } }
  - { id: one, type: agent_task, agent_id: first }
  - { id: two, type: agent_task, agent_id: second, x-note: kept }
  - { id: meet, type: parallel_gateway, gateway_type: join, config: { mode: all, remaining: wait, merge: merge_dict } }
  - { id: end, type: end }
  - { id: three, type: agent_task, agent_id: third_agent }

edges:
  - { source: start, target: split }
  - { source: split, target: one, label: left }
  - { source: split, target: two }
  - { source: one, target: meet }
  - { source: two, target: meet }
  - { source: meet, target: end }
  - { source: split, target: three }
  - { source: three, target: meet }
`;
