/** Comments behind something: those that stood below each other do so again, as near as the nearest one was. */
import type { Atom } from './atoms.ts';
import { widthOf } from './width.ts';

interface Trailing {
  readonly atom: Atom;
  /** Columns in the text, and of what will stand before it. */
  readonly column: number;
  readonly before: number;
}

export function alignComments(atoms: readonly Atom[], text: string): void {
  let run: Trailing[] = [];
  for (const atom of atoms) {
    if (atom.kind !== 'comment' || atom.isFirst) continue;
    const line = text.slice(atom.start - atom.column, atom.start);
    const extra = widthOf(line) - line.length;
    const found = { atom, column: atom.column + extra, before: atom.newColumn - atom.gap + extra };
    const last = run.at(-1);
    if (last?.atom.line !== atom.line - 1 || last.column !== found.column) {
      settle(run);
      run = [];
    }
    run.push(found);
  }
  settle(run);
}

function settle(run: readonly Trailing[]): void {
  const longest = run.reduce((most, { before }) => Math.max(most, before), 0);
  const nearest = run.reduce((least, { atom }) => Math.min(least, atom.gap), Infinity);
  const column = longest + nearest;
  for (const { atom, before } of run) atom.gap = column - before;
}
