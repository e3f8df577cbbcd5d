import type { JsonValue } from '../../base/json.ts';

/** What the worker is given. */
export interface SqlQuery {
  readonly file: string;
  readonly query: string;
  readonly params: JsonValue;
  readonly readOnly: boolean;
  /** The `.wasm` of the fallback, for hosts whose Node has no SQLite. */
  readonly wasm: string;
}

export interface SqlTable {
  readonly columns: readonly string[];
  readonly rows: readonly Record<string, JsonValue>[];
  readonly row_count: number;
}

/** What we do not do, though the database would. */
export type SqlLimit = 'too-many-rows' | 'several-statements';

export type SqlAnswer = { readonly table: SqlTable } | { readonly error: string; readonly limit?: SqlLimit };
