/** What both builds of SQLite must do alike: the one that Node has, and the WebAssembly one. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import type { JsonValue } from '../../../../src/base/json.ts';
import { SqlLimitReached } from '../../../../src/agents/sql/limitReached.ts';
import type { SqlQuery, SqlTable } from '../../../../src/agents/sql/messages.ts';
import { queryNodeSqlite } from '../../../../src/agents/sql/nodeSqlite.ts';
import { querySqlJs } from '../../../../src/agents/sql/sqlJs.ts';
import { removeFolders, temporaryFolder } from '../../../support/engine/folder.ts';

const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
const builds: Readonly<Record<string, (query: SqlQuery) => Promise<SqlTable>>> = {
  'node:sqlite': (query) => Promise.resolve().then(() => queryNodeSqlite(sqlite, query)),
  'sql.js': querySqlJs,
};
const hostile = `x'; DROP TABLE users; --`;

for (const [name, execute] of Object.entries(builds))
  describe(`sql: ${name}`, () => {
    let file: string;
    const read = (query: string, params: JsonValue = null): Promise<SqlTable> =>
      execute({ file, inWorkspace: true, query, params, readOnly: true, wasm });
    const write = (query: string, params: JsonValue = null): Promise<SqlTable> =>
      execute({ file, inWorkspace: true, query, params, readOnly: false, wasm });

    beforeEach(() => {
      file = join(realpathSync(temporaryFolder()), 'users.db');
      const database = new sqlite.DatabaseSync(file);
      database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, score REAL, data, note)');
      database.exec("INSERT INTO users VALUES (1, 'Ada', 1.5, x'00ff', NULL), (2, 'Grace', 2, 9007199254740993, 'n')");
      database.close();
    });
    afterEach(removeFolders);

    it('gives columns in their order and rows as JSON: large whole numbers and binary data as text', async () => {
      assert.deepEqual(await read('SELECT * FROM users ORDER BY id'), {
        columns: ['id', 'name', 'score', 'data', 'note'],
        rows: [
          { id: 1, name: 'Ada', score: 1.5, data: 'AP8=', note: null },
          { id: 2, name: 'Grace', score: 2, data: '9007199254740993', note: 'n' },
        ],
        row_count: 2,
      });
    });

    it('gives the columns of no rows', async () => {
      const table = await read('SELECT id, name FROM users WHERE id > 9');
      assert.deepEqual(table, { columns: ['id', 'name'], rows: [], row_count: 0 });
    });

    it('binds a list by place and a map by name, and splices neither', async () => {
      const byPlace = await read('SELECT id FROM users WHERE name = ? OR name = ?', ['Ada', hostile]);
      assert.deepEqual(byPlace.rows, [{ id: 1 }]);
      for (const mark of [':', '$', '@']) {
        const byName = await read(`SELECT ${mark}name AS name, ${mark}id AS id`, { name: hostile, id: 7 });
        assert.deepEqual(byName.rows, [{ name: hostile, id: 7 }]);
      }
      assert.equal((await read('SELECT count(*) AS n FROM users')).rows[0]?.['n'], 2);
    });

    it('binds whole numbers as such, booleans as 0 and 1, lists and objects as JSON text', async () => {
      const { rows } = await read('SELECT typeof(?1) AS whole, typeof(?2) AS part, ?3 AS yes, ?4 AS list, ?5 AS none', [
        3,
        3.5,
        true,
        [1, { a: 2 }],
        null,
      ]);
      assert.deepEqual(rows, [{ whole: 'integer', part: 'real', yes: 1, list: '[1,{"a":2}]', none: null }]);
    });

    it('writes when it may, and tells how many rows it changed', async () => {
      const changed = await write('UPDATE users SET note = ?', [hostile]);
      assert.deepEqual(changed, { columns: [], rows: [], row_count: 2 });
      assert.deepEqual((await read('SELECT DISTINCT note FROM users')).rows, [{ note: hostile }]);
      assert.deepEqual(readdirSync(join(file, '..')), ['users.db']);
    });

    it('read_only: refuses every write, and leaves the file as it is', async () => {
      const before = readFileSync(file);
      const writes = [
        "INSERT INTO users (name) VALUES ('Eve')",
        'DELETE FROM users',
        'DROP TABLE users',
        'CREATE TABLE more (a)',
        'WITH one AS (SELECT 1) UPDATE users SET note = 1',
      ];
      for (const query of writes) await assert.rejects(read(query), /readonly database/, query);
      assert.deepEqual(readFileSync(file), before);
    });

    it('an unknown file: not there to be read, made to be written', async () => {
      file = join(file, '..', 'new.db');
      await assert.rejects(read('SELECT 1'), /unable to open database file/);
      assert.equal(existsSync(file), false);
      await write('CREATE TABLE one (a)');
      assert.equal(existsSync(file), true);
    });

    it('a file that is no database, and SQL that is none', async () => {
      await assert.rejects(read('SELECT missing FROM users'), /no such column: missing/);
      await assert.rejects(read('SELEC 1'), /near "SELEC": syntax error/);
      file = wasm;
      await assert.rejects(read('SELECT * FROM users'), /file is not a database/);
    });

    it('executes one statement, with whatever blank stands behind it', async () => {
      assert.equal((await read('SELECT 1 AS a; -- one\n /* and no more */ ;')).row_count, 1);
      for (const query of ['SELECT 1; SELECT 2', 'SELECT 1; DROP TABLE users', "SELECT ';' ; SELECT 2"])
        await assert.rejects(read(query), new SqlLimitReached('several-statements'), query);
    });

    it('stops collecting rows at 64 MiB', async () => {
      const rows = (count: number): string =>
        `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${String(count)})
         SELECT printf('%.*c', 1048570, 'x') AS x FROM c`;
      assert.equal((await read(rows(64))).row_count, 64);
      await assert.rejects(read(rows(65)), new SqlLimitReached('too-many-rows'));
    });

    it('takes names for no more than names (threat T11)', async () => {
      const { rows } = await read('SELECT 1 AS __proto__, 2 AS constructor');
      assert.equal(JSON.stringify(rows), '[{"__proto__":1,"constructor":2}]');
    });
  });
