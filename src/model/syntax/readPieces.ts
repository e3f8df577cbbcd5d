/** The pieces of a text, each parsed by itself unless it was there already. */
import type { Steps } from '../../base/steps.ts';
import type { SyntaxLimits } from '../project.ts';
import type { Extent } from './extent.ts';
import { findIgnores, type Ignores } from './ignores.ts';
import { countCollections } from './limits.ts';
import { MapNode, PairNode, ScalarNode, SequenceNode } from './nodes.ts';
import { type Parsed, parseSource } from './parseSource.ts';
import { deepest, ItemMap, type PlainItem, readPlainItem } from './plainItem.ts';
import { Source } from './source.ts';
import type { Cut, PieceKind } from './split.ts';
import { noKey } from './syntaxProblems.ts';
import type { SyntaxNode, SyntaxPair, SyntaxProblem } from './syntaxTree.ts';

/** How many pieces are a step: the first ones of all take long. */
const piecesPerStep = 8;

export interface Piece {
  readonly kind: PieceKind;
  readonly indent: number;
  readonly source: Source;
  readonly length: number;
  /** Of a section or list: its key with what is written behind it. */
  readonly pair: SyntaxPair | undefined;
  /** Of an item: what is written behind its dash. */
  readonly item: SyntaxNode | undefined;
  /** Of the map or list that the parser made of it alone. */
  readonly extent: Extent;
  readonly problems: readonly SyntaxProblem[];
  /** Where its source stood when the problems were found. */
  readonly problemLine: number;
  readonly lineBreaks: number;
  readonly collections: number;
  /** By line of its source. */
  readonly ignores: Ignores;
}

/** Of a piece of a list, as soon as it has been read, and what was read before it at the top level. What it holds is forgotten then. */
export type Understand = (list: string, item: SyntaxNode, sections: readonly SyntaxPair[]) => void;

/** How long a block of pieces is at least. */
const blockLength = 2_000;

/** Parses pieces, but for those that were there already with the same text. */
export class Reading {
  readonly #text: string;
  readonly #bounds: SyntaxLimits;
  readonly #known = new Map<string, Piece[]>();

  readonly #mayMove: boolean;
  /** A part of the text that many pieces share, and where that is: a part of a text itself keeps the whole of it alive. */
  #block = '';
  #blockStart = 0;
  #blockEnd = 0;

  constructor(text: string, bounds: SyntaxLimits, known: readonly Piece[], mayMove: boolean) {
    this.#text = text;
    this.#bounds = bounds;
    this.#mayMove = mayMove;
    for (const piece of known) {
      const same = this.#known.get(piece.source.text);
      if (same) same.push(piece);
      else this.#known.set(piece.source.text, [piece]);
    }
  }

  /** @param goesOn whether an item that is there already follows */
  *read(
    cuts: readonly Cut[],
    firstLine: number,
    understand?: Understand,
    goesOn = false,
  ): Steps<readonly Piece[] | undefined> {
    const pieces = new Array<Piece>(cuts.length);
    const sections: SyntaxPair[] = [];
    let line = firstLine;
    for (let index = 0; index < cuts.length; index++) {
      if (index % piecesPerStep === piecesPerStep - 1) yield;
      const cut = cuts[index] as Cut;
      const next = cuts[index + 1];
      const isEmptyList = cut.kind === 'list' && (next ? next.kind !== 'item' : !goesOn);
      if (cut.end > this.#blockEnd) this.#takeBlock(cuts, index);
      const piece = this.#piece(cut, isEmptyList ? 'section' : cut.kind, line);
      if (!piece) return undefined;
      pieces[index] = piece;
      line += piece.lineBreaks;
      if (piece.pair) sections.push(piece.pair);
      else if (understand && piece.item instanceof ItemMap) {
        understand(sections.at(-1)?.name ?? '', piece.item, sections);
        piece.item.forget();
      }
    }
    return pieces;
  }

  /** Of the next pieces that are long enough together. */
  #takeBlock(cuts: readonly Cut[], index: number): void {
    const { start } = cuts[index] as Cut;
    let last = index;
    while (last + 1 < cuts.length && (cuts[last] as Cut).end - start < blockLength) last++;
    this.#blockStart = start;
    this.#blockEnd = (cuts[last] as Cut).end;
    this.#block = ` ${this.#text.slice(start, this.#blockEnd)}`;
  }

