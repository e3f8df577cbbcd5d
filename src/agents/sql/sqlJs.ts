import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import { type HeldFile, holdFile } from './heldFile.ts';
import type { SqlQuery, SqlTable } from './messages.ts';
import { RowBudget } from './rowBudget.ts';
import { checkSingle } from './statement.ts';
import { bindable, cellToJson } from './values.ts';

/** The same by the WebAssembly build, for hosts whose Node has no SQLite. It works on the whole file in memory. */
export async function querySqlJs(query: SqlQuery): Promise<SqlTable> {
  const sql = await initSqlJs({ wasmBinary: readFileSync(query.wasm) as unknown as ArrayBuffer });
  const held = query.inWorkspace ? holdFile(query.file, !query.readOnly) : undefined;
  try {
    return queryFile(sql, query, held);
  } finally {
    held?.close();
  }
}

function queryFile(
  sql: SqlJsStatic,
  { file, query, params, readOnly }: SqlQuery,
  held: HeldFile | undefined,
): SqlTable {
  const isNew = file === ':memory:' || (held === undefined && !existsSync(file));
  if (isNew && readOnly && file !== ':memory:') throw new Error('unable to open database file');
  const database = new sql.Database(isNew ? null : readFileSync(held?.descriptor ?? file));
  try {
    if (readOnly) database.run('PRAGMA query_only = ON');
    const table = execute(database, query, params);
    if (!readOnly && file !== ':memory:') replaceFile(file, held, database.export());
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

/** Never half written; in the folder that was checked. */
function replaceFile(file: string, held: HeldFile | undefined, bytes: Uint8Array): void {
  const beside = (name: string): string => held?.beside(name) ?? path.join(path.dirname(file), name);
  const name = path.basename(file);
  const draft = beside(`${name}.${randomUUID()}.draft`);
  writeFileSync(draft, bytes, { flush: true, flag: 'wx' });
  renameSync(draft, beside(name));
}
