import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRunner } from '../../../../src/agents/sql/chunk.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRunner } from '../../../../src/engine/ports.ts';
import { endlessQuery } from '../../../support/agents/endlessQuery.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';
import { turn } from '../../../support/engine/manualClock.ts';

const script = join(import.meta.dirname, '../../../support/agents/endlessQuery.ts');

describe('sql: the runner', () => {
  let folder: string;
  let connections: Record<string, string>;
  let runner: AgentRunner;
  const ask = (settings: JsonObject, signal?: AbortSignal): Promise<AgentOutcome> =>
    runner.run(agentRequest(settings, { baseDirectory: folder, ...(signal && { signal }) }));
  const says = async (settings: JsonObject): Promise<string> => {
    const { kind, message, retryable } = errorOf(await ask(settings));
    assert.equal(retryable, false);
    return `${kind}: ${message}`;
  };

  before(() => {
    runner = createRunner(() => ({ connections, workspaceFolders: [] }));
  });
  beforeEach(() => {
    folder = temporaryFolder();
    connections = {};
    const database = new DatabaseSync(join(folder, 'users.db'));
    database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users (name) VALUES ('Ada')");
    database.close();
  });
  afterEach(removeFolders);

  it('gives columns, rows and their count', async () => {
    const output = outputOf(
      await ask({ connection: 'sqlite:users.db', query: 'SELECT name FROM users WHERE id = ?', params: [1] }),
    );
    assert.deepEqual(output, { columns: ['name'], rows: [{ name: 'Ada' }], row_count: 1 });
  });

  it('writes only with `read_only: false`', async () => {
    const insert = { connection: 'sqlite:users.db', query: "INSERT INTO users (name) VALUES ('Eve')" };
    assert.equal(await says(insert), 'sql: The database says: attempt to write a readonly database');
    const { row_count: count } = outputOf(await ask({ ...insert, read_only: false })) as JsonObject;
    assert.equal(count, 1);
  });

  it('uses named connections, `default` where none is given, wherever they lie', async () => {
    const elsewhere = join(temporaryFolder(), 'other.db');
    const make = { connection: 'other', query: 'CREATE TABLE t (a)', read_only: false };
    connections = { other: `sqlite:${elsewhere}`, default: 'sqlite:users.db' };
    outputOf(await ask(make));
    assert.equal(existsSync(elsewhere), true);
    const { row_count: count } = outputOf(await ask({ query: 'SELECT * FROM users' })) as JsonObject;
    assert.equal(count, 1);
  });

  it('refuses what it cannot connect to', async () => {
    const query = 'SELECT 1';
    assert.match(await says({ query }), /^settings: There is no connection "default"\..* with --connection\./);
    assert.match(await says({ query, connection: 'mysql://u:canary@db/x' }), /^settings: .*"mysql:\/\/u:\*\*\*@db\/x"/);
    assert.match(await says({ query, connection: 'mysql://db/x' }), /^settings: There is no connection "mysql/);
    assert.equal(await says({ connection: 'sqlite:users.db' }), 'settings: The setting "query" is missing.');
    const missing = await says({ query, connection: 'sqlite:none.db' });
    assert.match(missing, /^sql: There is no database "\/.*none\.db", or it cannot be opened\. A path begins at /);
  });

  it('threat T10: reaches no file outside the workspace, also not through a link', async () => {
    const outside = temporaryFolder();
    symlinkSync(outside, join(folder, 'link'));
    mkdirSync(join(folder, 'inner'));
    const paths = [
      '../x.db',
      'inner/../../x.db',
      join(outside, 'x.db'),
      'link/x.db',
      '//host/share/x.db',
      '\\\\host\\share\\x.db',
      'file:x.db',
      'x\0.db',
      '.',
    ];
    for (const path of paths) {
      const answer = await says({ connection: `sqlite:${path}`, query: 'CREATE TABLE t (a)', read_only: false });
      assert.match(answer, /^settings: ".*" (lies outside|is not a path inside) the workspace/s, path);
    }
    assert.equal(existsSync(join(outside, 'x.db')), false);
  });

  it('threat T10: executes nothing that reaches other files', async () => {
    const other = join(folder, 'other.db');
    const statements = {
      [`ATTACH '${other}' AS o`]: 'ATTACH',
      [`/* a */ -- b\n ; attach '${other}' AS o`]: 'ATTACH',
      [`VACUUM INTO '${other}'`]: 'VACUUM INTO',
      [`vacuum main/**/into'${other}'`]: 'VACUUM INTO',
    };
    for (const [query, word] of Object.entries(statements))
      assert.equal(
        await says({ connection: 'sqlite:users.db', query, read_only: false }),
        `settings: ${word} is not executed: it reaches beyond the database’s own file.`,
      );
    const extension = await says({ connection: 'sqlite:users.db', query: "SELECT load_extension('x')" });
    assert.match(extension, /^sql: The database says: (not authorized|no such function: load_extension)/);
    assert.equal(existsSync(other), false);
  });

  it('says what the database says, and that a retry cannot help', async () => {
    const answer = await says({ connection: 'sqlite:users.db', query: 'SELECT * FROM nobody' });
    assert.equal(answer, 'sql: The database says: no such table: nobody');
    const two = await says({ connection: 'sqlite:users.db', query: 'SELECT 1; SELECT 2' });
    assert.equal(two, 'settings: Only one statement is executed at a time.');
    const many = `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT zeroblob(1000000) AS x FROM c`;
    const large = await says({ connection: 'sqlite:users.db', query: many });
    assert.equal(large, 'output-too-large: The query gives more rows than an output may have.');
  });

  it('a database that another holds may be tried again', async () => {
    const database = new DatabaseSync(join(folder, 'users.db'));
    database.exec('BEGIN EXCLUSIVE');
    const query = { connection: 'sqlite:users.db', query: 'SELECT * FROM users' };
    const { kind, message, retryable } = errorOf(await ask(query));
    database.exec('COMMIT');
    database.close();
    assert.deepEqual([kind, message, retryable], ['sql', 'The database says: database is locked', true]);
    outputOf(await ask(query));
  });

  it('F6: an abort ends what has not begun, what waits for its turn, and what would never end', async () => {
    const aborted = (outcome: AgentOutcome): void => {
      assert.equal(errorOf(outcome).kind, 'aborted');
    };
    aborted(await ask({ connection: 'sqlite::memory:', query: 'SELECT 1' }, AbortSignal.abort()));
    const controller = new AbortController();
    const endless = { connection: 'sqlite::memory:', query: endlessQuery };
    // Others of this process, kept warm by another suite, live on.
    const others = new Set(childrenOf(process.pid));
    const six = Array.from({ length: 6 }, () => ask(endless, controller.signal));
    await turn();
    const pids = childrenOf(process.pid).filter((pid) => !others.has(pid));
    controller.abort();
    for (const outcome of await Promise.all(six)) aborted(outcome);
    while (pids.some(isRunning)) await turn();
    outputOf(await ask({ connection: 'sqlite::memory:', query: 'SELECT 1' }));
  });

  it('invariant I10: no statement outlives its abort: a process can end after it', async () => {
    const child = spawn(process.execPath, [script, 'abort'], { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
  });

  it('invariant I10: nor its host’s death', async () => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    const pids = childrenOf(child.pid ?? 0);
    assert.equal(pids.length, existsSync('/proc/self') ? 2 : 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    while (pids.some(isRunning)) await turn();
  });

  it('falls back to sql.js where Node has no SQLite', async () => {
    const query = { connection: 'sqlite:users.db', query: 'SELECT sqlite_source_id() AS id, name FROM users' };
    const read = async (): Promise<JsonObject> => {
      const { rows } = outputOf(await ask(query)) as JsonObject;
      return (rows as readonly JsonObject[])[0] ?? {};
    };
    const own = await read();
    const options = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--no-experimental-sqlite';
    try {
      runner = createRunner(() => ({ connections, workspaceFolders: [] }));
      const other = await read();
      assert.deepEqual([own['name'], other['name']], ['Ada', 'Ada']);
      assert.notEqual(other['id'], own['id']);
      const controller = new AbortController();
      const endless = ask({ connection: 'sqlite::memory:', query: endlessQuery }, controller.signal);
      await turn();
      controller.abort();
      assert.equal(errorOf(await endless).kind, 'aborted');
    } finally {
      if (options === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = options;
    }
  });
});

/** The processes that this one has for SQL; empty where the system does not say. */
function childrenOf(pid: number): string[] {
  try {
    const pids = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
    return pids.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(join('sql', 'worker.ts')));
  } catch {
    return [];
  }
}

/** A process that has ended stays as a zombie until somebody asks for its end. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
