/**
 * A process that executes statements, one after the other, so that a long one neither blocks the host nor outlives its
 * cancellation: what SQLite is at cannot be interrupted, and a thread that is in it cannot be ended.
 *
 * 1. The work is done in a thread, so that the process hears when its parent is gone, and ends.
 */
import { createRequire } from 'node:module';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
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

/** Megabytes that one statement's rows may take on their way. */
const memoryMb = 512;

function listen(): void {
  let thread: Worker | undefined;
  process.on('message', (query: SqlQuery) => {
    thread ??= start();
    thread.postMessage(query);
  });
  // An orderly exit would wait for the thread.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

  function start(): Worker {
    const started = new Worker(new URL(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    started.on('message', (result: SqlAnswer) => process.send?.(result));
    started.on('error', (error) => {
      thread = undefined;
      process.send?.({ error: String(error) } satisfies SqlAnswer);
    });
    return started;
  }
}

if (isMainThread) listen();
else
  parentPort?.on('message', (query: SqlQuery) => {
    void answer(query).then((result) => parentPort?.postMessage(result));
  });
