import { LineIndex } from '../../base/text.ts';
import type { SyntaxLimits } from '../project.ts';
import { defaultLimits } from './limits.ts';
import { parseSource } from './parseSource.ts';
import { parsePieces, type Pieces } from './pieces.ts';
import { Source } from './source.ts';
import { notUtf8 } from './syntaxProblems.ts';
import type { SyntaxTree } from './syntaxTree.ts';

/** What a tree was put together of, for the next one. */
const piecesOf = new WeakMap<SyntaxTree, Pieces>();

/**
 * Text to a tree. Never throws; what is past a limit is not parsed.
 * @param previous the tree of the text before an edit; it is not valid any more, since what has not changed is shared and moves
 */
export function parse(text: string, limits: Partial<SyntaxLimits> = {}, previous?: SyntaxTree): SyntaxTree {
  return parseFrom(text, { ...defaultLimits, ...limits }, previous && piecesOf.get(previous), true);
}

/** The same beside a tree of nearly the same text, which stays valid. */
export function parseBeside(text: string, tree: SyntaxTree): SyntaxTree {
  const pieces = piecesOf.get(tree);
  return parseFrom(text, pieces?.bounds ?? defaultLimits, pieces, false);
}

function parseFrom(text: string, bounds: SyntaxLimits, pieces: Pieces | undefined, mayMove: boolean): SyntaxTree {
  const isPlain = text.length <= bounds.size && !text.includes('\0') && !text.includes('\uFFFD');
  const pieced = isPlain ? parsePieces(text, bounds, pieces && { pieces, mayMove }) : undefined;
  const tree = new Tree(text, pieced ?? parseWhole(text, bounds));
  if (pieced) piecesOf.set(tree, pieced.pieces);
  return tree;
}

class Tree implements SyntaxTree {
  readonly text: string;
  readonly root: SyntaxTree['root'];
  readonly problems: SyntaxTree['problems'];
  readonly ignores: SyntaxTree['ignores'];
  #lines: LineIndex | undefined = undefined;

  constructor(text: string, { root, problems }: Pick<SyntaxTree, 'root' | 'problems'>) {
    this.text = text;
    this.root = root;
    this.problems = problems;
    this.ignores = findIgnores(text);
  }

  get lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.text));
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

function findIgnores(text: string): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  if (!text.includes('workflow-ignore:')) return found;
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    const match = /#\s*workflow-ignore:\s*([a-z][a-z\s,-]*)/.exec(line);
    if (match?.[1]) found.set(index, match[1].split(/[\s,]+/).filter(Boolean));
  });
  return found;
}
