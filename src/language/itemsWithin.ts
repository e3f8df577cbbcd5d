import { comparePositions, type Range } from '../base/text.ts';
import type { SyntaxNode, SyntaxTree } from '../model/syntax/syntaxTree.ts';

/** The items of a list that touch a part of the text, found without looking at all of them; without a part all. */
export function itemsWithin(
  items: readonly SyntaxNode[],
  span: Range | undefined,
  { text }: Pick<SyntaxTree, 'text'>,
): readonly SyntaxNode[] {
  if (!span) return items;
  // What an alias stands for is written elsewhere, so the items are in no order.
  if (text.includes('*')) return items.filter(({ range }) => touches(range, span));
  let from = 0;
  for (let to = items.length; from < to;) {
    const middle = (from + to) >> 1;
    const item = items[middle];
    if (item && comparePositions(item.range.end, span.start) < 0) from = middle + 1;
    else to = middle;
  }
  let to = from;
  for (let item = items[to]; item && comparePositions(item.range.start, span.end) <= 0; item = items[to]) to++;
  return items.slice(from, to);
}

export function touches(range: Range, span: Range): boolean {
  return comparePositions(range.start, span.end) <= 0 && comparePositions(span.start, range.end) <= 0;
}
