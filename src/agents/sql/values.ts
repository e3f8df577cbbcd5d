import type { JsonValue } from '../../base/json.ts';

/** A cell as JSON: whole numbers past 2^53 and binary data (base64) as text. */
export function cellToJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** A bound value: SQLite knows no booleans; lists and objects are bound as JSON text. */
export function bindable(value: JsonValue): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
