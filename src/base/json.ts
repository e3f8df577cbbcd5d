/** A value that JSON can carry: what inputs, outputs and settings are made of. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. Code that fills one with names from outside makes it with {@link emptyObject}. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** An object without a prototype, so that a key such as `__proto__` is only a key (threat T11). */
export function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
