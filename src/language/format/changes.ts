/** The white space that is another than before. */
import type { Atom } from './atoms.ts';
import { indentations } from './multiline.ts';

/** By offsets. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @returns the smallest ones, in their order; they do not overlap. @param atoms laid out @param step of indentation */
export function changesOf(atoms: readonly Atom[], text: string, step: number): readonly Change[] {
  const changes = new Changes(text);
  let end = text.startsWith('\uFEFF') ? 1 : 0;
  for (const atom of atoms) {
    changes.before(atom, end, atom === atoms[0]);
    if (atom.lastLine > atom.line || atom.kind === 'body') changes.within(atom, step);
    end = atom.end;
  }
  const last = atoms.at(-1);
  if (last) changes.behind(last);
  return changes.found.sort((a, b) => a.start - b.start);
}

class Changes {
  readonly found: Change[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param end of what comes before it */
  before({ start, column, isFirst, gap, newColumn }: Atom, end: number, isStart: boolean): void {
    const lineStart = isFirst ? Math.max(end, start - column) : end;
    if (isFirst) this.#put(end, lineStart, this.#breaks(end, lineStart, isStart));
    this.#putSpaces(lineStart, start, isFirst ? newColumn : gap);
  }

  within(atom: Atom, step: number): void {
    const text = this.#text;
    for (const { start, length, spaces } of indentations(atom, text, step))
      this.#putSpaces(start, start + length, spaces);
    if (atom.kind !== 'plain') return;
    for (const { index, 0: spaces } of text.slice(atom.start, atom.end).matchAll(/(?<=\S)[ \t]+(?=\r?\n)/g))
      this.#put(atom.start + index, atom.start + index + spaces.length, '');
  }

  /** A file ends with one line break. Of a block scalar even the last one may count, and stays as it is. */
  behind({ kind, end }: Atom): void {
    const text = this.#text;
    const [first] = /\r?\n/.exec(text.slice(end)) ?? [];
    if (kind === 'header' || (kind === 'body' && first === undefined)) return;
    this.#put(end, text.length, first ?? /\r?\n/.exec(text)?.[0] ?? '\n');
  }

  /** Of blank lines at most one stays, at the beginning of a file none. */
  #breaks(start: number, end: number, isStart: boolean): string {
    const written = this.#text.slice(start, end);
    if (isStart) return '';
    return written === '\n' ? written : (written.match(/\r?\n/g) ?? []).slice(0, 2).join('');
  }

  #putSpaces(start: number, end: number, count: number): void {
    const text = this.#text;
    let at = start;
    while (at < end && text.charCodeAt(at) === 32) at++;
    if (at < end || end - start !== count) this.#put(start, end, ' '.repeat(count));
  }

  #put(start: number, end: number, wanted: string): void {
    const written = this.#text.slice(start, end);
    if (written === wanted) return;
    const shorter = Math.min(written.length, wanted.length);
    let same = 0;
    while (same < shorter && written.charAt(same) === wanted.charAt(same)) same++;
    let rest = 0;
    while (rest < shorter - same && written.at(-1 - rest) === wanted.at(-1 - rest)) rest++;
    this.found.push({ start: start + same, end: end - rest, text: wanted.slice(same, wanted.length - rest) });
  }
}
