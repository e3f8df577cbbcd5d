import assert from 'node:assert/strict';
import { createRunner } from '../../../../src/agents/sql/chunk.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import type { AgentOutcome, AgentRequest } from '../../../../src/engine/ports.ts';
import { Postgres, postgresPrograms } from '../../../support/agents/postgres.ts';
import { agentRequest, errorOf, outputOf } from '../../../support/agents/request.ts';

describe('sql: PostgreSQL', function () {
  this.timeout(60_000);
  let server: Postgres;
  const runner = createRunner(() => ({ connections: {}, workspaceFolders: [], allowedHosts: [] }));
  const ask = (query: string, settings: JsonObject = {}, more: Partial<AgentRequest> = {}): Promise<AgentOutcome> =>
    runner.run(agentRequest({ connection: server.url(), query, ...settings }, more));
  const rowsOf = async (query: string, params: JsonValue = null): Promise<JsonValue> =>
    (outputOf(await ask(query, { params })) as JsonObject)['rows'] ?? null;
  const failure = async (query: string, settings: JsonObject = {}): Promise<string> => {
    const { kind, message, retryable } = errorOf(await ask(query, settings));
    return `${kind}${retryable ? ', retryable' : ''}: ${message}`;
  };

  before(async function () {
    // This machine has no PostgreSQL: what follows is skipped.
    if (postgresPrograms() === undefined) this.skip();
    server = await Postgres.start();
    await server.ask(`
      CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL);
      INSERT INTO users (name) VALUES ('Ada'), ('Grace');
      CREATE FUNCTION writes() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO users (name) VALUES ('Eve'); RETURN 1; END $$;
      CREATE FUNCTION escapes() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN PERFORM set_config('transaction_read_only', 'off', true); RETURN writes(); END $$;
    `);
  });
  after(async () => {
    await (server as Postgres | undefined)?.stop();
  });

  it('gives columns, rows and their count', async () => {
    assert.deepEqual(outputOf(await ask('SELECT id, name FROM users ORDER BY id')), {
      columns: ['id', 'name'],
      rows: [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Grace' },
      ],
      row_count: 2,
    });
  });

  it('gives values as JSON: exact, in UTC, binary as base64', async () => {
    const values: Record<string, JsonValue> = {
      '1::int2': 1,
      '9007199254740991::int8': 9007199254740991,
      '9007199254740993::int8': '9007199254740993',
      '12.50::numeric': 12.5,
      '0.1234567890123456789::numeric': '0.1234567890123456789',
      "'NaN'::numeric": 'NaN',
      '1.5::float8': 1.5,
      "'-Infinity'::float8": '-Infinity',
      true: true,
      "'a''b'::text": "a'b",
      "'x'::char(3)": 'x  ',
      "'2026-01-02'::date": '2026-01-02',
      "'2026-01-02 03:04:05.123456'::timestamp": '2026-01-02T03:04:05.123456',
      "'2026-01-02 03:04:05+08'::timestamptz": '2026-01-01T19:04:05Z',
      "'infinity'::timestamptz": 'infinity',
      "'1 day 2 hours'::interval": 'P1DT2H',
      "'\\xdeadbeef'::bytea": '3q2+7w==',
      [`'{"a": [1, null], "__proto__": 1}'::json`]: JSON.parse('{"a": [1, null], "__proto__": 1}') as JsonValue,
      [`'[1]'::jsonb`]: [1],
      'ARRAY[1, NULL, 3]': [1, null, 3],
      "ARRAY[['a,b', '\"'], ['{}', '']]": [
        ['a,b', '"'],
        ['{}', ''],
      ],
      "ARRAY['2026-01-02 03:04:05Z'::timestamptz]": ['2026-01-02T03:04:05Z'],
      "'00000000-0000-4000-8000-000000000000'::uuid": '00000000-0000-4000-8000-000000000000',
      NULL: null,
      "'(1,2)'::point": '(1,2)',
    };
    for (const [expression, value] of Object.entries(values))
      assert.deepEqual(await rowsOf(`SELECT ${expression} AS v`), [{ v: value }], expression);
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });

  it('binds a list as $1, $2, and a map by its names, whatever the values hold', async () => {
    const hostile = ["'; DROP TABLE users; --", '$1', '\\', '"', ':name', "E'\\'", '\u2028', '🙂', ''];
    for (const text of hostile) {
      assert.deepEqual(await rowsOf('SELECT $1::text AS a, $2::int AS b', [text, 7]), [{ a: text, b: 7 }]);
      assert.deepEqual(await rowsOf('SELECT :a::text AS a, @b::int AS b, $a::text AS c', { a: text, b: 7 }), [
        { a: text, b: 7, c: text },
      ]);
    }
    assert.deepEqual(await rowsOf('SELECT name FROM users WHERE id = ANY($1) ORDER BY id', [[1, 2]]), [
      { name: 'Ada' },
      { name: 'Grace' },
    ]);
    assert.deepEqual(await rowsOf('SELECT $1::jsonb AS v, $2::boolean AS b', [{ a: [1] }, true]), [
      { v: { a: [1] }, b: true },
    ]);
    assert.match(
      await failure('SELECT $1::text', { params: ['a\0b'] }),
      /^sql: The database says: invalid byte sequence/,
    );
  });

  it('looks for names outside of texts, comments and operators only', async () => {
    const query = `SELECT ':a' AS ":a", /* :a /* :a */ :a */ $t$ :a $t$ AS t, e'\\':a' AS e, 1::int AS i -- :a
      , :a::text AS v`;
    const a = 'here';
    assert.deepEqual(await rowsOf(query, { a }), [{ ':a': ':a', t: ' :a ', e: "':a", i: 1, v: a }]);
    assert.equal(await failure('SELECT 1', { params: { a } }), 'settings: The statement has no parameter :a.');
  });

  it('only reads, unless it is told to write: the database itself refuses the rest', async () => {
    const refused = /^sql: The database says: cannot execute [\w ()]+ in a read-only transaction/;
    for (const query of [
      "INSERT INTO users (name) VALUES ('Eve')",
      'WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone',
      'SELECT writes()',
      "DO $$ BEGIN INSERT INTO users (name) VALUES ('Eve'); END $$",
      "SELECT nextval('users_id_seq')",
      'CREATE TABLE t (a int)',
    ])
      assert.match(await failure(query), refused, query);
    const mode = /transaction read-write mode must be set before any query/;
    assert.match(await failure('SELECT escapes()'), mode);
    assert.match(await failure('SET TRANSACTION READ WRITE'), mode);
    assert.match(await failure('DO $$ BEGIN COMMIT; PERFORM writes(); END $$'), /invalid transaction termination/);
    assert.deepEqual(await server.ask('SELECT count(*)::int AS n FROM users'), [{ n: 2 }]);
  });

  it('writes with `read_only: false`, and says how many rows', async () => {
    const write = { read_only: false };
    const made = outputOf(await ask("INSERT INTO users (name) VALUES ('x'), ('y')", write));
    assert.deepEqual(made, { columns: [], rows: [], row_count: 2 });
    const gone = outputOf(await ask("DELETE FROM users WHERE name IN ('x', 'y') RETURNING name", write)) as JsonObject;
    assert.equal(gone['row_count'], 2);
    outputOf(await ask('VACUUM users', write));
  });

  it('executes one statement at a time, and none that reaches beyond the database', async () => {
    assert.equal(await failure('SELECT 1; DROP TABLE users'), 'settings: Only one statement is executed at a time.');
    assert.equal(await failure('COMMIT; DROP TABLE users'), 'settings: Only one statement is executed at a time.');
    const copied = await failure("/* a */ COPY users TO PROGRAM 'cat'", { read_only: false });
    assert.match(copied, /^settings: COPY is not executed/);
    assert.equal(await failure('SELECT 1\0; DROP TABLE users'), 'settings: The statement holds a NUL.');
  });

  it('says what the database says, where it stands in what was written, and whether a retry can help', async () => {
    assert.equal(
      await failure('SELECT :first::int,\n  nme FROM users', { params: { first: 1 } }),
      'sql: The database says: column "nme" does not exist (line 2, column 3). Perhaps you meant to reference the column "users.name".',
    );
    const raised = (code: string): Promise<string> =>
      failure(`DO $$ BEGIN RAISE 'x' USING ERRCODE = '${code}'; END $$`);
    for (const code of ['40001', '40P01', '57P03', '53300', '55P03'])
      assert.match(await raised(code), /^sql, retryable: /, code);
    for (const code of ['42601', '23505', '22012']) assert.match(await raised(code), /^sql: /, code);
    const nobody = await failure('SELECT 1', { connection: server.url('postgres', 'none') });
    assert.equal(nobody, 'sql: The database says: database "none" does not exist');
  });

  it('takes what the database has to tell into the log', async () => {
    const lines: string[] = [];
    const log: AgentRequest['log'] = (level, message) => void lines.push(`${level} ${message}`);
    outputOf(await ask("DO $$ BEGIN RAISE WARNING 'careful'; END $$", {}, { log }));
    assert.deepEqual(lines, ['info WARNING: careful']);
  });

  it('stops at the rows that an output may have, and has written nothing then', async () => {
    const many = "repeat('x', 1000000) AS x FROM generate_series(1, 200)";
    assert.equal(
      await failure(`SELECT ${many}`),
      'output-too-large: The query gives more rows than an output may have.',
    );
    await server.ask('CREATE TABLE wide (x text)');
    const writing = `INSERT INTO wide SELECT ${many} RETURNING x`;
    assert.match(await failure(writing, { read_only: false }), /^output-too-large/);
    await server.until(
      "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'INSERT INTO wide%' AND pid <> pg_backend_pid())",
    );
    assert.deepEqual(await server.ask('SELECT count(*)::int AS n FROM wide'), [{ n: 0 }]);
  });

  it('cancels on the server, and answers at once', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const running = "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'";
    const asked = ask('SELECT pg_sleep(600)', {}, { signal });
    await server.until(running);
    controller.abort();
    assert.equal(errorOf(await asked).kind, 'aborted');
    await server.until(`SELECT 1 WHERE NOT EXISTS (${running})`);
    const late = await ask('SELECT 1', {}, { signal });
    assert.equal(errorOf(late).kind, 'aborted');
  });
});
