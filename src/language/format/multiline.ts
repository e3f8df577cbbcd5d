/** Texts over several lines: their further lines move along with what is around them. */
import type { Atom } from './atoms.ts';

/** Another indentation for a line of a scalar: `length` characters at `start` are replaced by `spaces`. */
export interface Indentation {
  readonly start: number;
  readonly length: number;
  readonly spaces: number;
}

/** @param step of the map around it; lists have 2 */
export function indentations(atom: Atom, text: string, step: number): readonly Indentation[] {
  if (atom.lastLine === atom.line && atom.kind !== 'body') return [];
  return atom.kind === 'body' ? bodyIndentations(atom, text, step) : wordIndentations(atom, text);
}

function wordIndentations(atom: Atom, text: string): readonly Indentation[] {
  const found: Indentation[] = [];
  const isPlain = atom.kind === 'plain';
  for (let at = nextLine(text, atom.start) || atom.end; at < atom.end; at = nextLine(text, at) || atom.end) {
    const length = whiteSpaceAt(text, at);
    const isEmpty = isLineEnd(text, at + length);
    if (isEmpty && !isPlain) continue;
    const spaces = isEmpty ? 0 : wordColumn(atom, length);
    if (spaces !== length) found.push({ start: at, length, spaces });
  }
  return found;
}

/** In which column a further line will begin. */
function wordColumn({ isFirst, block, column, newColumn }: Atom, length: number): number {
  if (!block) return length;
  const around = block.newColumn ?? block.column;
  const shift = isFirst ? newColumn - column : around - block.column;
  return shift === 0 ? length : Math.max(around + 1, length + shift);
}

function bodyIndentations({ start, end, block, body }: Atom, text: string, step: number): readonly Indentation[] {
  const indent = body?.indent;
  if (!block || indent === undefined) return [];
  const around = block.newColumn ?? block.column;
  const isExplicit = body?.isExplicit === true;
  const wanted = isExplicit ? indent + around - block.column : around + (block.kind === 'seq' ? 2 : step);
  const found: Indentation[] = [];
  for (let at = start; at < end; at = nextLine(text, at) || end) {
    const length = spacesAt(text, at, indent);
    const spaces = isLineEnd(text, at + length) ? 0 : length < indent ? length : wanted;
    if (spaces !== length) found.push({ start: at, length, spaces });
  }
  return found;
}

/** The column behind an atom, where it will be. */
export function endColumn(atom: Atom, text: string): number {
  if (atom.lastLine === atom.line) return atom.newColumn + atom.end - atom.start;
  const lineStart = text.lastIndexOf('\n', atom.end - 1) + 1;
  const length = whiteSpaceAt(text, lineStart);
  return atom.end - lineStart - length + wordColumn(atom, length);
}

export function isLineEnd(text: string, at: number): boolean {
  return at === text.length || text.startsWith('\n', at) || text.startsWith('\r\n', at);
}

/** Where the next line begins; 0: there is none. */
function nextLine(text: string, at: number): number {
  return text.indexOf('\n', at) + 1;
}

function whiteSpaceAt(text: string, at: number): number {
  let length = 0;
  while (text.charAt(at + length) === ' ' || text.charAt(at + length) === '\t') length++;
  return length;
}

function spacesAt(text: string, at: number, most: number): number {
  let length = 0;
  while (length < most && text.charAt(at + length) === ' ') length++;
  return length;
}
