import assert from 'node:assert/strict';
import { nobodyToAsk } from '../../../src/agents/consent.ts';
import { createRunners, type RunnerOptions } from '../../../src/agents/runners.ts';
import type { RunnerName } from '../../../src/model/definition.ts';
import { agentRequest, outputOf } from '../../support/agents/request.ts';
import { agent, end, start, task, workflow } from '../../support/engine/build.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';
import { Rig } from '../../support/engine/rig.ts';

describe('Runners', () => {
  afterEach(removeFolders);
  const options = (): RunnerOptions => ({
    cacheFolder: temporaryFolder(),
    workspaceFolders: [],
    allowedHosts: [],
    connections: {},
    allowShell: false,
    consent: nobodyToAsk,
  });

  it('are those of this version, each made once', async () => {
    const runners = createRunners(options);
    for (const name of ['http', 'sql', 'cache', 'transform', 'script', 'command', 'llm', 'ipa', 'mock'] as const) {
      const runner = await runners(name);
      assert.ok(runner, name);
      assert.equal(await runners(name), runner);
    }
  });

  for (const uses of ['mcp'] as const satisfies readonly RunnerName[])
    it(`${uses} is not among them: a node that uses it fails and says so`, async () => {
      const rig = await Rig.start(
        workflow({
          nodes: { start, a: task({ maxRetries: 3 }, {}, 'other'), end },
          edges: 'start>a>end',
          agents: [agent('other', { uses })],
        }),
        { runners: createRunners(options) },
      );
      const { nodes, status } = await rig.finished();
      const { error, attempts } = nodes['a'] ?? {};
      assert.deepEqual([status, attempts, error?.kind, error?.retryable], ['failed', 1, 'not-available', false]);
      assert.equal(error?.message, `The runner ${uses} is not available in this version`);
    });

  it('ask for their options at each attempt, so that a changed setting counts at once', async () => {
    let connections: Record<string, string> = {};
    const runner = await createRunners(() => ({ ...options(), connections }))('sql');
    assert.ok(runner);
    const request = agentRequest({ query: 'SELECT 1 AS one' });
    assert.equal((await runner.run(request)).kind, 'failed');
    connections = { default: 'sqlite::memory:' };
    assert.deepEqual(outputOf(await runner.run(request)), { columns: ['one'], rows: [{ one: 1 }], row_count: 1 });
  });
});
