import type * as sqlite from 'node:sqlite';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import { type HeldFile, holdFile } from './heldFile.ts';
import type { SqlQuery, SqlTable } from './messages.ts';
import { RowBudget } from './rowBudget.ts';
import { checkSingle } from './statement.ts';
import { bindable, cellToJson } from './values.ts';

export type SqliteModule = typeof sqlite;

/** Executes one statement with the SQLite that Node has. */
export function queryNodeSqlite(sqlite: SqliteModule, query: SqlQuery): SqlTable {
  const held = query.inWorkspace ? holdFile(query.file, !query.readOnly) : undefined;
  try {
    return queryFile(sqlite, query, held);
  } finally {
    held?.close();
  }
}

function queryFile(
  { DatabaseSync }: SqliteModule,
  { file, query, params, readOnly }: SqlQuery,
  held: HeldFile | undefined,
): SqlTable {
  const database: DatabaseSync = new DatabaseSync(file, { readOnly: readOnly && file !== ':memory:' });
  try {
    held?.checkOpened();
    const statement = database.prepare(query);
    checkSingle(query, statement.sourceSQL);
    statement.setReadBigInts(true);
    return execute(statement, params);
  } finally {
    database.close();
  }
}

function execute(statement: StatementSync, params: JsonValue): SqlTable {
  const columns = statement.columns().map((column) => column.name);
  const { named, positional } = bound(params);
  if (columns.length === 0) {
    const { changes } = statement.run(named, ...positional);
    return { columns: [], rows: [], row_count: Number(changes) };
  }
  const budget = new RowBudget();
  for (const row of statement.iterate(named, ...positional)) budget.add(rowToJson(row));
  return { columns, rows: budget.rows, row_count: budget.rows.length };
}

type Bound = string | number | bigint | null;

function bound(params: JsonValue): { readonly named: Record<string, Bound>; readonly positional: readonly Bound[] } {
  if (!isJsonObject(params)) return { named: {}, positional: Array.isArray(params) ? params.map(exact) : [] };
  const named = Object.entries(params).map(([name, value]) => [name, exact(value)] as const);
  return { named: Object.fromEntries(named), positional: [] };
}

/** A JavaScript number is bound as a floating one, which a column without a type would keep. */
function exact(value: JsonValue): Bound {
  const given = bindable(value);
  return typeof given === 'number' && Number.isSafeInteger(given) ? BigInt(given) : given;
}

function rowToJson(row: Record<string, unknown>): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellToJson(value)]));
}
