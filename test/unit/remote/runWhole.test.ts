import assert from 'node:assert/strict';
import { memoryInMemory } from '../../../src/remote/memory.ts';
import { push } from '../../../src/remote/push.ts';
import { type RanWhole, runWhole } from '../../../src/remote/runWhole.ts';
import { closeServers } from '../../support/agents/servers.ts';
import { connected, errorOf, never, projectOf, valueOf } from '../../support/remote/connecting.ts';
import { type Scripted, scripted, type ScriptedDialect } from '../../support/remote/scripted.ts';
import { forked } from '../../support/remote/texts.ts';

async function ran(dialect: ScriptedDialect, text: string): Promise<RanWhole & { readonly server: Scripted }> {
  const server = await scripted(dialect);
  server.tokens.add('mine');
  const connection = await connected(server.url, { token: () => Promise.resolve('mine') });
  const project = projectOf(text);
  const { id } = valueOf(await push(connection, memoryInMemory(), { project, file: '/f' }, never));
  const request = { workflowId: id, project, inputs: { question: 'Why?' } };
  return { ...valueOf(await runWhole(connection, request, never)), server };
}

const chain = forked
  .replace('  - { source: split, target: two }\n', '')
  .replace('{ source: one, target: meet }', '{ source: one, target: two }')
  .replace('count: 2', 'count: 1');

describe('remote: run there, on R1 to R3', () => {
  afterEach(closeServers);

  for (const [dialect, missing] of [
    ['R1', ['two']],
    ['R2', ['one', 'two']],
    ['R3', ['one', 'two']],
  ] as const)
    it(`says which branches ${dialect} did not run, whatever it calls completed`, async () => {
      const { execution, missing: found, server } = await ran(dialect, forked);
      assert.deepEqual(found, missing);
      assert.equal(execution.status, 'failed');
      assert.equal(
        execution.error?.message,
        `The server says "completed", but has no result of ${missing.join(', ')}: it did not run there. Orchestrate here instead, with the agents there.`,
      );
      assert.deepEqual(
        missing.map((id) => [execution.nodes[id]?.status, execution.nodes[id]?.error?.kind]),
        missing.map(() => ['skipped', 'not-run']),
      );
      const posts = server.heard
        .filter(({ path }) => /activate|execute$/.test(path))
        .map(({ path }) => path.split('/').at(-1));
      assert.deepEqual(posts, ['activate', 'execute']);
    });

  it('hands R1 the inputs as the message, the only one that it forwards', async () => {
    const bodies = async (dialect: ScriptedDialect): Promise<unknown> =>
      JSON.parse((await ran(dialect, forked)).server.heard.at(-1)?.body ?? '');
    assert.deepEqual(await bodies('R1'), {
      input: { question: 'Why?', message: '{"question":"Why?"}' },
      variables: {},
    });
    assert.deepEqual(await bodies('R2'), { input: { question: 'Why?' }, variables: {} });
  });

  it('believes the word where every agent has its entry, with times in UTC', async () => {
    const { execution, missing } = await ran('R1', chain);
    assert.deepEqual([execution.status, missing, execution.error], ['completed', [], null]);
    assert.deepEqual([execution.started_at, execution.duration_ms], ['2026-01-05T10:00:00.000Z', 2500]);
    assert.deepEqual([execution.nodes['one']?.output, execution.nodes['one']?.started_ms], ['result of one', 1000]);
  });

  it('does not count what a condition may have left out', async () => {
    const chosen = chain.replace(
      '{ source: start, target: split }',
      `{ source: start, target: split, condition: "inputs.question == 'x'" }`,
    );
    const { execution, missing } = await ran('R2', chosen);
    assert.deepEqual([execution.status, missing], ['completed', ['one', 'two']]);
    assert.equal(execution.nodes['one']?.error?.message, 'The server has no result of it.');
  });

  it('says what the server says of a workflow that it does not know', async () => {
    const connection = await connected((await scripted('R2')).url);
    const failed = errorOf(
      await runWhole(connection, { workflowId: 'x', project: projectOf(forked), inputs: {} }, never),
    );
    assert.deepEqual([failed.code, /Workflow not found/.test(failed.message)], ['not-found', true]);
  });
});
