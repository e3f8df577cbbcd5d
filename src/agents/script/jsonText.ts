/**
 * A value as JSON; throws a sentence with the place of what JSON cannot carry. Properties that are undefined are left out, as
 * JSON does it; what has a `toJSON` is what that says.
 */
export function jsonText(value: unknown): string {
  const places = new Map<unknown, string>();
  const text = JSON.stringify(value, function (this: unknown, key, inner: unknown) {
    const place = placeOf(places.get(this), key, Array.isArray(this));
    const why = objection(inner, Array.isArray(this));
    if (why !== undefined) throw new TypeError(`${place === '' ? 'output' : `output${place}`} is ${why}`);
    if (typeof inner === 'object' && inner !== null) places.set(inner, place);
    return inner;
  }) as string | undefined;
  return text ?? 'null';
}

function placeOf(parent: string | undefined, key: string, inList: boolean): string {
  if (parent === undefined) return '';
  if (inList) return `${parent}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

/** JSON.stringify would change these without a word. */
function objection(value: unknown, inList: boolean): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`;
  if (value === undefined && inList) return 'undefined';
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`;
  if (value instanceof Promise) return 'a Promise: await it';
  return undefined;
}
