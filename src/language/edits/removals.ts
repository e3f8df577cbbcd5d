/** Items and keys with what is theirs: their comments, their comma, their line. */
import type { SyntaxMap, SyntaxNode, SyntaxPair, SyntaxSequence } from '../../model/syntax/syntaxTree.ts';
import type { Change } from '../edits.ts';
import type { Places } from './places.ts';

/** Undefined for the only item, for an alias, and for one that does not begin its own line. */
export function removedItem(sequence: SyntaxSequence, item: SyntaxNode, places: Places): Change | undefined {
  const index = sequence.items.indexOf(item);
  if (index < 0 || sequence.items.length < 2 || !places.contains(sequence, item)) return undefined;
  if (sequence.flow) {
    const [before, after] = [sequence.items[index - 1], sequence.items[index + 1]];
    return inFlow(
      { start: places.start(item), end: places.end(item) },
      before && places.end(before),
      after && places.start(after),
    );
  }
  const dash = dashOf(sequence, item, places);
  return dash === undefined ? undefined : ownLines(dash, places.end(item), places);
}

/** The only key of a map within another is not removed: who wants that removes the outer one. */
export function removedPair(map: SyntaxMap, pair: SyntaxPair, places: Places): Change | undefined {
  const index = map.pairs.indexOf(pair);
  if (index < 0 || map.pairs.length < 2) return undefined;
  const [before, after] = [map.pairs[index - 1], map.pairs[index + 1]];
  const start = places.start(pair);
  if (map.flow)
    return inFlow({ start, end: places.pairEnd(pair) }, before && places.pairEnd(before), after && places.start(after));
  // The first key of an item stands behind its dash.
  if (/\S/.test(places.text.slice(places.lineStart(start), start)))
    return after ? { start, end: places.start(after), text: '' } : undefined;
  return ownLines(start, places.pairEnd(pair), places);
}

/** With the comma behind it, or of the last one with the one before it. */
function inFlow(
  own: { readonly start: number; readonly end: number },
  endBefore: number | undefined,
  startAfter: number | undefined,
): Change | undefined {
  if (startAfter !== undefined) return { start: own.start, end: startAfter, text: '' };
  return endBefore === undefined ? undefined : { start: endBefore, end: own.end, text: '' };
}

function ownLines(start: number, writtenTo: number, places: Places): Change {
  const column = places.column(start);
  const end = places.blockEnd(writtenTo, column);
  const first = places.withComments(places.lineStart(start), column);
  const next = places.nextLine(end);
  // The last line may have no break: then the one before it goes.
  if (next > end) return { start: first, end: next, text: '' };
  return { start: first === 0 ? 0 : places.lineEnd(places.lineStart(first - 1)), end, text: '' };
}

/** The dash of an item of a block sequence; undefined when something else stands before it on its line. */
export function dashOf(sequence: SyntaxSequence, item: SyntaxNode, places: Places): number | undefined {
  const column = sequence.range.start.character;
  for (let line = item.range.start.line; line >= sequence.range.start.line; line--) {
    const start = places.lines.offsetAt({ line, character: 0 });
    const text = places.text.slice(start, start + column + 1);
    if (text.trim() === '-' && text.endsWith('-')) return start + column;
    if (text.trim() !== '' && line < item.range.start.line) return undefined;
  }
  return undefined;
}
