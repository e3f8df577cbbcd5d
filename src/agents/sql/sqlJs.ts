import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import initSqlJs, { type Database } from 'sql.js';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { SqlQuery, SqlTable } from './messages.ts';
import { bindable, cellToJson } from './values.ts';

/** The same by the WebAssembly build, for hosts whose Node has no SQLite. It works on the whole file in memory. */
export async function querySqlJs({ file, query, params, readOnly, wasm }: SqlQuery): Promise<SqlTable> {
  const sql = await initSqlJs({ wasmBinary: readFileSync(wasm) as unknown as ArrayBuffer });
  const isNew = file === ':memory:' || !existsSync(file);
  if (isNew && readOnly && file !== ':memory:') throw new Error('unable to open database file');
  const database = new sql.Database(isNew ? null : readFileSync(file));
  try {
    if (readOnly) database.run('PRAGMA query_only = ON');
    const table = execute(database, query, params);
    if (!readOnly && file !== ':memory:') writeFileSync(file, database.export());
    return table;
  } finally {
    database.close();
  }
}

function execute(database: Database, query: string, params: JsonValue): SqlTable {
  const statement = database.prepare(query);
  try {
    statement.bind(bound(params));
    const rows: Record<string, JsonValue>[] = [];
    const columns = statement.getColumnNames();
    while (statement.step()) {
      const values = statement.get();
      rows.push(Object.fromEntries(columns.map((name, index) => [name, cellToJson(values[index])])));
    }
    return { columns, rows, row_count: columns.length > 0 ? rows.length : database.getRowsModified() };
  } finally {
    statement.free();
  }
}

/** Named values are bound under each of the three marks that SQLite knows. */
function bound(params: JsonValue): (string | number | null)[] | Record<string, string | number | null> {
  if (!isJsonObject(params)) return Array.isArray(params) ? params.map(bindable) : [];
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => [':', '$', '@'].map((mark) => [mark + name, bindable(value)])),
  );
}
