import assert from 'node:assert/strict';
import { nobodyToAsk } from '../../../src/agents/consent.ts';
import { createRunners, type RunnerOptions } from '../../../src/agents/runners.ts';
import { runnerNames } from '../../../src/model/definition.ts';
import { agentRequest, outputOf } from '../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../support/engine/folder.ts';

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

  it('are there for every name that the format knows, each made once', async () => {
    const runners = createRunners(options);
    for (const name of runnerNames) {
      const runner = await runners(name);
      assert.ok(runner, name);
      assert.equal(await runners(name), runner);
    }
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
