/**
 * Reads a text that the parser has found no mistake in; of others it makes anything. It tells where scalars begin and end, and which
 * column each list and map stands in, in a tenth of the time that a concrete syntax tree takes; `agree.ts` compares it with the parser.
 */
import type { Atom, AtomKind, Block, Body, Flow } from './atoms.ts';
import { blockScalar } from './blockScalar.ts';
import { aliasEnd, isBlank, isFlowMark, plainEnd, propertyEnd, quotedEnd } from './scalars.ts';

export function scan(text: string): readonly Atom[] {
  return new Scanner(text).scan();
}

class Scanner {
  readonly #text: string;
  readonly #atoms: Atom[] = [];
  #at = 0;
  #line = 0;
  #lineStart = 0;
  #isFirst = true;
  #block: Block | undefined;
  #flow: Flow | undefined;
  /** The first atom of what may turn out to be a key, by its index; -1: there is none on this line. */
  #node = -1;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): readonly Atom[] {
    if (this.#text.startsWith('\uFEFF')) this.#at = this.#lineStart = 1;
    while (this.#skip()) {
      if (this.#flow) this.#inFlow(this.#flow);
      else this.#inBlock();
    }
    while (this.#block) this.#pop(this.#block);
    return this.#atoms;
  }

  /** To the next atom. */
  #skip(): boolean {
    const text = this.#text;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === 10) this.#newLine(this.#at + 1);
      else if (code !== 32 && code !== 9 && code !== 13) return true;
    }
    return false;
  }

