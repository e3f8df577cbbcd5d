import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import initSqlJs, { type Database } from 'sql.js';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { SqlQuery, SqlTable } from './messages.ts';
import { RowBudget } from './rowBudget.ts';
import { checkSingle } from './statement.ts';
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
    if (!readOnly && file !== ':memory:') replaceFile(file, database.export());
    return table;
  } finally {
    database.close();
  }
}

function execute(database: Database, query: string, params: JsonValue): SqlTable {
  const statement = database.prepare(query);
  try {
    checkSingle(query, statement.getSQL());
    statement.bind(bound(params));
    const budget = new RowBudget();
    const columns = statement.getColumnNames();
    while (statement.step()) {
      // A number would be rounded beyond 2^53.
      const values = (statement as unknown as ExactStatement).get(null, { useBigInt: true });
      budget.add(Object.fromEntries(columns.map((name, index) => [name, cellToJson(values[index])])));
    }
    const { rows } = budget;
    return { columns, rows, row_count: columns.length > 0 ? rows.length : database.getRowsModified() };
  } finally {
    statement.free();
  }
}

/** What the types do not know of. */
interface ExactStatement {
  get(params: null, options: { readonly useBigInt: true }): readonly unknown[];
}

/** Named values are bound under each of the three marks that SQLite knows. */
function bound(params: JsonValue): (string | number | null)[] | Record<string, string | number | null> {
  if (!isJsonObject(params)) return Array.isArray(params) ? params.map(bindable) : [];
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => [':', '$', '@'].map((mark) => [mark + name, bindable(value)])),
  );
}

/** Never half written. */
function replaceFile(file: string, bytes: Uint8Array): void {
  const draft = `${file}.${String(process.pid)}.draft`;
  writeFileSync(draft, bytes, { flush: true });
  renameSync(draft, file);
}
