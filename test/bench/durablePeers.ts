/** Others' engines that survive a crash: BullMQ's flows on a Redis that this starts, LangGraph.js with its saver on SQLite. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Case } from './measure.ts';
import { load } from './peerPackages.ts';
import { langGraphFork } from './peers.ts';
import { idle } from './shapes.ts';

export interface Flows {
  fork(count: number): Case;
  close(): Promise<void>;
}

interface BullModule {
  readonly FlowProducer: new (settings: object) => { add(flow: object): Promise<unknown>; close(): Promise<void> };
  readonly Worker: new (queue: string, run: () => Promise<unknown>, settings: object) => BullWorker;
}

interface BullWorker {
  on(event: 'completed', listener: (job: { readonly name: string }) => void): void;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** So many jobs at once make it fastest, of 25, 50, 100, 300 and 1,000. */
const concurrency = 50;
const queueName = 'bench';

/** A parent that runs when its N children have, each a job in Redis. */
export async function bullFlows(folder: string): Promise<Flows> {
  const redis = await startRedis(join(folder, 'redis'));
  const { FlowProducer, Worker } = await load<BullModule>('bullmq');
  const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
  const producer = new FlowProducer({ connection });
  const worker = new Worker(queueName, idle, { connection, concurrency });
  let merged = (): void => undefined;
  worker.on('completed', ({ name }) => {
    if (name === 'merge') merged();
  });
  await worker.waitUntilReady();
  return {
    fork: (count) => async () => {
      const done = new Promise<void>((resolve) => (merged = resolve));
      const children = Array.from({ length: count }, (_, index) => ({ name: `b${index}`, queueName }));
      await producer.add({ name: 'merge', queueName, children });
      await done;
    },
    async close() {
      await worker.close();
      await producer.close();
      await redis.stop();
    },
  };
}

/**
 * On the loopback, with an append-only file that is synced before each answer, as ours is before what follows. Rejects where there is no
 * `redis-server`.
 */
async function startRedis(folder: string): Promise<{ readonly port: number; stop(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const settings = { bind: '127.0.0.1', port, dir: folder, save: '', appendonly: 'yes', appendfsync: 'always' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const over = once(server, 'exit');
  over.catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', () => {
      reject(new Error('redis-server ended'));
    });
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve();
    });
  });
  const stopped = (): void => void server.kill('SIGKILL');
  process.once('exit', stopped);
  return {
    port,
    async stop() {
      process.removeListener('exit', stopped);
      server.kill();
      await over;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

interface SaverModule {
  readonly SqliteSaver: new (database: unknown) => unknown;
}

export async function savedLangGraphFork(count: number, folder: string): Promise<Case> {
  const { SqliteSaver } = await load<SaverModule>('@langchain/langgraph-checkpoint-sqlite');
  return await langGraphFork(count, new SqliteSaver(new Database(join(folder, `langgraph-${count}.db`))));
}

type Values = readonly (SQLInputValue | undefined)[];
type Statement = Readonly<Record<'all' | 'get' | 'run', (...values: Values) => unknown>>;

/**
 * What the saver asks of better-sqlite3, from Node's own SQLite: no native module is built here. It is as durable as there, where a
 * write-ahead log is not synced at each commit.
 */
class Database {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.pragma('synchronous=NORMAL');
  }

  pragma(text: string): void {
    this.#database.exec(`PRAGMA ${text}`);
  }

  exec(text: string): void {
    this.#database.exec(text);
  }

  /** There undefined is NULL. */
  prepare(text: string): Statement {
    const statement = this.#database.prepare(text);
    const given = (values: Values): SQLInputValue[] => values.map((value) => value ?? null);
    return {
      all: (...values) => statement.all(...given(values)),
      get: (...values) => statement.get(...given(values)),
      run: (...values) => statement.run(...given(values)),
    };
  }

  transaction(work: (rows: readonly SQLInputValue[][]) => void): (rows: readonly SQLInputValue[][]) => void {
    return (rows) => {
      this.#database.exec('BEGIN');
      try {
        work(rows);
        this.#database.exec('COMMIT');
      } catch (error) {
        this.#database.exec('ROLLBACK');
        throw error;
      }
    };
  }
}
