/** Which lines change together. */
import type { Range } from '../../base/text.ts';
import type { Atom } from './atoms.ts';

export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** The lines of a range, and all of the lists, maps and scalars which they are in and which move. @param atoms laid out */
export function movingWith(atoms: readonly Atom[], { start, end }: Range): Lines {
  // A selection of whole lines ends at the beginning of the next one.
  let [first, last] = [start.line, end.character === 0 && end.line > start.line ? end.line - 1 : end.line];
  // What holds others comes before them.
  for (const part of movingParts(atoms))
    if (part.first <= last && part.last >= first)
      [first, last] = [Math.min(first, part.first), Math.max(last, part.last)];
  return { first, last };
}

function movingParts(atoms: readonly Atom[]): readonly Lines[] {
  const parts: Lines[] = [];
  for (const { kind, line, lastLine, block, opens } of atoms) {
    if (opens && block?.line === line && block.newColumn !== block.column)
      parts.push({ first: block.line, last: block.lastLine });
    if (lastLine > line || kind === 'body') parts.push({ first: line, last: lastLine });
  }
  return parts;
}
