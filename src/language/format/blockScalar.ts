/** A text behind `|` or `>`. */
import type { Body } from './atoms.ts';
import { isLineEnd } from './multiline.ts';

export interface BlockScalar extends Body {
  readonly headerEnd: number;
  readonly commentStart: number | undefined;
  /** Where its first line begins; absent when it has none. */
  readonly start: number | undefined;
  /** Where its last line ends. Blank lines at its end count where it keeps them. */
  readonly end: number;
}

const headers = /[|>]([+-]?)([1-9]?)([+-]?)/y;

/** @param parent the column of the list or map that it is in; -1: it is the whole document */
export function blockScalar(text: string, at: number, parent: number): BlockScalar {
  headers.lastIndex = at;
  const [header = '', before = '', digit = '', behind = ''] = headers.exec(text) ?? [];
  const headerEnd = at + Math.max(1, header.length);
  const lineEnd = endOfLine(text, headerEnd);
  const comment = text.slice(headerEnd, lineEnd).indexOf('#');
  const keeps = before + behind === '+';
  const explicit = digit === '' ? undefined : Math.max(parent, 0) + Number(digit);
  const body = bodyAt(text, lineEnd + 1, { parent, explicit, keeps });
  return {
    headerEnd,
    commentStart: comment < 0 ? undefined : headerEnd + comment,
    ...body,
    isExplicit: explicit !== undefined,
  };
}

interface Bounds {
  readonly parent: number;
  readonly explicit: number | undefined;
  readonly keeps: boolean;
}

function bodyAt(
  text: string,
  start: number,
  { parent, explicit, keeps }: Bounds,
): Pick<BlockScalar, 'start' | 'end' | 'indent'> {
  let indent = explicit;
  let end: number | undefined;
  for (let at = start; at < text.length;) {
    const lineEnd = endOfLine(text, at);
    const spaces = spacesAt(text, at);
    const isEmpty = isLineEnd(text, at + spaces);
    const isContent = isEmpty ? indent !== undefined && spaces > indent : spaces >= (indent ?? parent + 1);
    if (!isEmpty && (!isContent || (parent < 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(at, at + 4))))) break;
    if (!isEmpty) indent ??= spaces;
    if (isContent || keeps) end = text.charAt(lineEnd - 1) === '\r' ? lineEnd - 1 : lineEnd;
    at = lineEnd + 1;
  }
  return end === undefined ? { start: undefined, end: start, indent } : { start, end, indent };
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

function spacesAt(text: string, at: number): number {
  let spaces = 0;
  while (text.charCodeAt(at + spaces) === 32) spaces++;
  return spaces;
}
