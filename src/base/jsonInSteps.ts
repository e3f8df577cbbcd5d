import type { Steps } from './steps.ts';

/** So many values are written between two steps. */
const slice = 16;

/** What lies deeper is written at once. */
const deepest = 3;

/** What `JSON.stringify` makes of plain data; between two steps a few of the values near its top are written. */
export function jsonInSteps(value: object): Steps<string> {
  return textOf(value, 0);
}

function* textOf(value: object, depth: number): Steps<string> {
  const isList = Array.isArray(value);
  const parts: string[] = [];
  for (const [name, one] of Object.entries(value) as [string, unknown][]) {
    if (one === undefined && !isList) continue;
    const isOpened = typeof one === 'object' && one !== null && depth + 1 < deepest;
    const text = isOpened ? yield* textOf(one, depth + 1) : JSON.stringify(one ?? null);
    parts.push(isList ? text : `${JSON.stringify(name)}:${text}`);
    if (parts.length % slice === 0) yield;
  }
  return isList ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}
