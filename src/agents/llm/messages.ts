import type { JsonValue } from '../../base/json.ts';

/** To `worker.ts`. */
export interface SchemaQuestion {
  readonly schema: object;
  readonly value: JsonValue;
}

/** From it: what is wrong with the value, or with the schema. */
export type SchemaVerdict = { readonly problems: readonly string[] } | { readonly error: string };
