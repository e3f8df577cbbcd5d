/** A tree that is put together of pieces, and what an edit makes of it: only what has changed is parsed again. */
import { changeOfList, replaceInList } from '../../base/lists.ts';
import type { Steps } from '../../base/steps.ts';
import type { SyntaxLimits } from '../project.ts';
import { assemble, assembleAgain, type Assembled } from './assemble.ts';
import { changeBetween } from './change.ts';
import { EditedText, type Text } from './editedText.ts';
import { type Piece, Reading, type Understand } from './readPieces.ts';
import { atBeginning, split, type SplitState } from './split.ts';

export interface Pieces {
  readonly text: Text;
  readonly bounds: SyntaxLimits;
  readonly all: readonly Piece[];
  /** How many lists and maps all of them have. */
  readonly collections: number;
  /** What they are put together to. */
  readonly assembled: Assembled;
}

/** What was parsed before, and whether its pieces may move: its tree is then not valid any more. */
export interface Known {
  readonly pieces: Pieces;
  readonly mayMove: boolean;
}

/** @returns undefined for a text that has to be parsed as a whole */
export function* parsePieces(
  text: Text,
  bounds: SyntaxLimits,
  before: Known | undefined,
  understand?: Understand,
): Steps<Pieces | undefined> {
  if (text.length > bounds.size) return undefined;
  const known = before && isSame(before.pieces.bounds, bounds) ? before : undefined;
  const pieces = (known && (yield* edited(known, text))) ?? (yield* splitAnew(text, bounds, known, understand));
  return pieces && within(pieces, bounds);
}

/** @returns undefined where the change reaches further than the pieces around it */
export function* editPieces(text: Text, known: Known): Steps<Pieces | undefined> {
  const { bounds } = known.pieces;
  const pieces = text.length > bounds.size ? undefined : yield* edited(known, text);
  return pieces && within(pieces, bounds);
}

function within(pieces: Pieces, bounds: SyntaxLimits): Pieces | undefined {
  return pieces.collections <= bounds.collections ? pieces : undefined;
}

function isSame(a: SyntaxLimits, b: SyntaxLimits): boolean {
  return a.aliases === b.aliases && a.collections === b.collections && a.nesting === b.nesting && a.size === b.size;
}

/** What a decoder could not read, a line break of its own kind: rare, and the whole parse knows them. */
const odd = /[\0\uFFFD]|\r(?!\n)/;

function* splitAnew(
  whole: Text,
  bounds: SyntaxLimits,
  known: Known | undefined,
  understand: Understand | undefined,
): Steps<Pieces | undefined> {
  const text = whole.toString();
  if (odd.test(text) || text.startsWith('\uFEFF')) return undefined;
  const found = yield* split(text, 0, text.length, atBeginning);
  if (!found || found.cuts.length === 0) return undefined;
  const reading = new Reading(text, bounds, known?.pieces.all ?? [], known?.mayMove ?? true);
  const all = yield* reading.read(found.cuts, 0, understand);
  return all && { text, bounds, all, collections: sumOf(all, 'collections'), assembled: assemble(all) };
}

/** The pieces around what has changed, split and parsed again; undefined where the change reaches further. */
function* edited({ pieces, mayMove }: Known, text: Text): Steps<Pieces | undefined> {
  const { text: old, bounds, all } = pieces;
  const edit = text instanceof EditedText ? text.change : changeBetween(old.toString(), text.toString());
  const shift = text.length - old.length;
  if (isOddAround(text, edit.start, edit.oldEnd + shift)) return undefined;
  const { first, last: lastTouched, from, until } = touched(all, edit.start, edit.oldEnd);
  let last = lastTouched;
  let around = text.slice(from, until + shift);
  let found = yield* split(around, 0, around.length, stateBefore(all, first));
  if (found?.state.half === true && last + 1 < all.length) {
    last++;
    around = text.slice(from, until + (all[last] as Piece).length + shift);
    found = yield* split(around, 0, around.length, stateBefore(all, first));
  }
  const next = all[last + 1];
  if (!found || !goesOn(found.state, next)) return undefined;
  const line = all[first]?.source.line ?? 0;
  const replaced = all.slice(first, last + 1);
  const reading = new Reading(around, bounds, replaced, mayMove);
  const read = yield* reading.read(found.cuts, line, undefined, next?.kind === 'item');
  if (!read) return undefined;
  const moved = sumOf(read, 'lineBreaks') - sumOf(replaced, 'lineBreaks');
  if (moved !== 0 && !mayMove) return undefined;
  if (moved !== 0) for (let index = last + 1; index < all.length; index++) (all[index] as Piece).source.line += moved;
  const { start, oldEnd, end } = changeOfList(replaced, read);
  const change = { start: first + start, oldEnd: first + oldEnd, end: first + end };
  const now = replaceInList(all, change.start, change.oldEnd, read.slice(start, end));
  const collections = pieces.collections + sumOf(read, 'collections') - sumOf(replaced, 'collections');
  return { text, bounds, all: now, collections, assembled: assembleAgain(pieces, now, change) };
}

/** A change may also part a line break of two characters. */
function isOddAround(text: Text, start: number, end: number): boolean {
  const around = text.slice(Math.max(0, start - 1), end + 2);
  return odd.test(around.endsWith('\r') && end + 2 < text.length ? around.slice(0, -1) : around);
}

interface Touched {
  /** Indices of the pieces. */
  readonly first: number;
  readonly last: number;
  /** Offsets in the old text. */
  readonly from: number;
  readonly until: number;
}

/** With the piece before: its end is where the changed line may belong now. */
function touched(all: readonly Piece[], start: number, end: number): Touched {
  let offset = 0;
  let first = -1;
  let from = 0;
  let before = 0;
  for (let index = 0; index < all.length; index++) {
    const next = offset + (all[index] as Piece).length;
    if (first < 0 && next >= start) {
      first = Math.max(0, index - 1);
      from = before;
    }
    if (first >= 0 && next > end) return { first, last: index, from, until: next };
    before = offset;
    offset = next;
  }
  return { first: Math.max(first, 0), last: all.length - 1, from, until: offset };
}

function stateBefore(all: readonly Piece[], index: number): SplitState {
  const piece = all[index];
  if (index === 0 || piece === undefined) return atBeginning;
  return { open: true, list: piece.kind === 'item' ? piece.indent : undefined, half: false };
}

/** Whether a piece that has not changed is still one. */
function goesOn({ list, half }: SplitState, next: Piece | undefined): boolean {
  if (half && next !== undefined) return false;
  return next?.kind !== 'item' || list === next.indent || list === -1;
}

function sumOf(pieces: readonly Piece[], what: 'lineBreaks' | 'collections'): number {
  let sum = 0;
  for (const piece of pieces) sum += piece[what];
  return sum;
}
