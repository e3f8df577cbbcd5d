import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest, AgentRunner } from '../../../src/engine/ports.ts';
import type { RunnerName } from '../../../src/model/definition.ts';
import { destinationOf, guardSecrets, type SecretUse } from '../../../src/sdk/secretUse.ts';
import { agentRequest, errorOf, outputOf } from '../../support/agents/request.ts';

const canary = 'C4nary-"7f/3a"';

describe('threat T8: a secret goes where it was granted to go', () => {
  let asked: SecretUse[];
  let sent: JsonObject[];
  const allowed = new Set<string>();
  const runner: AgentRunner = {
    run: ({ settings }) => {
      sent.push(settings);
      return Promise.resolve({ kind: 'succeeded', output: null });
    },
  };
  const issued = new Map([
    ['TOKEN', canary],
    ['EMPTY', ''],
  ]);
  const lookup = guardSecrets(
    () => Promise.resolve(runner),
    {
      issued: () => issued,
      grant: (use) => {
        asked.push(use);
        return Promise.resolve(allowed.has(`${use.name} ${use.destination}`));
      },
    },
    () => ({ db: 'postgres://u@db.test/x' }),
  );
  const run = async (uses: RunnerName, settings: JsonObject, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    (await lookup(uses))!.run(agentRequest(settings, { uses, ...more }));

  beforeEach(() => {
    asked = [];
    sent = [];
    allowed.clear();
  });

  it('asks for what is about to be sent, in any form, and sends nothing without a yes', async () => {
    const url = 'https://api.test/path?a=b';
    for (const settings of [
      { url, headers: { 'x-key': `Bearer ${canary}` } },
      { url, body: { deep: [{ token: canary }] } },
      { url: `${url}&t=${encodeURIComponent(canary)}` },
      { url, headers: { authorization: `Basic ${Buffer.from(`me:${canary}`).toString('base64')}` } },
      { url, body: Buffer.from(canary).toString('hex') },
      { url, body: JSON.stringify({ t: canary }) },
    ]) {
      asked = [];
      const { kind, message, retryable } = errorOf(await run('http', settings));
      assert.deepEqual([kind, retryable], ['secret', false]);
      assert.equal(message, 'The secret "TOKEN" was not allowed to go to https://api.test.');
      assert.deepEqual(asked, [{ name: 'TOKEN', destination: 'https://api.test' }]);
    }
    assert.deepEqual(sent, []);
    allowed.add('TOKEN https://api.test');
    outputOf(await run('http', { url, body: canary }));
    assert.equal(sent.length, 1);
    assert.equal(errorOf(await run('http', { url: 'https://api.test:8443/', body: canary })).kind, 'secret');
  });

  it('asks for what comes with the node, too', async () => {
    const input = { deep: [`x${canary}`] };
    const cases: readonly [RunnerName, JsonObject, Partial<AgentRequest>][] = [
      ['command', { run: ['cat'] }, { input }],
      ['ipa', { server: 'main' }, { input }],
      ['script', { path: 'a.mjs' }, { input }],
      ['script', { path: 'a.mjs' }, { inputs: input }],
      ['script', { path: 'a.mjs' }, { nodes: input }],
    ];
    for (const [uses, settings, more] of cases)
      assert.equal(errorOf(await run(uses, settings, more)).kind, 'secret', uses);
    assert.deepEqual([asked.length, sent], [cases.length, []]);
    outputOf(await run('command', { run: ['cat'], stdin: 'nothing' }, { input, inputs: input, nodes: input }));
    outputOf(await run('ipa', { server: 'main', message: 'nothing' }, { input }));
    outputOf(await run('http', { url: 'https://api.test' }, { input }));
    assert.equal(asked.length, cases.length);
  });

  it('does not ask where no secret is sent, or where it goes nowhere', async () => {
    outputOf(await run('http', { url: 'https://api.test', body: 'nothing' }));
    outputOf(await run('transform', { expression: canary }));
    outputOf(await run('mock', { output: canary }));
    assert.deepEqual(asked, []);
  });

  it('knows the destination of every runner', () => {
    const connections = { db: 'postgres://u@DB.test/x', mine: 'https://llm.test/v1', files: 'sqlite:a.db' };
    const of = (uses: RunnerName, settings: JsonObject): string | undefined =>
      destinationOf(uses, settings, connections);
    assert.equal(of('http', { url: 'http://a.test:80/x' }), 'http://a.test');
    assert.equal(of('http', { url: 'nonsense' }), 'no address');
    assert.equal(of('sql', { connection: 'db' }), 'postgres://db.test:5432');
    assert.equal(of('sql', { connection: 'files' }), undefined);
    assert.equal(of('cache', { connection: 'rediss://c.test' }), 'rediss://c.test:6379');
    assert.equal(of('cache', {}), undefined);
    assert.equal(of('llm', { provider: 'openai' }), 'https://api.openai.com');
    assert.equal(of('llm', { base_url: 'http://127.0.0.1:1/v1' }), 'http://127.0.0.1:1');
    assert.equal(of('llm', { connection: 'mine' }), 'https://llm.test');
    assert.equal(of('llm', { provider: 'vscode' }), 'vscode.lm');
    assert.equal(of('mcp', { server: 'mine' }), 'https://llm.test');
    assert.equal(of('llm', { prompt: 'x' }), 'vscode.lm');
    assert.equal(of('mcp', { server: 'npx -y server' }), 'program npx -y server');
    assert.equal(of('mcp', { server: { run: ['node', 'a.js'] } }), 'program node a.js');
    assert.equal(of('mcp', { server: { url: 'https://m.test/mcp' } }), 'https://m.test');
    assert.equal(of('ipa', { server: 'main' }), 'ipa main');
    const written = { run: ['${{ inputs.program }}', '${{ inputs.value }}'] };
    assert.equal(
      destinationOf('command', { run: ['curl', 'v'] }, connections, written),
      'program curl "${{ inputs.value }}"',
    );
    assert.equal(of('command', { run: ['python3', 'a.py'] }), 'program python3 a.py');
    assert.equal(of('command', { shell: 'a | b' }), 'program a | b');
    assert.equal(destinationOf('cache', {}, { default: 'redis://c.test' }), undefined);
    assert.equal(of('script', { path: 'a.mjs' }), 'script a.mjs');
  });
});
