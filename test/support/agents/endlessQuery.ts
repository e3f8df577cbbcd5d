/** A process of its own that executes an endless statement; with `abort` as its argument it stops it, and should then end. */
import { createRunner } from '../../../src/agents/sql/chunk.ts';
import { agentRequest } from './request.ts';

export const endlessQuery = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c';

if (process.argv[1] === import.meta.filename) {
  const controller = new AbortController();
  const runner = createRunner(() => ({ connections: {}, workspaceFolders: [] }));
  const settings = { connection: 'sqlite::memory:', query: endlessQuery };
  const outcome = runner.run(agentRequest(settings, { signal: controller.signal }));
  // The statement has begun once another, given to the same runner after it, has been answered.
  await runner.run(agentRequest({ ...settings, query: 'SELECT 1' }));
  console.log('begun');
  if (process.argv[2] === 'abort') controller.abort();
  await outcome;
}
