import type { Cursor } from '../cursor.ts';
import type { CompletionItem, CompletionKind } from '../types.ts';

type More = Pick<CompletionItem, 'sortText'> & Partial<CompletionItem>;

/** A scalar that takes the place of the word at the cursor, in quotes where YAML would read something else. */
export function valueItem(cursor: Cursor, label: string, kind: CompletionKind, more: More): CompletionItem {
  const insertText = cursor.lead + (cursor.quoted ? label : plain(label, cursor.flow));
  return { label, kind, insertText, snippet: false, range: cursor.range, ...more };
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
