/** What plain words and digits of an item mean, and the strings that many items share. */
import type { SyntaxScalar } from './syntaxTree.ts';

export const words: ReadonlyMap<string, boolean | null> = new Map([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);
const digits = /^[0-9]{1,15}$/;
/** What YAML 1.2 takes for a number besides. */
const otherNumber =
  /^(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|\.(?:inf|Inf|INF|nan|NaN|NAN)|(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?)$/;

/** Keys are few, and each is there many times. */
const keys = new Map<string, string>();
const mostKeys = 500;

export function shared(key: string): string {
  const known = keys.get(key);
  if (known === undefined && keys.size < mostKeys) keys.set(key, key);
  return known ?? key;
}

/** Undefined for a number that is not plain digits: the parser knows what it is. */
export function plainValue(text: string): SyntaxScalar['value'] | undefined {
  const code = text.charCodeAt(0);
  if (code === 46 || (code >= 48 && code <= 57))
    return digits.test(text) ? Number(text) : otherNumber.test(text) ? undefined : text;
  const word = words.get(text);
  return word === undefined ? text : word;
}
