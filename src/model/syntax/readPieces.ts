/** The pieces of a text, each parsed by itself unless it was there already. */
import type { Steps } from '../../base/steps.ts';
import type { SyntaxLimits } from '../project.ts';
import type { Extent } from './extent.ts';
import { findIgnores, type Ignores } from './ignores.ts';
import { countCollections } from './limits.ts';
import { MapNode, SequenceNode } from './nodes.ts';
import { parseSource } from './parseSource.ts';
import { deepest, type PlainItem, readPlainItem } from './plainItem.ts';
import { Source } from './source.ts';
import type { Cut, PieceKind } from './split.ts';
import type { SyntaxNode, SyntaxPair, SyntaxProblem } from './syntaxTree.ts';

/** How many pieces are a step. */
const piecesPerStep = 64;

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

/** Parses pieces, but for those that were there already with the same text. */
export class Reading {
  readonly #text: string;
  readonly #bounds: SyntaxLimits;
  readonly #known = new Map<string, Piece[]>();

  readonly #mayMove: boolean;

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

  *read(cuts: readonly Cut[], firstLine: number): Steps<readonly Piece[] | undefined> {
    const pieces: Piece[] = [];
    let line = firstLine;
    for (const [index, cut] of cuts.entries()) {
      if (index % piecesPerStep === piecesPerStep - 1) yield;
      const piece = this.#piece(
        cut,
        cut.kind === 'list' && cuts[index + 1]?.kind !== 'item' ? 'section' : cut.kind,
        line,
      );
      if (!piece) return undefined;
      pieces.push(piece);
      line += piece.lineBreaks;
    }
    return pieces;
  }

  /** Of several with one text that which stands there already; none of them if nothing may move. */
  #take(text: string, line: number): Piece | undefined {
    const same = this.#known.get(text) ?? [];
    const there = same.findIndex(({ source }) => source.line === line);
    if (there < 0 && !this.#mayMove) return undefined;
    return same.splice(Math.max(there, 0), 1)[0];
  }

  #piece({ start, end, indent }: Cut, kind: PieceKind, line: number): Piece | undefined {
    const text = this.#text.slice(start, end);
    const known = this.#take(text, line);
    if (known?.kind === kind && known.indent === indent) {
      known.source.line = line;
      return known;
    }
    // A part of a text keeps the whole of it alive.
    const source = new Source(` ${text}`.slice(1), line);
    const plain = kind === 'item' && this.#bounds.nesting - 2 >= deepest ? readPlainItem(source) : undefined;
    if (plain) return plainPiece(plain, source, indent);
    const { root, problems, usesAnchors } = parseSource(source, { ...this.#bounds, nesting: this.#bounds.nesting - 2 });
    if (usesAnchors || !isPiece(root, kind)) return undefined;
    if (problems.some(({ code }) => code === 'limit-exceeded' || code === 'multiple-documents')) return undefined;
    return {
      kind,
      indent,
      source,
      length: text.length,
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

function plainPiece({ item, extent, collections, lineBreaks }: PlainItem, source: Source, indent: number): Piece {
  const { text, line } = source;
  return {
    kind: 'item',
    indent,
    source,
    length: text.length,
    pair: undefined,
    item,
    extent,
    problems: noProblems,
    problemLine: line,
    lineBreaks,
    collections,
    ignores: noIgnores,
  };
}

const noProblems: readonly SyntaxProblem[] = [];
/** An item with a comment is none of the plain ones. */
const noIgnores: Ignores = new Map();

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
