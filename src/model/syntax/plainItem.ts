/**
 * The list items that large files consist of, read in one pass: `- { key: value }` in a line, or lines of `key: value`.
 *
 * 1. What is read is, ranges included, what the parser and the converter make of it.
 * 2. What is not certainly so (comments, escapes, anchors, tags, repeated keys, values over several lines, numbers that are not plain
 *    digits, …) is not read: the parser has the last word, and all messages.
 */
import { Extent, type Place } from './extent.ts';
import { Located, MapNode, PairNode, ScalarNode, SequenceNode } from './nodes.ts';
import { plainValue, shared, words } from './plainValue.ts';
import type { Source } from './source.ts';
import type { SyntaxMap, SyntaxNode, SyntaxPair } from './syntaxTree.ts';

export interface PlainItem {
  readonly item: ItemMap;
  /** Of the list that holds the item alone. */
  readonly extent: Extent;
  /** As the scan for the limits counts them. */
  readonly collections: number;
  readonly lineBreaks: number;
}

/** @returns undefined for what is left to the parser */
export function readPlainItem(source: Source): PlainItem | undefined {
  return source.length > longest ? undefined : new Reader(source).read();
}

const longest = 10_000;
/** How deep collections nest at most, the list included. */
export const deepest = 10;

const dash = / *- +/y;
const blockKey = /([A-Za-z_][\w.-]{0,200}):(?: +|(?=\r?\n))/y;
const flowKey = /([A-Za-z_][\w.-]{0,200}): +/y;
const quoted = /"[^"\\\t\r\n]*"|'[^'\t\r\n]*'/y;
/** A colon inside a word is one of a time or of an address; brackets stay away, since the limits count them wherever they are. */
const flowPlain = /[\w.$/\u00A1-\uFEFE](?: *(?:[^\s:#,[\]{}'"]|:(?=[\w/])))*/y;
const blockPlain = /[\w.$/\u00A1-\uFEFE](?: *(?:[^\s:#[\]{}'"]|:(?=[\w/])))*/y;
/** A whole line of a block, which most are: key, space, value, and how far the line behind it is indented, which is no empty one. */
const plainLine = new RegExp(`([A-Za-z_][\\w.-]{0,200}):( +)(${blockPlain.source}) *\\r?\\n( *)(?![ \\r\\n])`, 'y');
const spaces = / */y;
/** The rest of a line that holds no more. */
const lineEnd = / *(\r?\n|$)/y;

/** What an item holds. It can be forgotten, and is read again when somebody asks: most of many thousands are asked once. */
export class ItemMap extends Located implements SyntaxMap {
  readonly flow: boolean;
  #pairs: readonly SyntaxPair[] | undefined;

  constructor(map: MapNode) {
    super(map);
    this.flow = map.flow;
    this.#pairs = map.pairs;
  }

  get kind(): 'map' {
    return 'map';
  }

  get pairs(): readonly SyntaxPair[] {
    return (this.#pairs ??= readPlainItem(this.source)?.item.pairs ?? []);
  }

  /** Whoever has something of it keeps what is not the same as what is read again. */
  forget(): void {
    this.#pairs = undefined;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 0;
  #lineStart = 0;
  /** Where the last line that held something ends, its line break included. */
  #endLine = 0;
  #endCharacter = 0;
  /** With the list and the place behind its dash, which the scan counts even where a bracket follows. */
  #collections = 2;
  #depth = 1;
  /** Of the node that is being made, which copies it: one for each would be half of what is made. */
  readonly #place: { -readonly [Key in keyof Place]: Place[Key] };

  constructor(source: Source) {
    this.#place = { source, startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0 };
    this.#text = source.text;
  }

  read(): PlainItem | undefined {
    if (this.#match(dash) === undefined) return undefined;
    const start = this.#text.indexOf('-');
    const isFlow = this.#text.charCodeAt(this.#at) === 123;
    const item = isFlow ? this.#lineOf(this.#flowMap()) : this.#blockMap();
    if (!item || this.#at < this.#text.length) return undefined;
    const extent = new Extent(this.#place.source, 0, start, this.#endLine, this.#endCharacter);
    return { item: new ItemMap(item), extent, collections: this.#collections, lineBreaks: this.#line };
  }

  /** Lines at the column where it stands. */
  #blockMap(): MapNode | undefined {
    const line = this.#line;
    const column = this.#column;
    if (++this.#depth > deepest) return undefined;
    const pairs: SyntaxPair[] = [];
    do if (!this.#addLine(pairs) && !this.#addPair(pairs, this.#key(blockKey), blockPlain)) return undefined;
    while (this.#at < this.#text.length && this.#column === column);
    this.#depth--;
    return new MapNode(exactly(pairs), false, this.#extentTo(line, column, this.#endLine, this.#endCharacter));
  }

  #flowMap(): MapNode | undefined {
    const column = this.#column;
    if (!this.#opens()) return undefined;
    const pairs: SyntaxPair[] = [];
    const closed = this.#entries(125, () => this.#addPair(pairs, this.#key(flowKey), flowPlain));
    return closed ? new MapNode(exactly(pairs), true, this.#extent(column)) : undefined;
  }

  #flowSequence(): SequenceNode | undefined {
    const column = this.#column;
    if (!this.#opens()) return undefined;
    const items: SyntaxNode[] = [];
    const closed = this.#entries(93, () => {
      const item = this.#inLine(flowPlain);
      if (item) items.push(item);
      return item !== undefined;
    });
    return closed ? new SequenceNode(exactly(items), true, this.#extent(column)) : undefined;
  }

  /** What stands between brackets, from the opening one to behind the closing one; false where that is not plain. */
  #entries(close: number, read: () => boolean): boolean {
    this.#at++;
    this.#match(spaces);
    let isFirst = true;
    while (this.#text.charCodeAt(this.#at) !== close || !isFirst) {
      if (!read()) return false;
      isFirst = false;
      this.#match(spaces);
      const code = this.#text.charCodeAt(this.#at);
      if (code === close) break;
      if (code !== 44) return false;
      this.#at++;
      this.#match(spaces);
    }
    this.#at++;
    this.#depth--;
    return true;
  }

  /** A key with its value, and in a block with the end of its line; false for what is not plain and for a key that is there. */
  #addPair(pairs: SyntaxPair[], key: ScalarNode | undefined, plain: RegExp): boolean {
    if (!key) return false;
    const value = plain === flowPlain ? this.#inLine(plain) : this.#blockValue(key.startCharacter);
    return value !== undefined && add(pairs, new PairNode(key, value));
  }

  /** The same at once for a key and a plain value in a line; false for every other line. */
  #addLine(pairs: SyntaxPair[]): boolean {
    plainLine.lastIndex = this.#at;
    const match = plainLine.exec(this.#text);
    if (!match) return false;
    const name = match[1] ?? '';
    const text = match[3] ?? '';
    const value = plainValue(text);
    if (value === undefined) return false;
    const column = this.#column;
    const start = column + name.length + 1 + (match[2]?.length ?? 0);
    const scalar = new ScalarNode(value, 'plain', this.#extent(start, start + text.length));
    if (!add(pairs, new PairNode(this.#keyOf(name, column), scalar))) return false;
    this.#at = plainLine.lastIndex;
    this.#lineStart = this.#at - (match[4]?.length ?? 0);
    this.#endLine = ++this.#line;
    this.#endCharacter = 0;
    return true;
  }

  #key(pattern: RegExp): ScalarNode | undefined {
    const column = this.#column;
    const name = this.#match(pattern)?.[1];
    return name === undefined ? undefined : this.#keyOf(name, column);
  }

  #keyOf(written: string, column: number): ScalarNode {
    const name = shared(written);
    const value = words.get(name);
    return new ScalarNode(value === undefined ? name : value, 'plain', this.#extent(column, column + name.length));
  }

  #blockValue(column: number): SyntaxNode | undefined {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== 10 && code !== 13) return this.#lineOf(this.#inLine(blockPlain));
    if (!this.#nextLine() || this.#at === this.#text.length || this.#column <= column) return undefined;
    this.#collections++;
    return this.#blockMap();
  }

  #lineOf<T>(node: T): T | undefined {
    return node && this.#nextLine() ? node : undefined;
  }

  #inLine(plain: RegExp): SyntaxNode | undefined {
    switch (this.#text.charCodeAt(this.#at)) {
      case 123:
        return this.#flowMap();
      case 91:
        return this.#flowSequence();
      case 34:
      case 39:
        return this.#quoted();
      default:
        return this.#plain(plain);
    }
  }

  #quoted(): ScalarNode | undefined {
    const column = this.#column;
    const text = this.#match(quoted)?.[0];
    return text === undefined ? undefined : new ScalarNode(text.slice(1, -1), 'quoted', this.#extent(column));
  }

  #plain(pattern: RegExp): ScalarNode | undefined {
    const column = this.#column;
    const text = this.#match(pattern)?.[0];
    const value = text === undefined ? undefined : plainValue(text);
    return value === undefined ? undefined : new ScalarNode(value, 'plain', this.#extent(column));
  }

  /** Over the end of this line and over empty ones; false where there is something else. */
  #nextLine(): boolean {
    let ends = this.#match(lineEnd);
    if (!ends) return false;
    this.#endLine = this.#line + (ends[1] === '' ? 0 : 1);
    this.#endCharacter = ends[1] === '' ? this.#column : 0;
    while (ends && ends[1] !== '') {
      this.#line++;
      this.#lineStart = this.#at;
      ends = this.#match(lineEnd);
    }
    this.#match(spaces);
    return true;
  }

  #opens(): boolean {
    this.#collections++;
    return ++this.#depth <= deepest;
  }

  get #column(): number {
    return this.#at - this.#lineStart;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }

  #extent(from: number, to = this.#column): Place {
    return this.#extentTo(this.#line, from, this.#line, to);
  }

  #extentTo(startLine: number, startCharacter: number, endLine: number, endCharacter: number): Place {
    const place = this.#place;
    place.startLine = startLine;
    place.startCharacter = startCharacter;
    place.endLine = endLine;
    place.endCharacter = endCharacter;
    return place;
  }
}

/** False for a key that is there already, and where there are too many to look. */
function add(pairs: SyntaxPair[], pair: SyntaxPair): boolean {
  if (pairs.length > 50) return false;
  for (let at = 0; at < pairs.length; at++) if (pairs[at]?.name === pair.name) return false;
  pairs.push(pair);
  return true;
}

/** A list that grew has room for many more. */
function exactly<T>(items: readonly T[]): readonly T[] {
  return items.slice();
}
