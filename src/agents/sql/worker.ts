/** One statement in a thread of its own, so that a long one neither blocks the host nor outlives its cancellation. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../failures.ts';
import type { SqlAnswer, SqlQuery } from './messages.ts';
import { SqlLimitReached } from './limitReached.ts';
import { queryNodeSqlite, type SqliteModule } from './nodeSqlite.ts';

async function answer(query: SqlQuery): Promise<SqlAnswer> {
  try {
    const sqlite = nodeSqlite();
    if (sqlite) return { table: queryNodeSqlite(sqlite, query) };
    const { querySqlJs } = await import('./sqlJs.ts');
    return { table: await querySqlJs(query) };
  } catch (error) {
    return { error: reasonOf(error), ...(error instanceof SqlLimitReached && { limit: error.limit }) };
  }
}

function nodeSqlite(): SqliteModule | undefined {
  process.removeAllListeners('warning');
  try {
    return createRequire(import.meta.url)('node:sqlite') as SqliteModule;
  } catch {
    return undefined;
  }
}

void answer(workerData as SqlQuery).then((result) => parentPort?.postMessage(result));
