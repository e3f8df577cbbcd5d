/**
 * Finds out what the cursor of a half-typed text is about.
 *
 * The word at the cursor is replaced by a marker that makes the text readable there (a key gets its colon, an open quote its
 * end), the text is parsed, and the marker's place in the tree is the answer. So every style of YAML that the parser knows
 * works, and nothing here has to know about indentation.
 */
import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { parseBeside } from '../model/syntax/parse.ts';
import {
  type PathStep,
  placeAt,
  type SyntaxNode,
  type SyntaxScalar,
  type SyntaxTree,
} from '../model/syntax/syntaxTree.ts';
import { Line, type Quote, type Replacement } from './cursorLine.ts';
import { type WorkflowAround, workflowAround } from './workflowAround.ts';

/** A letter that nobody types ("private use one"), of one byte: with a wider one the whole text would be stored anew. */
const marker = '\u0091\u0091';

export interface Cursor {
  /** `key`: a key of the map at `path`. `value`: the scalar at `path`. `expression`: inside `${{ }}` of the scalar at `path`. */
  readonly kind: 'key' | 'value' | 'expression';
  readonly path: readonly PathStep[];
  /** The text with the marker. */
  readonly tree: SyntaxTree;
  /** The map that gets the key; undefined for a value. */
  readonly map: SyntaxNode | undefined;
  /** Inside `{ }` or `[ ]`. */
  readonly flow: boolean;
  /** The word at the cursor. */
  readonly range: Range;
  /** The name at the cursor, as expressions know names: it ends at a dot. */
  readonly nameRange: Range;
  /** Of an expression its text before the cursor, of a value the same of its scalar. */
  readonly source: string;
  /** A colon stands behind the word already. */
  readonly hasColon: boolean;
  /** What the inserted text must begin with so that YAML reads it: a space behind `key:`, `- ` for a new item. */
  readonly lead: '' | ' ' | '- ';
  readonly quoted: boolean;
  /** The quotes that it is in; a key ends with them. */
  readonly quote: Quote;
  /** The word with the quote that ends it, where that is written. */
  readonly quotedRange: Range;
  /** In braces or brackets of a map with keys in double quotes, where all keys and texts need them. */
  readonly json: boolean;
  /** Spaces that further lines need beyond the indentation of the cursor's line. */
  readonly pad: number;
  /** More is written there than this word. */
  readonly within: boolean;
  /** The other nodes and edges, and what is written of this one. */
  readonly workflow: () => WorkflowAround;
}

/** Undefined in comments and where the text cannot be understood. */
export function cursorAt(project: Project, position: Position): Cursor | undefined {
  const line = new Line(project.syntax, position);
  if (line.inComment) return undefined;
  const { expression } = line;
  if (expression) return find(project, line.expressionReplacement(expression), 'expression');
  for (const replacement of line.replacements()) {
    const cursor = find(project, replacement, 'word');
    if (cursor) return cursor;
  }
  return undefined;
}

function find(project: Project, replacement: Replacement, what: 'expression' | 'word'): Cursor | undefined {
  const { from, to, start, before, after } = replacement;
  const marked = parseBeside(project.syntax, { start: from, oldEnd: to }, before + marker + after);
  if (!marked) return undefined;
  const at = { line: start.line, character: start.character + before.length };
  const place = placeAt(marked.root, { ...at, character: at.character + 1 });
  const node = place.nodes.at(-1);
  const flow = place.nodes.some((one) => one.kind !== 'scalar' && one.flow);
  if (flow && replacement.cursor.lead === '- ') return undefined;
  let workflow: WorkflowAround | undefined;
  const common = {
    ...replacement.cursor,
    tree: marked,
    flow,
    json: isJson(place.nodes),
    workflow: () => (workflow ??= workflowAround(marked, project, place.path)),
  };
  if (place.onKey) {
    if (what !== 'word' || !place.onKey.name.includes(marker) || !isAligned(node) || isBare(node)) return undefined;
    return { ...common, kind: 'key', path: place.path.slice(0, -1), map: node, within: place.onKey.name !== marker };
  }
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes(marker)) return undefined;
  const value = { ...common, path: place.path, map: undefined, within: node.value !== marker };
  if (what === 'expression') return { ...value, kind: 'expression' };
  return { ...value, kind: 'value', source: textBefore(node, at) + replacement.cursor.source };
}

/** What is written of a scalar before a position. */
function textBefore({ range, source, style }: SyntaxScalar, position: Position): string {
  const start = source.lines.offsetAt(range.start) + (style === 'quoted' ? 1 : 0);
  return source.text.slice(start, source.lines.offsetAt(position));
}

/** The parser takes a key at a wrong indentation into the nearest map; nobody means that. */
function isAligned(map: SyntaxNode | undefined): boolean {
  if (map?.kind !== 'map' || map.flow) return true;
  return map.pairs.every((pair) => pair.key.range.start.character === map.pairs[0]?.key.range.start.character);
}

/** In `[ ]` a word with a colon is a map without braces of its own; what is meant is an item. */
function isBare(map: SyntaxNode | undefined): boolean {
  return map?.kind === 'map' && map.flow && letterAt(map) !== '{';
}

/** @param around from the outermost to the innermost */
function isJson(around: readonly SyntaxNode[]): boolean {
  for (const node of around.toReversed()) {
    const key = node.kind === 'map' && node.flow ? node.pairs.find(({ name }) => !isMarker(name))?.key : undefined;
    if (key) return letterAt(key) === '"';
  }
  return false;
}

function letterAt({ range, source }: SyntaxNode): string {
  return source.text.charAt(source.lines.offsetAt(range.start));
}

/** Whether a key is the marker that stands for the cursor. */
export function isMarker(name: string): boolean {
  return name.includes(marker);
}
