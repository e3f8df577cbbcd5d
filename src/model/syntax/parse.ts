import { Attached } from '../../base/attached.ts';
import { finish, type Steps } from '../../base/steps.ts';
import { LineIndex } from '../../base/text.ts';
import type { SyntaxLimits } from '../project.ts';
import type { TextChange } from './change.ts';
import { EditedText, type Text } from './editedText.ts';
import { findIgnores } from './ignores.ts';
import { defaultLimits } from './limits.ts';
import { parseSource } from './parseSource.ts';
import { PieceLines } from './pieceLines.ts';
import { editPieces, type Known, parsePieces, type Pieces } from './pieces.ts';
import type { Understand } from './readPieces.ts';
import { Source } from './source.ts';
import { notUtf8 } from './syntaxProblems.ts';
import type { SyntaxTree } from './syntaxTree.ts';

/** What a tree was put together of, for the next one. */
const piecesOf = new Attached<SyntaxTree, Pieces>();

/**
 * Text to a tree. Never throws; what is past a limit is not parsed.
 * @param previous the tree of the text before an edit; it is not valid any more, since what has not changed is shared and moves
 */
export function parse(text: string, limits?: Partial<SyntaxLimits>, previous?: SyntaxTree): SyntaxTree {
  return finish(parseInSteps(text, limits, previous));
}

/**
 * {@link parse}, a step at a time; nothing may be parsed with `previous` besides.
 *
 * @param understand is told of the items of a new text one by one, while what they hold is still at hand
 */
export function parseInSteps(
  text: string,
  limits: Partial<SyntaxLimits> = {},
  previous?: SyntaxTree,
  understand?: Understand,
): Steps<SyntaxTree> {
  const pieces = previous && piecesOf.get(previous);
  return parseFrom(text, { ...defaultLimits, ...limits }, pieces && { pieces, mayMove: true }, understand);
}

/**
 * The same of a tree's text with an edit in it; the tree stays valid.
 *
 * @returns undefined where a change within a line reaches further than the pieces around it, or nothing would be in pieces any more:
 * the whole would take a hundred times as long
 */
export function parseBeside(tree: SyntaxTree, change: TextChange, inserted: string): SyntaxTree | undefined {
  const pieces = piecesOf.get(tree);
  const text = new EditedText(tree.text, change, inserted);
  if (!pieces) return finish(parseFrom(text, defaultLimits, undefined));
  const known = { pieces, mayMove: false };
  const isInLine = !`${inserted}${tree.text.slice(change.start, change.oldEnd)}`.includes('\n');
  const pieced = finish(isInLine ? editPieces(text, known) : parsePieces(text, pieces.bounds, known));
  return pieced && treeOf(text, pieced);
}

function* parseFrom(
  text: Text,
  bounds: SyntaxLimits,
  known: Known | undefined,
  understand?: Understand,
): Steps<SyntaxTree> {
  const pieced = yield* parsePieces(text, bounds, known, understand);
  if (!pieced) {
    const whole = text.toString();
    return new Tree(whole, { ...parseWhole(whole, bounds), ignores: findIgnores(whole) });
  }
  return treeOf(text, pieced);
}

function treeOf(text: Text, pieces: Pieces): SyntaxTree {
  const tree = new Tree(text, pieces.assembled, pieces);
  piecesOf.set(tree, pieces);
  return tree;
}

class Tree implements SyntaxTree {
  readonly root: SyntaxTree['root'];
  readonly problems: SyntaxTree['problems'];
  readonly ignores: SyntaxTree['ignores'];
  readonly #text: Text;
  readonly #pieces: Pieces | undefined;
  #lines: LineIndex | undefined = undefined;

  constructor(text: Text, parsed: Pick<SyntaxTree, 'root' | 'problems' | 'ignores'>, pieces?: Pieces) {
    this.#text = text;
    this.root = parsed.root;
    this.problems = parsed.problems;
    this.ignores = parsed.ignores;
    this.#pieces = pieces;
  }

  get text(): string {
    return this.#text.toString();
  }

  get lines(): LineIndex {
    return (this.#lines ??= this.#pieces ? new PieceLines(this.text, this.#pieces.all) : new LineIndex(this.text));
  }
}

/** What a decoder put for bytes that it could not read is no mistake in a text that can be read else. */
export function parseWhole(text: string, bounds: SyntaxLimits): Pick<SyntaxTree, 'root' | 'problems'> {
  const source = new Source(text);
  const undecoded = notUtf8(text, source.lines);
  if (!undecoded) return parseSource(source, bounds);
  const parsed = text.includes('\0') ? undefined : parseSource(source, bounds);
  return parsed?.root?.kind === 'map' ? parsed : { root: undefined, problems: [undecoded] };
}
