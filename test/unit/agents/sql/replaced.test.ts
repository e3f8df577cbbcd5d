/** Threat T10: a database of the workspace that is replaced between the check and the use, for both builds of SQLite. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import { createRunner } from '../../../../src/agents/sql/chunk.ts';
import { SqlLimitReached } from '../../../../src/agents/sql/limitReached.ts';
import type { SqlQuery, SqlTable } from '../../../../src/agents/sql/messages.ts';
import { queryNodeSqlite, type SqliteModule } from '../../../../src/agents/sql/nodeSqlite.ts';
import { querySqlJs } from '../../../../src/agents/sql/sqlJs.ts';
import { agentRequest, errorOf } from '../../../support/agents/request.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
const replaced = new SqlLimitReached('replaced');

describe('sql: a database that is replaced after it was checked (threat T10)', function () {
  let folder: string;
  let outside: string;
  let file: string;

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = join(realpathSync(temporaryFolder()), 'inside');
    outside = realpathSync(temporaryFolder());
    mkdirSync(folder);
    file = join(folder, 'users.db');
    for (const [place, name] of [
      [folder, 'ours'],
      [outside, 'theirs'],
    ] as const) {
      const database = new sqlite.DatabaseSync(join(place, 'users.db'));
      database.exec(`CREATE TABLE users (name); INSERT INTO users VALUES ('${name}')`);
      database.close();
    }
  });
  afterEach(removeFolders);

  const swapFolder = (): void => {
    renameSync(folder, `${folder}.was`);
    symlinkSync(outside, folder);
  };
  const swapFile = (): void => {
    renameSync(file, `${file}.was`);
    symlinkSync(join(outside, 'users.db'), file);
  };
  const putBack = (): void => {
    rmSync(folder);
    renameSync(`${folder}.was`, folder);
  };
  const question = (query: string, readOnly: boolean, params: SqlQuery['params'] = null): SqlQuery => ({
    ...{ file, inWorkspace: true, query, params, readOnly, wasm },
  });

  /** That no statement has reached the file outside, and nothing was put beside it. */
  function assertUntouched(bytes: Buffer): void {
    assert.deepEqual(readdirSync(outside), ['users.db']);
    assert.deepEqual(readFileSync(join(outside, 'users.db')), bytes);
  }

  const builds: Readonly<Record<string, (query: SqlQuery) => Promise<SqlTable>>> = {
    'node:sqlite': (query) => Promise.resolve().then(() => queryNodeSqlite(sqlite, query)),
    'sql.js': querySqlJs,
  };
  for (const [name, execute] of Object.entries(builds))
    for (const [what, swap] of Object.entries({ folder: swapFolder, file: swapFile }))
      it(`${name}: by a link in the place of its ${what}`, async () => {
        const theirs = readFileSync(join(outside, 'users.db'));
        swap();
        await assert.rejects(execute(question('SELECT * FROM users', true)), replaced);
        await assert.rejects(execute(question("INSERT INTO users VALUES ('x')", false)), replaced);
        assertUntouched(theirs);
      });

  it('node:sqlite: by a link that is there only while SQLite opens it', function () {
    // Elsewhere only the path can be looked at again, which is as it was.
    if (process.platform !== 'linux') this.skip();
    const theirs = readFileSync(join(outside, 'users.db'));
    class Swapping extends sqlite.DatabaseSync {
      constructor(path: string, options: sqlite.DatabaseSyncOptions) {
        swapFolder();
        super(path, options);
        putBack();
      }
    }
    const swapping: SqliteModule = { ...sqlite, DatabaseSync: Swapping };
    for (const [query, readOnly] of [
      ['SELECT * FROM users', true],
      ["INSERT INTO users VALUES ('x')", false],
    ] as const)
      assert.throws(() => queryNodeSqlite(swapping, question(query, readOnly)), replaced);
    assertUntouched(theirs);
  });

  it('sql.js: what it writes stays in the folder that was checked', async function () {
    if (process.platform !== 'linux') this.skip();
    const theirs = readFileSync(join(outside, 'users.db'));
    const params = Object.defineProperty({}, 'name', {
      enumerable: true,
      get: () => {
        swapFolder();
        return 'new';
      },
    });
    await querySqlJs(question('INSERT INTO users VALUES (:name)', false, params));
    assertUntouched(theirs);
    putBack();
    const { rows } = queryNodeSqlite(sqlite, question('SELECT name FROM users', true));
    assert.deepEqual(
      rows.map((row) => row['name']),
      ['ours', 'new'],
    );
    assert.deepEqual(readdirSync(folder), ['users.db']);
  });

  it('a link to what is not there yet makes nothing there', async () => {
    symlinkSync(join(outside, 'made.db'), join(folder, 'link.db'));
    const runner = createRunner(() => ({ connections: {}, workspaceFolders: [] }));
    const settings = { connection: 'sqlite:link.db', query: 'CREATE TABLE t (a)', read_only: false };
    assert.match(
      errorOf(await runner.run(agentRequest(settings, { baseDirectory: folder }))).message,
      /cannot be opened/,
    );
    assert.equal(existsSync(join(outside, 'made.db')), false);
  });
});