  /** Of several with one text that which stands there already; none of them if nothing may move. */
  #take({ start, end }: Cut, line: number): Piece | undefined {
    if (this.#known.size === 0) return undefined;
    const same = this.#known.get(this.#text.slice(start, end)) ?? [];
    const there = same.findIndex(({ source }) => source.line === line);
    if (there < 0 && !this.#mayMove) return undefined;
    return same.splice(Math.max(there, 0), 1)[0];
  }

  #piece(cut: Cut, kind: PieceKind, line: number): Piece | undefined {
    const known = this.#take(cut, line);
    const { start, end, indent } = cut;
    if (known?.kind === kind && known.indent === indent) {
      known.source.line = line;
      return known;
    }
    const from = start - this.#blockStart + 1;
    const to = from + end - start;
    const mayBePlain = kind === 'item' && this.#bounds.nesting - 2 >= deepest;
    const plain = mayBePlain ? PlainPiece.read(this.#block, line, from, to, indent) : undefined;
    if (plain) return plain;
    const source = new Source(this.#block, line, from, to);
    const parsed = parseSource(source, { ...this.#bounds, nesting: this.#bounds.nesting - 2 });
    const { root, problems, usesAnchors } = kind === 'section' ? withKey(parsed, source) : parsed;
    if (kind === 'item' && problems.length === 0 && isLeft(source.text, indent)) return undefined;
    if (usesAnchors || !isPiece(root, kind)) return undefined;
    if (problems.some(({ code }) => code === 'limit-exceeded' || code === 'multiple-documents')) return undefined;
    const { text, length } = source;
    return {
      kind,
      indent,
      source,
      length,
      pair: root.kind === 'map' ? root.pairs[0] : undefined,
      item: root.kind === 'sequence' ? root.items[0] : undefined,
      extent: root,
      problems: problems.map((problem) => placed(problem, 0)),
      problemLine: line,
      lineBreaks: countBreaks(text),
      collections: countCollections(text, this.#bounds),
      ignores: findIgnores(text),
    };
  }
}

/** Whether a line of an item stands where none of its lines may: only with a mistake it is one of its lines. */
function isLeft(text: string, indent: number): boolean {
  return text
    .split('\n')
    .slice(1)
    .some((line) => /^ *[^\s#]/.test(line) && line.search(/\S/) <= indent);
}

/** A piece that is half a key has no more than words: between other keys the parser takes them for one. */
function withKey(parsed: Parsed, { lines }: Source): Parsed {
  const { root, problems } = parsed;
  if (!(root instanceof ScalarNode) || problems.length > 0) return parsed;
  const map = new MapNode([new PairNode(root, undefined)], false, root);
  return { ...parsed, root: map, problems: [noKey(root.range, lines)] };
}

const noProblems: readonly SyntaxProblem[] = [];
/** An item with a comment is none of the plain ones. */
const noIgnores: Ignores = new Map();

/** Its own source, and with no more than what the others do not have in common: a file may have many thousands. */
class PlainPiece extends Source implements Piece {
  readonly indent: number;
  item: ItemMap | undefined = undefined;
  lineBreaks = 0;
  collections = 0;

  private constructor(block: string, line: number, from: number, to: number, indent: number) {
    super(block, line, from, to);
    this.indent = indent;
  }

  /** @returns undefined for what is left to the parser */
  static read(block: string, line: number, from: number, to: number, indent: number): PlainPiece | undefined {
    const piece = new PlainPiece(block, line, from, to, indent);
    const plain = readPlainItem(piece);
    if (!plain) return undefined;
    piece.item = plain.item;
    piece.lineBreaks = plain.lineBreaks;
    piece.collections = plain.collections;
    return piece;
  }

  get kind(): 'item' {
    return 'item';
  }

  get source(): Source {
    return this;
  }

  get pair(): undefined {
    return undefined;
  }

  /** Only those of a list's first and last are asked for. */
  get extent(): Extent {
    return (readPlainItem(this) as PlainItem).extent;
  }

  get problems(): readonly SyntaxProblem[] {
    return noProblems;
  }

  get problemLine(): number {
    return this.line;
  }

  get ignores(): Ignores {
    return noIgnores;
  }
}

function isPiece(root: SyntaxNode | undefined, kind: PieceKind): root is MapNode | SequenceNode {
  if (kind === 'item') return root instanceof SequenceNode && !root.flow && root.items.length <= 1;
  return root instanceof MapNode && !root.flow && root.pairs.length === 1;
}

function countBreaks(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks++;
  return breaks;
}

/** Where it is now, `lines` further down, whatever moves later. */
export function placed({ range: { start, end }, ...problem }: SyntaxProblem, lines: number): SyntaxProblem {
  return {
    ...problem,
    range: {
      start: { line: start.line + lines, character: start.character },
      end: { line: end.line + lines, character: end.character },
    },
  };
}
