/** Executes statements in a process of their own (`../processes.ts`): what SQLite is at cannot be interrupted. */
import { createRequire } from 'node:module';
import { reasonOf } from '../failures.ts';
import { serve } from '../keeper.ts';
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

serve(answer);
