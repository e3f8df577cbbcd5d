/** Text of snippets, in whatever style stands at the cursor. */
import type { Cursor } from '../cursor.ts';

/** One level of keys; a value that is a list of lines is a map below its key. In snippet syntax. */
export type Lines = readonly (readonly [key: string, value: string | Lines])[];

/** On one line, without braces. @param json whether keys and texts need quotes */
export function inFlow(lines: Lines, json: boolean): string {
  const written = json ? inQuotes : (text: string): string => text;
  return lines
    .map(
      ([key, value]) => `${written(key)}: ${typeof value === 'string' ? written(value) : `{ ${inFlow(value, json)} }`}`,
    )
    .join(', ');
}

/** But for lists, numbers and what has its quotes. */
function inQuotes(text: string): string {
  return /^["[]|^\$\{\d+:\d+\}$/.test(text) ? text : `"${text}"`;
}

/** The first line begins at the cursor, the others at `indent`. */
export function inBlock(lines: Lines, indent: string): string {
  return lines
    .map(([key, value]) =>
      typeof value === 'string' ? `${key}: ${value}`.trimEnd() : `${key}:\n${indent}  ${inBlock(value, `${indent}  `)}`,
    )
    .join(`\n${indent}`);
}

/** A map at the cursor. */
export function mapText(cursor: Cursor, lines: Lines): string {
  if (!cursor.flow) return cursor.lead + inBlock(lines, ' '.repeat(cursor.pad));
  // In `[ ]` an item brings its own braces.
  const text = inFlow(lines, cursor.json);
  return cursor.kind === 'value' ? `{ ${text} }` : cursor.lead + text;
}

/** Several items of a list, each on one line; undefined in braces, where only one is wanted. */
export function itemsText(cursor: Cursor, items: readonly Lines[]): string | undefined {
  const texts = items.map((lines) => `{ ${inFlow(lines, cursor.json)} }`);
  if (!cursor.flow) return cursor.lead + texts.join('\n- ');
  return cursor.kind === 'value' ? texts.join(', ') : undefined;
}
