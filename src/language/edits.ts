/**
 * Minimal changes of a text: what they do not have to touch stays as it is, with its comments, order, quotes, indentation and
 * line breaks. What is added looks like what stands beside it.
 */
import type { JsonValue } from '../base/json.ts';
import {
  itemsOf,
  pairOf,
  pairsOf,
  type SyntaxMap,
  type SyntaxNode,
  type SyntaxPair,
  type SyntaxScalar,
  type SyntaxTree,
} from '../model/syntax/syntaxTree.ts';
import { type Insertion, insertions } from './edits/insertions.ts';
import { Places } from './edits/places.ts';
import { removedItem, removedPair } from './edits/removals.ts';
import { type Dialect, pairText, quotedAs, valueText } from './edits/yamlText.ts';
import type { TextChange } from './types.ts';

export type Item = Readonly<Record<string, JsonValue>>;

/** A change of a text by offsets. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Collects the changes of one fix. One that cannot be made makes the whole impossible. */
export class Editing {
  readonly #tree: SyntaxTree;
  readonly #places: Places;
  readonly #changes: Change[] = [];
  readonly #insertions: Insertion[] = [];
  #isPossible = true;

  constructor(tree: SyntaxTree) {
    this.#tree = tree;
    this.#places = new Places(tree);
  }

