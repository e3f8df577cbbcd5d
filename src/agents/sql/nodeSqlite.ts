import type * as sqlite from 'node:sqlite';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { SqlQuery, SqlTable } from './messages.ts';
import { bindable, cellToJson } from './values.ts';

export type SqliteModule = typeof sqlite;

/** Executes one statement with the SQLite that Node has. */
export function queryNodeSqlite({ DatabaseSync }: SqliteModule, { file, query, params, readOnly }: SqlQuery): SqlTable {
  const database: DatabaseSync = new DatabaseSync(file, { readOnly: readOnly && file !== ':memory:' });
  try {
    const statement = database.prepare(query);
    statement.setReadBigInts(true);
    return execute(statement, params);
  } finally {
    database.close();
  }
}

function execute(statement: StatementSync, params: JsonValue): SqlTable {
  const columns = statement.columns().map((column) => column.name);
  const [named, ...positional] = bound(params);
  const all = (): unknown[] => (named ? statement.all(named, ...positional) : statement.all(...positional));
  if (columns.length === 0) {
    const { changes } = named ? statement.run(named) : statement.run(...positional);
    return { columns: [], rows: [], row_count: Number(changes) };
  }
  const rows = all().map((row) => rowToJson(row as Record<string, unknown>));
  return { columns, rows, row_count: rows.length };
}

/** First the map of named values (or undefined), then the positional ones. */
function bound(params: JsonValue): [Record<string, string | number | null> | undefined, ...(string | number | null)[]] {
  if (isJsonObject(params))
    return [Object.fromEntries(Object.entries(params).map(([name, value]) => [name, bindable(value)]))];
  return [undefined, ...(Array.isArray(params) ? params.map(bindable) : [])];
}

function rowToJson(row: Record<string, unknown>): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellToJson(value)]));
}
