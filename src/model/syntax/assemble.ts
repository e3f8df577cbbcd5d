/** The tree that pieces are put together to, and what an edit within one of its lists makes of it. */
import { t } from '../../base/l10n.ts';
import { type ListChange, notedAgain, notedIn, replaceInList } from '../../base/lists.ts';
import type { Ignores } from './ignores.ts';
import { PairNode, SpanningMap, SpanningSequence } from './nodes.ts';
import { type Piece, placed } from './readPieces.ts';
import type { SyntaxNode, SyntaxPair, SyntaxProblem } from './syntaxTree.ts';

export interface Assembled {
  readonly root: SyntaxNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  readonly ignores: Ignores;
  readonly pairs: readonly SyntaxPair[];
  readonly lists: readonly List[];
  /** Indices of the pieces that have problems or comments to note. */
  readonly noted: readonly number[];
  /** Keys that are there already. */
  readonly repeated: readonly SyntaxProblem[];
}

/** A list whose items are pieces of their own. */
interface List {
  /** Indices of its piece, and of its pair. */
  readonly piece: number;
  readonly pair: number;
  readonly key: SyntaxPair;
  /** How many pieces it has. One of an item of which nothing is written yet has none of the items. */
  readonly pieces: number;
  readonly items: readonly SyntaxNode[];
}

export function assemble(all: readonly Piece[]): Assembled {
  const repeated: SyntaxProblem[] = [];
  const pairs: SyntaxPair[] = [];
  const lists: List[] = [];
  const names = new Set<string>();
  for (let index = 0; index < all.length; index++) {
    const { pair, kind } = all[index] as Piece;
    if (!pair) continue;
    if (names.has(pair.name)) repeated.push(repeatedKey(pair));
    names.add(pair.name);
    if (kind === 'list') lists.push(listAt(all, index, pair, pairs.length));
    const list = lists.at(-1);
    pairs.push(list?.piece === index && list.pieces > 0 ? pairOfList(list, all) : pair);
  }
  return withNotes(all, { pairs, lists, repeated, noted: notedIn(all, isNoted, 0) });
}

function listAt(all: readonly Piece[], piece: number, key: SyntaxPair, pair: number): List {
  const items: SyntaxNode[] = [];
  let next = piece + 1;
  for (; next < all.length; next++) {
    const { kind, item } = all[next] as Piece;
    if (kind !== 'item') break;
    if (item) items.push(item);
  }
  return { piece, pair, key, pieces: next - piece - 1, items };
}

/** @param before what the pieces were put together to before this change of them */
export function assembleAgain(
  { all: old, assembled: before }: { readonly all: readonly Piece[]; readonly assembled: Assembled },
  all: readonly Piece[],
  change: ListChange,
): Assembled {
  const { start, oldEnd, end } = change;
  const changed = before.lists.find(({ piece, pieces }) => piece < start && oldEnd <= piece + 1 + pieces);
  const items = itemsOf(all, start, end);
  const length = changed && changed.pieces + end - oldEnd;
  if (!changed || !length || changed.items.length < changed.pieces || !items || !itemsOf(old, start, oldEnd))
    return assemble(all);
  const from = changed.piece + 1;
  const list = { ...changed, pieces: length, items: replaceInList(changed.items, start - from, oldEnd - from, items) };
  const moved = end - oldEnd;
  const lists = before.lists.map((one) =>
    one === changed ? list : one.piece < start ? one : { ...one, piece: one.piece + moved },
  );
  const pairs = before.pairs.with(list.pair, pairOfList(list, all));
  const noted = notedAgain(before.noted, change, notedIn(all.slice(start, end), isNoted, start));
  return withNotes(all, { pairs, lists, repeated: before.repeated, noted });
}

/** Of pieces that are all items; undefined where one is none, or has nothing written in it. */
function itemsOf(all: readonly Piece[], start: number, end: number): readonly SyntaxNode[] | undefined {
  const items: SyntaxNode[] = [];
  for (let index = start; index < end; index++) {
    const { kind, item } = all[index] as Piece;
    if (kind !== 'item' || !item) return undefined;
    items.push(item);
  }
  return items;
}

function pairOfList({ piece, pieces, key, items }: List, all: readonly Piece[]): SyntaxPair {
  const [first, last] = [all[piece + 1] as Piece, all[piece + pieces] as Piece];
  return new PairNode(key.key, new SpanningSequence(items, first.extent, last.extent));
}

function isNoted({ problems, ignores }: Piece): boolean {
  return problems.length > 0 || ignores.size > 0;
}

function withNotes(all: readonly Piece[], parts: Pick<Assembled, 'pairs' | 'lists' | 'repeated' | 'noted'>): Assembled {
  const problems: SyntaxProblem[] = [...parts.repeated];
  const ignores = new Map<number, readonly string[]>();
  for (const index of parts.noted) {
    const piece = all[index] as Piece;
    problems.push(...moved(piece));
    for (const [line, codes] of piece.ignores) ignores.set(piece.source.line + line, codes);
  }
  const [first, last] = [all[0], all.at(-1)];
  const root = first && last ? new SpanningMap(parts.pairs, first.extent, last.extent) : undefined;
  return { ...parts, root, problems, ignores };
}

function repeatedKey({ key }: SyntaxPair): SyntaxProblem {
  return {
    code: 'duplicate-key',
    message: t('This key is there already. Remove one of the two.'),
    range: key.range,
  };
}

function moved({ problems, problemLine, source }: Piece): readonly SyntaxProblem[] {
  const lines = source.line - problemLine;
  if (lines === 0) return problems;
  return problems.map((problem) => placed(problem, lines));
}
