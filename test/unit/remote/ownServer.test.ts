/** The client against the real `serve` (dialect T). */
import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureAgent, listAgents, runAgent } from '../../../src/remote/agents.ts';
import { connect, type Connection } from '../../../src/remote/connection.ts';
import {
  answerApproval,
  cancelExecution,
  getExecution,
  listExecutions,
  repeatExecution,
  startExecution,
} from '../../../src/remote/executions.ts';
import type { RemoteExecution } from '../../../src/remote/mapping/execution.ts';
import { memoryInMemory } from '../../../src/remote/memory.ts';
import { pull } from '../../../src/remote/pull.ts';
import { push } from '../../../src/remote/push.ts';
import { watchExecution } from '../../../src/remote/watch.ts';
import { buildFirst } from '../../support/cli/cli.ts';
import { clientOptions, connected, errorOf, never, projectOf, valueOf } from '../../support/remote/connecting.ts';
import { serve, type Serving } from '../../support/remote/serve.ts';
import { approved, forked } from '../../support/remote/texts.ts';

const program = path.join(fileURLToPath(new URL('../../..', import.meta.url)), 'dist', 'cli.cjs');
const runs = forked.replace('merge: merge_dict', 'merge: by_branch');
const slow = runs.replace('{ output: 1 }', '{ output: 1, delay_seconds: 60 }');

describe('remote: our own server', function () {
  this.timeout(30_000);
  let server: Serving;
  let connection: Connection;

  buildFirst();
  before(async () => {
    server = await serve(program);
    connection = await connected(server.url, { token: () => Promise.resolve(server.token) });
  });
  after(() => server.stop());

  async function started(text: string): Promise<string> {
    const { id } = valueOf(await push(connection, memoryInMemory(), { project: projectOf(text), file: '/f' }, never));
    return valueOf(await startExecution(connection, { workflowId: id, inputs: { question: 'Why?' } }, never)).id;
  }

  it('is of dialect T, and wants its token', async () => {
    const { dialect, takesAgents, takesKeys, takesYaml } = connection;
    assert.deepEqual([dialect, takesAgents, takesYaml, takesKeys], ['T', true, true, true]);
    assert.equal(errorOf(await connect(clientOptions(server.url), never)).code, 'unauthorized');
  });

  it('gives the same file back, byte for byte, also after it was replaced', async () => {
    const memory = memoryInMemory();
    for (const [text, updated] of [
      [forked, false],
      [forked.replaceAll('\n', '\r\n'), true],
    ] as const) {
      const pushed = valueOf(await push(connection, memory, { project: projectOf(text), file: '/g' }, never));
      assert.equal(pushed.updated, updated);
      const pulled = valueOf(await pull(connection, { id: pushed.id, server: 's' }, never));
      assert.deepEqual([pulled.text, pulled.from], [text, 'source']);
    }
  });

  it('is watched to its end, by its events', async () => {
    const id = await started(runs);
    const types: unknown[] = [];
    const end = await watchExecution(
      connection,
      id,
      { changed: () => undefined, event: ({ type }) => types.push(type) },
      never,
    );
    assert(end.kind === 'ended');
    const { status, progress, output, workflow, nodes } = end.execution;
    assert.deepEqual([status, progress, workflow, nodes['one']?.output], ['completed', 100, 'morning', 1]);
    assert.notEqual(output, null);
    assert.deepEqual([types[0], types.at(-1)], ['executionStarted', 'executionCompleted']);
    assert(valueOf(await listExecutions(connection, never)).some((one) => one.id === id));
  });

  it('cancels what runs there', async () => {
    const id = await started(slow);
    const seen: (string | undefined)[] = [];
    const listener = {
      changed: ({ nodes }: { readonly nodes: Readonly<Record<string, { readonly status: string }>> }) => {
        seen.push(nodes['one']?.status);
        if (nodes['one']?.status === 'running') void cancelExecution(connection, id, never);
      },
    };
    const end = await watchExecution(connection, id, listener, never);
    assert(end.kind === 'ended' && seen.includes('running'));
    assert.equal(end.execution.status, 'cancelled');
    assert.equal(errorOf(await cancelExecution(connection, id, never)).code, 'conflict');
    assert.equal(errorOf(await getExecution(connection, 'nothing', never)).code, 'not-found');
  });

  it('hears answers to approvals, and executes again what failed or from a node on', async () => {
    const ask = valueOf(await push(connection, memoryInMemory(), { project: projectOf(approved), file: '/a' }, never));
    const start = { workflowId: ask.id, inputs: {} };
    const watch = async (id: string, approve: boolean): Promise<RemoteExecution> => {
      let isAnswered = false;
      const changed = ({ nodes }: RemoteExecution): void => {
        if (isAnswered || nodes['review']?.status !== 'waiting') return;
        isAnswered = true;
        void answerBoth(id, approve);
      };
      const end = await watchExecution(connection, id, { changed, event: () => undefined }, never);
      assert(end.kind === 'ended');
      return end.execution;
    };
    const answerBoth = async (id: string, approve: boolean): Promise<void> => {
      const unknown = await answerApproval(connection, id, 'outer/inner', { approved: true }, never);
      refusals.push(errorOf(unknown).message);
      await answerApproval(connection, id, 'review', { approved: approve, comment: 'Seen.' }, never);
    };
    const refusals: string[] = [];
    const first = valueOf(await startExecution(connection, start, never));
    const refused = await watch(first.id, false);
    assert.deepEqual([refused.status, refused.nodes['review']?.approval?.comment], ['failed', 'Seen.']);
    const retried = valueOf(await repeatExecution(connection, first.id, undefined, never));
    const agreed = await watch(retried.id, true);
    assert.deepEqual([agreed.status, agreed.nodes['review']?.approval?.approved], ['completed', true]);
    const again = valueOf(await repeatExecution(connection, retried.id, 'after', never));
    assert.equal((await watch(again.id, false)).nodes['review']?.taken_over, true);
    assert.equal(new Set([first.id, retried.id, again.id]).size, 3);
    assert.equal(refusals.length, 2);
    for (const refusal of refusals) assert.match(refusal, /outer\/inner/);
    assert.equal(errorOf(await repeatExecution(connection, again.id, undefined, never)).code, 'conflict');
  });

  it('runs an agent alone', async () => {
    const agent = { name: 'Asker', description: '', capabilities: ['merge'] };
    const id = valueOf(await ensureAgent(connection, agent, never));
    assert.equal(valueOf(await ensureAgent(connection, agent, never)), id);
    assert(valueOf(await listAgents(connection, never)).some((one) => one.name === 'Asker'));
    const answer = valueOf(await runAgent(connection, id, { message: 'Hello', context: {} }, never));
    assert.deepEqual(Object.keys(answer), ['result', 'stats', 'tool_calls']);
  });
});