  #newLine(start: number): void {
    this.#line++;
    this.#lineStart = start;
    this.#isFirst = true;
    this.#node = -1;
  }

  get #column(): number {
    return this.#at - this.#lineStart;
  }

  #inBlock(): void {
    const text = this.#text;
    const character = text.charAt(this.#at);
    if (character === '#') this.#comment();
    else if (this.#isFirst && this.#column === 0 && isMarker(text, this.#at)) this.#marker(this.#at + 3);
    else if (character === '%') this.#marker(this.#lineEnd());
    else {
      const isIndicator = isBlank(text.charCodeAt(this.#at + 1));
      if (this.#isFirst) this.#leave(this.#column, character === '-' && isIndicator);
      if (isIndicator && (character === '-' || character === '?' || character === ':')) this.#indicator(character);
      else this.#wordInBlock(character);
    }
  }

  /** Ends the blocks that a line in this column is no part of. */
  #leave(column: number, isItem: boolean): void {
    for (let top = this.#block; top; top = this.#block) {
      if (top.column < column || (top.column === column && (top.kind === 'map' || isItem))) return;
      this.#pop(top);
    }
  }

  #pop(block: Block): void {
    block.lastLine = this.#atoms.at(-1)?.lastLine ?? block.line;
    this.#block = block.parent;
  }

  #indicator(character: '-' | '?' | ':'): void {
    if (character === ':' && this.#node >= 0) {
      this.#key(this.#node);
      this.#add('colon', this.#at + 1);
    } else {
      this.#enter(character === '-' ? 'seq' : 'map', this.#column, this.#line);
      this.#add(character === '-' ? 'dash' : character === '?' ? 'question' : 'colon', this.#at + 1).opens = true;
    }
    this.#node = -1;
  }

  /** What has been read since then is the key of a map. */
  #key(from: number): void {
    const first = this.#atoms[from];
    if (!first) return;
    this.#enter('map', first.column, first.line);
    first.opens = true;
    for (let index = from; index < this.#atoms.length; index++) {
      const atom = this.#atoms[index];
      if (atom) atom.block = this.#block;
    }
  }

  #enter(kind: Block['kind'], column: number, line: number): void {
    const top = this.#block;
    if (top?.kind === kind && top.column === column) return;
    const depth = (top?.depth ?? 0) + 1;
    this.#block = { kind, column, parent: top, depth, line, lastLine: line, newColumn: undefined };
  }

  #wordInBlock(character: string): void {
    if (this.#node < 0) this.#node = this.#atoms.length;
    if (character === '|' || character === '>') this.#blockScalar();
    else this.#word(character);
  }

  /** A scalar, what stands before one, or a bracket that opens. */
  #word(character: string): void {
    const text = this.#text;
    const inFlow = this.#flow !== undefined;
    const at = this.#at;
    switch (character) {
      case '"':
      case "'":
        this.#add('quoted', quotedEnd(text, at, character));
        break;
      case '*':
        this.#add('alias', aliasEnd(text, at, inFlow));
        break;
      case '&':
      case '!':
        this.#add('property', propertyEnd(text, at, inFlow));
        break;
      case '[':
      case '{':
        this.#open();
        break;
      default:
        this.#add('plain', plainEnd(text, at, inFlow, this.#block?.column ?? -1));
    }
  }

  #open(): void {
    const open = this.#add('open', this.#at + 1);
    this.#flow = open.flow = { open, parent: this.#flow, first: undefined, close: undefined };
  }

  #inFlow(flow: Flow): void {
    const text = this.#text;
    const character = text.charAt(this.#at);
    const next = text.charCodeAt(this.#at + 1);
    if (character === '#') this.#comment();
    else if (character === ',') this.#add('comma', this.#at + 1);
    else if (character === ']' || character === '}') {
      flow.close = this.#add('close', this.#at + 1);
      this.#flow = flow.parent;
    } else if (character === ':' && (isBlank(next) || isFlowMark(next) || this.#isBehindJson()))
      this.#add('colon', this.#at + 1);
    else if (character === '?' && isBlank(next)) this.#add('question', this.#at + 1);
    else this.#word(character);
  }

  /** Behind a quoted key, or one in brackets, a colon needs no space. */
  #isBehindJson(): boolean {
    const kind = this.#atoms.findLast((atom) => atom.kind !== 'comment')?.kind;
    return kind === 'quoted' || kind === 'close';
  }

  #comment(): void {
    this.#add('comment', this.#lineEnd());
  }

  #marker(end: number): void {
    while (this.#block) this.#pop(this.#block);
    this.#add('marker', end);
    this.#node = -1;
  }

  #blockScalar(): void {
    const found = blockScalar(this.#text, this.#at, this.#block?.column ?? -1);
    this.#add('header', found.headerEnd);
    if (found.commentStart !== undefined) {
      this.#at = found.commentStart;
      this.#comment();
    }
    if (found.start === undefined) return;
    this.#at = found.start;
    this.#newLine(found.start);
    this.#add('body', found.end, found);
  }

  #lineEnd(): number {
    const found = this.#text.indexOf('\n', this.#at);
    let end = found < 0 ? this.#text.length : found;
    while (end > this.#at && isBlank(this.#text.charCodeAt(end - 1))) end--;
    return end;
  }

  #add(kind: AtomKind, end: number, body?: Body): Atom {
    const [start, line, column, isFirst] = [this.#at, this.#line, this.#column, this.#isFirst];
    this.#at = end;
    this.#isFirst = false;
    if (kind === 'plain' || kind === 'quoted' || kind === 'body') this.#countLines(start, end);
    const atom: Atom = {
      kind,
      start,
      end,
      line,
      lastLine: this.#line,
      column,
      isFirst,
      block: this.#block,
      flow: this.#flow,
      opens: false,
      gap: 0,
      newColumn: column,
      body,
    };
    const before = this.#atoms.at(-1);
    if (before?.kind === 'open' && before.flow && !isFirst && kind !== 'comment') before.flow.first = atom;
    this.#atoms.push(atom);
    return atom;
  }

  #countLines(start: number, end: number): void {
    for (let at = start; at < end; at++) {
      if (this.#text.charCodeAt(at) !== 10) continue;
      this.#line++;
      this.#lineStart = at + 1;
    }
  }
}

function isMarker(text: string, at: number): boolean {
  return (text.startsWith('---', at) || text.startsWith('...', at)) && isBlank(text.charCodeAt(at + 3));
}
