import { comparePositions, type Position, type Range, rangeContains } from '../base/text.ts';
import { placeAt, type SyntaxNode, type SyntaxTree } from '../model/syntax/syntaxTree.ts';

/** What an expanding selection takes in, step by step: word, value, pair, item, list, section, document. Each holds the one before. */
export function selectionRangesAt(tree: SyntaxTree, position: Position): readonly Range[] {
  const { text, lines } = tree;
  const candidates: Range[] = [...wordAt(tree, position), ...around(tree, position), lines.range(0, text.length)];
  const steps: Range[] = [];
  for (const range of candidates) {
    const inner = steps.at(-1);
    if (rangeContains(range, position) && (!inner || isWider(range, inner))) steps.push(range);
  }
  return steps;
}

function isWider(outer: Range, inner: Range): boolean {
  const [start, end] = [comparePositions(outer.start, inner.start), comparePositions(inner.end, outer.end)];
  return start <= 0 && end <= 0 && (start < 0 || end < 0);
}

function wordAt({ text, lines }: SyntaxTree, position: Position): readonly Range[] {
  const at = lines.offsetAt(position);
  const before = /[\p{L}\p{N}_-]*$/u.exec(text.slice(Math.max(0, at - 200), at))?.[0].length ?? 0;
  const after = /^[\p{L}\p{N}_-]*/u.exec(text.slice(at, at + 200))?.[0].length ?? 0;
  return before + after === 0 ? [] : [lines.range(at - before, at + after)];
}

/** The ranges of the tree around a position, innermost first. */
function around(tree: SyntaxTree, position: Position): readonly Range[] {
  const { nodes, onKey } = placeAt(tree.root, position);
  const found: Range[] = [];
  for (const node of nodes) {
    found.push(node.range);
    if (node.kind === 'scalar') found.push(...withoutQuotes(node, node.style));
    const pair = node.kind === 'map' ? node.pairs.find(({ range }) => rangeContains(range, position)) : undefined;
    if (pair) found.push(pair.range);
  }
  if (onKey) found.push(onKey.key.range, ...withoutQuotes(onKey.key, onKey.key.style));
  return found.reverse();
}

function withoutQuotes({ range: { start, end } }: SyntaxNode, style: string): readonly Range[] {
  if (style !== 'quoted') return [];
  return [
    {
      start: { line: start.line, character: start.character + 1 },
      end: { line: end.line, character: Math.max(0, end.character - 1) },
    },
  ];
}
