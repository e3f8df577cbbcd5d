/** New items of a list at the top level, written like the ones beside them. */
import {
  itemsOf,
  pairOf,
  pairsOf,
  type SyntaxNode,
  type SyntaxPair,
  type SyntaxSequence,
  type SyntaxTree,
} from '../../model/syntax/syntaxTree.ts';
import type { Change, Item } from '../edits.ts';
import { dashOf } from './removals.ts';
import type { Places } from './places.ts';
import { type Dialect, pairTexts, valueText } from './yamlText.ts';

export interface Insertion {
  readonly section: string;
  readonly item: Item;
  /** Absent: the list is empty, or missing. */
  readonly anchor: SyntaxNode | undefined;
  readonly before?: boolean;
}

/** Undefined when one of them has no place. Those of one place keep their order. */
export function insertions(all: readonly Insertion[], tree: SyntaxTree, places: Places): readonly Change[] | undefined {
  const groups = new Map<SyntaxNode | string, Insertion[]>();
  const groupsBefore = new Map<SyntaxNode | string, Insertion[]>();
  for (const one of all) {
    const at = one.anchor ?? one.section;
    const own = one.anchor && one.before ? groupsBefore : groups;
    const others = own.get(at);
    if (others) others.push(one);
    else own.set(at, [one]);
  }
  const changes: Change[] = [];
  for (const group of [...groups.values(), ...groupsBefore.values()]) {
    const [first] = group;
    if (!first) continue;
    const change = insertion(first, group, tree, places);
    if (!change) return undefined;
    changes.push(change);
  }
  return changes;
}

function insertion(
  first: Insertion,
  group: readonly Insertion[],
  tree: SyntaxTree,
  places: Places,
): Change | undefined {
  const { section, anchor, before } = first;
  const pair = pairOf(tree.root, section);
  const items = group.map(({ item }) => item);
  const sequence = pair?.value;
  if (sequence?.kind !== 'sequence' || !anchor) return newList({ section, pair, items }, tree, places);
  if (!places.contains(sequence, anchor)) return undefined;
  return sequence.flow
    ? inFlow(sequence, anchor, { items, before: before === true }, places)
    : inBlock(sequence, anchor, { items, before: before === true }, places);
}

interface New {
  readonly items: readonly Item[];
  readonly before: boolean;
}

function inBlock(
  sequence: SyntaxSequence,
  anchor: SyntaxNode,
  { items, before }: New,
  places: Places,
): Change | undefined {
  const dash = dashOf(sequence, anchor, places);
  if (dash === undefined) return undefined;
  const column = places.column(dash);
  const lines = items.flatMap((item) => itemLines(item, anchor, column, places));
  if (before) {
    const at = places.lineStart(dash);
    return { start: at, end: at, text: lines.map((line) => line + places.lineBreak).join('') };
  }
  const end = places.blockEnd(places.end(anchor), column);
  return { start: end, end, text: lines.map((line) => places.lineBreak + line).join('') };
}

/** On one line in braces where the item beside it is, else a line for each key. */
function itemLines(item: Item, beside: SyntaxNode, column: number, places: Places): readonly string[] {
  const dialect = dialectOf(beside, places);
  const indent = ' '.repeat(column);
  if (beside.kind !== 'map' || beside.flow || Object.keys(item).length === 0)
    return [`${indent}- ${valueText({ ...item }, dialect)}`];
  return pairTexts(item, dialect).map((pair, index) => `${indent}${index === 0 ? '- ' : '  '}${pair}`);
}

function inFlow(sequence: SyntaxSequence, anchor: SyntaxNode, { items, before }: New, places: Places): Change {
  const dialect = dialectOf(anchor, places);
  const index = sequence.items.indexOf(anchor);
  const lineAbove = (sequence.items[index - 1] ?? sequence).range.start.line;
  const gap = anchor.range.start.line > lineAbove ? places.lineBreak + ' '.repeat(anchor.range.start.character) : ' ';
  const texts = items.map((item) => valueText({ ...item }, dialect));
  const at = before ? places.start(anchor) : places.end(anchor);
  const text = texts.map((one) => (before ? `${one},${gap}` : `,${gap}${one}`)).join('');
  return { start: at, end: at, text };
}

/** The first items of a list that is empty, has only its key, or is not there at all. */
function newList(
  {
    section,
    pair,
    items,
  }: { readonly section: string; readonly pair: SyntaxPair | undefined; readonly items: readonly Item[] },
  { root }: SyntaxTree,
  places: Places,
): Change | undefined {
  if (root?.kind !== 'map') return undefined;
  const sample = root.pairs[0]?.key;
  const dialect = sample && places.text[places.start(sample)] === '"' ? 'json' : 'yaml';
  const list = `[${items.map((item) => valueText({ ...item }, dialect)).join(', ')}]`;
  const value = pair?.value;
  if (value) {
    const isEmpty =
      value.kind === 'sequence' ? itemsOf(value).length === 0 : value.kind === 'scalar' && value.value === null;
    const own = isEmpty && places.ownValue(pair);
    return own ? { start: places.start(own), end: places.end(own), text: list } : undefined;
  }
  const column = places.column(places.start(root.pairs[0] ?? root));
  if (root.flow) return inFlowRoot({ section, pair, list, dialect }, root.pairs.at(-1), places);
  const indent = ' '.repeat(column);
  const lines = items.map((item) => `${places.lineBreak}${indent}  - ${valueText({ ...item }, dialect)}`).join('');
  const last = pair ?? root.pairs.at(-1);
  if (!last) return undefined;
  const end = places.blockEnd(places.pairEnd(last), column);
  if (pair) return { start: end, end, text: lines };
  return { start: end, end, text: `${places.lineBreak}${indent}${section}:${lines}` };
}

function inFlowRoot(
  made: {
    readonly section: string;
    readonly pair: SyntaxPair | undefined;
    readonly list: string;
    readonly dialect: Dialect;
  },
  last: SyntaxPair | undefined,
  places: Places,
): Change | undefined {
  if (made.pair || !last) return undefined;
  const end = places.pairEnd(last);
  const name = made.dialect === 'json' ? JSON.stringify(made.section) : made.section;
  return { start: end, end, text: `, ${name}: ${made.list}` };
}

function dialectOf(beside: SyntaxNode, places: Places): Dialect {
  const key = pairsOf(beside)[0]?.key;
  return key && places.text[places.start(key)] === '"' ? 'json' : 'yaml';
}
