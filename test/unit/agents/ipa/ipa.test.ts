import assert from 'node:assert/strict';
import { createRunner } from '../../../../src/agents/ipa/chunk.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import type { CallRemoteAgent } from '../../../../src/engine/remoteAgents.ts';
import { agentCalls } from '../../../../src/remote/agentCalls.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { closeServers, serveHttp } from '../../../support/agents/servers.ts';
import { clientOf } from '../../../support/remote/connecting.ts';
import { canaryKey, scripted, type Scripted } from '../../../support/remote/scripted.ts';

function callsTo(servers: Readonly<Record<string, string>>): CallRemoteAgent {
  return agentCalls(
    (name) => {
      const url = servers[name];
      return Promise.resolve(url === undefined ? undefined : clientOf(url));
    },
    () => Object.keys(servers),
  );
}

function ask(
  server: { readonly url: string },
  settings: JsonObject,
  more?: Partial<AgentRequest>,
): Promise<AgentOutcome> {
  const runner = createRunner(() => ({ callRemoteAgent: callsTo({ office: server.url }) }));
  return runner.run(agentRequest({ server: 'office', ...settings }, more));
}

describe('ipa', () => {
  let server: Scripted;

  beforeEach(async () => {
    server = await scripted('R2');
  });
  afterEach(closeServers);

  it('gives what the agent on the server answers', async () => {
    const id = server.addAgent('Writer');
    const outcome = await ask(server, { agent_id: id, message: 'Hello', context: { topic: 'rain' } });
    assert.deepEqual(outputOf(outcome), {
      result: 'Writer heard: Hello',
      stats: { llm_calls: 1, llm_tokens: 12, llm_cost: 0.001 },
      tool_calls: [],
    });
    const { path, body } = server.heard.at(-1) ?? {};
    assert.deepEqual(
      [path, JSON.parse(body ?? '')],
      [`/api/v1/agents/${id}/run`, { message: 'Hello', context: { topic: 'rain' } }],
    );
  });

  it('asks with what the node receives where there is no message', async () => {
    const id = server.addAgent('Writer');
    await ask(server, { agent_id: id }, { input: { rows: [1] } });
    assert.deepEqual(JSON.parse(server.heard.at(-1)?.body ?? ''), { message: '{"rows":[1]}', context: {} });
  });

  it('says what is wrong with an agent that is not active, not there, or broken', async () => {
    const sleeping = server.addAgent('Sleeper', { status: 'inactive' });
    const broken = server.addAgent('broken');
    const errors = [];
    for (const id of [sleeping, 'nobody', broken]) {
      const { kind, message, retryable } = errorOf(await ask(server, { agent_id: id, message: 'Hello' }));
      errors.push([kind, message.replace(/127\.0\.0\.1:\d+/g, 'HOST').replace(sleeping, 'ID'), retryable]);
    }
    assert.deepEqual(errors, [
      ['http', 'The agent "ID" cannot be called. Is it active? "HOST" answered 400: Agent is not active', false],
      ['http', 'There is no agent "nobody" on "HOST".', false],
      ['http', '"HOST" answered 500: provider said no, api_key=***', true],
    ]);
    assert.doesNotMatch(JSON.stringify(errors), new RegExp(canaryKey));
  });

  it('calls once: an agent that fails may have worked', async () => {
    const broken = server.addAgent('broken');
    const before = server.heard.length;
    await ask(server, { agent_id: broken, message: 'Hello' });
    assert.equal(server.heard.length - before, 1);
  });

  it('names the server that was meant', async () => {
    const { kind, message, retryable } = errorOf(await ask(server, { server: 'offce', agent_id: 'a', message: '' }));
    assert.deepEqual(
      [kind, message, retryable],
      ['settings', 'There is no server "offce". Did you mean "office"?', false],
    );
  });

  for (const [missing, settings] of [
    ['server', { server: '' }],
    ['agent_id', {}],
  ] as const)
    it(`wants ${missing}`, async () => {
      assert.equal(errorOf(await ask(server, { ...settings })).message, `The setting "${missing}" is missing.`);
    });

  it('takes only an object as context', async () => {
    assert.equal(errorOf(await ask(server, { agent_id: 'a', context: [1] })).kind, 'settings');
  });

  it('says so where nobody knows of servers', async () => {
    const runner = createRunner(() => ({}));
    assert.equal(errorOf(await runner.run(agentRequest({ server: 's', agent_id: 'a' }))).kind, 'settings');
  });

  it('lets go of the server at once when it is cancelled', async () => {
    const cancelling = new AbortController();
    const closed: Promise<void>[] = [];
    const { url } = await serveHttp((request) => {
      closed.push(
        new Promise((resolve) =>
          request.socket.on('close', () => {
            resolve();
          }),
        ),
      );
      cancelling.abort();
    });
    const outcome = await ask({ url }, { agent_id: 'a', message: '' }, { signal: cancelling.signal });
    assert.equal(errorOf(outcome).kind, 'aborted');
    await Promise.all(closed);
    assert.equal(closed.length, 1);
  });

  it('hands on the wait that a busy server asks for', async () => {
    const { url } = await serveHttp((_, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end('{"detail":"slow down"}');
    });
    const { retryable, retry_after_ms: wait } = errorOf(await ask({ url }, { agent_id: 'a', message: '' }));
    assert.deepEqual([retryable, wait], [true, 7000]);
  });

  it('hides keys in what an agent answers', async () => {
    const { url } = await serveHttp((_, response) => {
      response.end(
        JSON.stringify({ result: { config: { api_key: canaryKey } }, tool_calls: [{ args: { api_key: canaryKey } }] }),
      );
    });
    const output = outputOf(await ask({ url }, { agent_id: 'a', message: '' }));
    assert.doesNotMatch(JSON.stringify(output), new RegExp(canaryKey));
    assert.deepEqual((output as JsonObject)['stats'], {});
  });
});
