import type { Cursor } from '../cursor.ts';
import type { CompletionItem, CompletionKind } from '../types.ts';

type More = Pick<CompletionItem, 'sortText'> & Partial<CompletionItem>;

/** A scalar that takes the place of the word at the cursor, in quotes where YAML would read something else. */
export function valueItem(cursor: Cursor, label: string, kind: CompletionKind, more: More): CompletionItem {
  return { label, kind, insertText: scalarText(cursor, label), snippet: false, range: cursor.range, ...more };
}

/** A text as it is written at the cursor. */
export function scalarText({ lead, quoted, json, flow }: Cursor, text: string): string {
  return lead + (quoted ? text : json ? JSON.stringify(text) : plain(text, flow));
}

/** A key as it is written at the cursor, up to its colon and what takes the place of its value; and the range that it replaces. */
export function keyInsertion(
  cursor: Cursor,
  key: string,
  behind: string,
): Pick<CompletionItem, 'insertText' | 'range'> {
  const { hasColon, json, lead, quote, quoted, quotedRange, range } = cursor;
  const name = json && !quoted ? JSON.stringify(key) : key;
  if (hasColon) return { insertText: name, range };
  return quoted
    ? { insertText: `${name}${quote}:${behind}`, range: quotedRange }
    : { insertText: `${lead}${name}:${behind}`, range };
}

/** Keeps the order of up to 900,000 items. */
export function inOrder(index: number): string {
  return String(100_000 + index);
}

/** A text as a scalar: quoted where YAML would read something else. */
function plain(text: string, flow: boolean): string {
  if (/^[A-Za-z_][\w-]*$/.test(text) && !/^(?:null|true|false)$/i.test(text)) return text;
  const readsAsOther = /^(?:|~|null|true|false|[-+.]?[\d.][\d._eExXo]*|[-+]?\.(?:inf|nan))$/i.test(text);
  const special = /^[\s\-?:,[\]{}#&*!|>'"%@`]|:\s|\s#|:$|\s$|[\r\n]/.test(text) && !/^[-?:][^\s,[\]{}]/.test(text);
  const inFlow = flow && /[,[\]{}]/.test(text);
  return readsAsOther || special || inFlow ? JSON.stringify(text) : text;
}
