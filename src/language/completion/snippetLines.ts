/** Text of snippets, in whatever style stands at the cursor. */
import type { Cursor } from '../cursor.ts';

/** One level of keys; a value that is a list of lines is a map below its key. In snippet syntax. */
export type Lines = readonly (readonly [key: string, value: string | Lines])[];

/** On one line, without braces. */
export function inFlow(lines: Lines): string {
  return lines
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : `{ ${inFlow(value)} }`}`)
    .join(', ');
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
  return cursor.kind === 'value' ? `{ ${inFlow(lines)} }` : cursor.lead + inFlow(lines);
}

/** Several items of a list, each on one line; undefined in braces, where only one is wanted. */
export function itemsText(cursor: Cursor, items: readonly Lines[]): string | undefined {
  const texts = items.map((lines) => `{ ${inFlow(lines)} }`);
  if (!cursor.flow) return cursor.lead + texts.join('\n- ');
  return cursor.kind === 'value' ? texts.join(', ') : undefined;
}