  /** Undefined when something cannot be done in this text (an alias stands there), or two changes are at odds. */
  get edits(): readonly TextChange[] | undefined {
    if (!this.#isPossible) return undefined;
    const added = insertions(this.#insertions, this.#tree, this.#places);
    if (!added) return undefined;
    const all = [...this.#changes, ...added].sort((a, b) => a.start - b.start || a.end - b.end);
    if (all.some((change, index) => index > 0 && change.start < (all[index - 1]?.end ?? 0))) return undefined;
    return all.map(({ start, end, text }) => ({ range: this.#tree.lines.range(start, end), newText: text }));
  }

  change(change: Change): void {
    this.#changes.push(change);
  }

  /** Another value for a scalar, in the quotes that it has. */
  setText(node: SyntaxNode | undefined, value: string): void {
    if (node?.kind !== 'scalar') this.#isPossible = false;
    else this.#replace(node, quotedAs(this.#source(node), value));
  }

  renameKey({ key }: SyntaxPair, name: string): void {
    this.#replace(key, quotedAs(this.#source(key), name));
  }

  /** Adds a key to a map, behind another one or at its end, or gives it another value. */
  setKey(map: SyntaxNode | undefined, key: string, value: JsonValue, after?: string): void {
    const present = pairOf(map, key);
    if (present) this.#setValue(present, value, this.#dialectOf(map));
    else if (map?.kind === 'map') this.#addKey(map, key, value, pairOf(map, after ?? '') ?? map.pairs.at(-1));
    else this.#isPossible = false;
  }

  /** Adds a key before all others. */
  setFirstKey(map: SyntaxMap, key: string, value: JsonValue): void {
    const [first] = map.pairs;
    const text = pairText(key, value, this.#dialectOf(map));
    if (pairOf(map, key) || !first) {
      this.setKey(map, key, value);
      return;
    }
    const start = this.#places.start(first);
    const gap = map.flow ? ', ' : this.#places.lineBreak + ' '.repeat(this.#places.column(start));
    this.change({ start, end: start, text: text + gap });
  }

  /** The same for a key of the map at another key, which is made where it is missing. */
  setIn(map: SyntaxNode | undefined, outer: string, value: Item): void {
    const inner = pairOf(map, outer)?.value;
    if (inner?.kind !== 'map' || inner.pairs.length === 0) this.setKey(map, outer, { ...value });
    else for (const [key, one] of Object.entries(value)) this.setKey(inner, key, one);
  }

  /** With its comments. Nothing happens when it is not there. */
  removeKey(map: SyntaxNode | undefined, key: string): void {
    const pair = pairOf(map, key);
    if (pair && map?.kind === 'map') this.#push(removedPair(map, pair, this.#places));
  }

  /** With its comments. */
  removeItem(section: string, item: SyntaxNode): void {
    const sequence = pairOf(this.#tree.root, section)?.value;
    this.#push(sequence?.kind === 'sequence' ? removedItem(sequence, item, this.#places) : undefined);
  }

  /** Adds an item to a list at the top level, behind another one; without one, at the end. Made when it is missing. */
  insertItem(section: string, item: Item, after?: SyntaxNode): void {
    this.#insertions.push({ section, item, anchor: after ?? itemsOf(pairOf(this.#tree.root, section)?.value).at(-1) });
  }

  /** The same before an item; without one, at the beginning. */
  insertItemBefore(section: string, item: Item, before?: SyntaxNode): void {
    const anchor = before ?? itemsOf(pairOf(this.#tree.root, section)?.value)[0];
    this.#insertions.push({ section, item, anchor, before: true });
  }

  /** Adds an entry to a map at the top level (`agents`, `inputs`), which is made, before `nodes`, where it is missing. */
  addEntry(section: string, key: string, value: JsonValue): void {
    const { root } = this.#tree;
    const pair = pairOf(root, section);
    const isEmpty = pairsOf(pair?.value).length === 0;
    if (!isEmpty) this.setKey(pair?.value, key, value);
    else if (pair && this.#holdsText(this.#places.ownValue(pair))) this.#isPossible = false;
    else if (pair || root?.kind !== 'map') this.setKey(root, section, { [key]: value });
    else this.#addSection(root, section, { [key]: value });
  }

  /** A new section before `nodes`, on lines of its own. */
  #addSection(root: SyntaxMap, section: string, value: Item): void {
    const nodes = pairOf(root, 'nodes');
    const dialect = this.#dialectOf(root);
    if (!nodes || root.flow) {
      this.setKey(root, section, { ...value });
      return;
    }
    const places = this.#places;
    const start = places.withComments(places.lineStart(places.start(nodes)), places.column(places.start(nodes)));
    const lines = Object.entries(value).map(([key, one]) => `  ${pairText(key, one, dialect)}`);
    this.change({ start, end: start, text: [`${section}:`, ...lines, ''].join(places.lineBreak) });
  }

  /** Whether something is written there that the tree does not have, as a key that is a list, or that is no map. */
  #holdsText(node: SyntaxNode | undefined): boolean {
    return node !== undefined && !/^(?:\{\s*\}|\[\s*\]|null|~|)$/i.test(this.#source(node));
  }

  #push(change: Change | undefined): void {
    if (change) this.#changes.push(change);
    else this.#isPossible = false;
  }

  #replace(node: SyntaxNode, text: string): void {
    this.#changes.push({ start: this.#places.start(node), end: this.#places.end(node), text });
  }

  #setValue(pair: SyntaxPair, value: JsonValue, dialect: Dialect): void {
    const own = this.#places.ownValue(pair);
    if (own?.kind === 'scalar') this.#replace(own, this.#valueText(value, own, dialect));
    else if (own) this.#replaceBehind(pair, own, valueText(value, dialect));
    else if (pair.value) this.#isPossible = false;
    else this.#fill(pair, valueText(value, dialect));
  }

  /** A value of several lines by one of a line: that stands behind its key, where no comment stood between. */
  #replaceBehind({ key }: SyntaxPair, value: SyntaxNode, text: string): void {
    const end = this.#tree.lines.offsetAt(key.range.end);
    const gap = /^\s*:[^\S\r\n]*[\r\n]\s*/.exec(this.#places.text.slice(end, this.#places.start(value)))?.[0];
    if (gap === undefined || end + gap.length !== this.#places.start(value)) this.#replace(value, text);
    else this.change({ start: end + gap.indexOf(':') + 1, end: this.#places.end(value), text: ` ${text}` });
  }

  #valueText(value: JsonValue, written: SyntaxScalar, dialect: Dialect): string {
    return typeof value === 'string' ? quotedAs(this.#source(written), value) : valueText(value, dialect);
  }

  /** A value behind a key that has none; in flow style the colon may be missing too. */
  #fill({ key }: SyntaxPair, text: string): void {
    const places = this.#places;
    const end = this.#tree.lines.offsetAt(key.range.end);
    const colon = /^\s*:/.exec(places.text.slice(end, end + 80))?.[0].length ?? 0;
    const at = end + colon;
    const anchored = /^[ \t]*[&!]/.test(places.text.slice(at, places.lineEnd(at)));
    if (anchored) this.#isPossible = false;
    this.change({ start: at, end: at, text: `${colon === 0 ? ':' : ''} ${text}` });
  }

  #addKey(map: SyntaxMap, key: string, value: JsonValue, after: SyntaxPair | undefined): void {
    const places = this.#places;
    const text = pairText(key, value, this.#dialectOf(map));
    const first = map.pairs[0];
    if (!after || !first) {
      if (this.#holdsText(map)) this.#isPossible = false;
      this.#replace(map, `{ ${text} }`);
      return;
    }
    const column = places.column(places.start(first));
    const isTall = first.range.start.line > map.range.start.line;
    const onNewLine = places.lineBreak + ' '.repeat(column);
    if (map.flow) {
      const end = this.#flowEnd(after);
      this.change({ start: end, end, text: `,${isTall ? onNewLine : ' '}${text}` });
      return;
    }
    const end = places.blockEnd(places.pairEnd(after), column);
    this.change({ start: end, end, text: onNewLine + text });
  }

  /** Behind a pair of a flow map, its colon counted where it has no value. An alias is one word. */
  #flowEnd(pair: SyntaxPair): number {
    const end = this.#places.pairEnd(pair);
    if (this.#places.ownValue(pair)) return end;
    return end + (/^\s*:(?:\s*\*[^\s,{}[\]]+)?/.exec(this.#places.text.slice(end, end + 200))?.[0].length ?? 0);
  }

  #dialectOf(map: SyntaxNode | undefined): Dialect {
    const first = pairsOf(map)[0];
    const sample = first ?? pairsOf(this.#tree.root)[0];
    return sample && this.#source(sample.key).startsWith('"') ? 'json' : 'yaml';
  }

  #source(node: SyntaxNode): string {
    return this.#places.text.slice(this.#places.start(node), this.#places.end(node));
  }
}

/** @param edits that do not overlap */
export function applyEdits({ text, lines }: Pick<SyntaxTree, 'text' | 'lines'>, edits: readonly TextChange[]): string {
  const parts: string[] = [];
  let done = 0;
  const sorted = edits
    .map(({ range, newText }) => ({ start: lines.offsetAt(range.start), end: lines.offsetAt(range.end), newText }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end, newText } of sorted) {
    parts.push(text.slice(done, start), newText);
    done = end;
  }
  return parts.join('') + text.slice(done);
}
