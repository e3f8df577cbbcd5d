import type { JsonValue } from '../../base/json.ts';

/** What the worker is given. */
export interface SqlQuery {
  readonly file: string;
  /** `file` is the real path of a file in the workspace, which a link put in its place must not lead out of (threat T10). */
  readonly inWorkspace: boolean;
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
export type SqlLimit = 'too-many-rows' | 'several-statements' | 'replaced';

export type SqlAnswer = { readonly table: SqlTable } | { readonly error: string; readonly limit?: SqlLimit };
