/** Items on one line each, below each other: what may be aligned. */
import type { Atom, Flow } from './atoms.ts';
import { widthOf } from './width.ts';

/** What one may align: a value, an entry within brackets, its value, or the closing bracket. */
export interface Cell {
  readonly atom: Atom;
  /** Columns from its row's beginning; the new one is without alignment. */
  readonly column: number;
  readonly newColumn: number;
  /** Whether more than one space stands before it. */
  readonly isPadded: boolean;
}

export interface Row {
  /** By their order: of a map's value 0, then two for each entry, `Infinity` for the closing bracket. */
  readonly cells: ReadonlyMap<number, Cell>;
  /** What alignment has put in so far. */
  padding: number;
}

/** A line of atoms that can be a row: a list's item in brackets from its bracket on, or a key with its value. */
interface Line {
  readonly from: number;
  readonly to: number;
  /** Of a map's value; -1 for a list's item. */
  readonly value: number;
}

/** Groups of two rows or more: neighbours of one list or map without a blank line between them, some of which have spaces put in. */
export function rowGroups(atoms: readonly Atom[], text: string): readonly (readonly Row[])[] {
  return lineGroups(atoms)
    .filter((lines) => lines.length > 1 && lines.some((line) => isPadded(atoms, line)))
    .map((lines) => lines.map((line) => rowOf(atoms, line, text)));
}

function lineGroups(atoms: readonly Atom[]): readonly (readonly Line[])[] {
  const groups: Line[][] = [];
  let group: Line[] | undefined;
  let block: Atom['block'];
  let lastLine = 0;
  for (let from = 0; from < atoms.length;) {
    const to = nextLine(atoms, from);
    const first = atoms[from];
    const isApart = first !== undefined && first.line > lastLine + 1;
    if (isApart) group = undefined;
    if (first && first.kind !== 'comment') {
      const line = lineAt(atoms, from, to);
      if (!line || first.block !== block) group = undefined;
      if (line && !group) groups.push((group = []));
      if (line) group?.push(line);
      ({ block } = first);
    }
    lastLine = atoms[to - 1]?.lastLine ?? lastLine;
    from = to;
  }
  return groups;
}

/** The index behind the last atom of a line. */
function nextLine(atoms: readonly Atom[], from: number): number {
  let to = from + 1;
  while (atoms[to]?.isFirst === false) to++;
  return to;
}

function lineAt(atoms: readonly Atom[], from: number, end: number): Line | undefined {
  const to = atoms[end - 1]?.kind === 'comment' ? end - 1 : end;
  const [first, second, last] = [atoms[from], atoms[from + 1], atoms[to - 1]];
  if (first?.opens !== true || !second || !last || first.line !== last.lastLine) return undefined;
  if (first.kind === 'dash')
    return second.kind === 'open' && second.flow?.close === last ? { from: from + 1, to, value: -1 } : undefined;
  if (first.kind === 'question') return undefined;
  let colon = from;
  while (colon < to && !(atoms[colon]?.kind === 'colon' && !atoms[colon]?.flow)) colon++;
  const value = atoms[colon + 1];
  if (colon === from || colon + 1 >= to || !value) return undefined;
  const isWhole = value.flow ? value.flow.close === last : value === last && isWord(value);
  return isWhole ? { from, to, value: colon + 1 } : undefined;
}

function isWord({ kind }: Atom): boolean {
  return kind === 'plain' || kind === 'quoted' || kind === 'alias';
}

function isPadded(atoms: readonly Atom[], { from, to }: Line): boolean {
  for (let index = from + 1; index < to; index++)
    if ((atoms[index]?.start ?? 0) - (atoms[index - 1]?.end ?? 0) > 1) return true;
  return false;
}

function rowOf(atoms: readonly Atom[], { from, to, value }: Line, text: string): Row {
  const cells = new Map<number, Cell>();
  const start = atoms[from]?.start ?? 0;
  const flow = atoms[Math.max(value, from)]?.flow;
  let next = 1;
  let drift = 0;
  for (let index = from + 1; index < to; index++) {
    const [before, atom] = [atoms[index - 1], atoms[index]];
    if (!before || !atom) continue;
    const written = atom.start - before.end;
    drift += atom.gap - written;
    const slot = index === value ? 0 : flow && index > value ? slotOf(atom, before, flow, next) : undefined;
    if (slot === undefined) continue;
    if (slot > 0) next = slot + 1;
    const column = widthOf(text.slice(start, atom.start));
    cells.set(slot, { atom, column, newColumn: column + drift, isPadded: written > 1 });
  }
  return { cells, padding: 0 };
}

/** Where in the brackets themselves, not deeper, an entry, its value or the end is. @param next the lowest that is free */
function slotOf(atom: Atom, before: Atom, flow: Flow, next: number): number | undefined {
  if (atom === flow.close) return Infinity;
  if (before.flow !== flow) return undefined;
  // Entries are odd, values even, also where an entry has no value.
  if (before.kind === 'colon') return next + (next % 2);
  return before.kind === 'open' || before.kind === 'comma' ? next + 1 - (next % 2) : undefined;
}
