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

type Quote = '' | '"' | "'";

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

interface Replacement {
  /** Offsets of the text that gives way to the marker. */
  readonly from: number;
  readonly to: number;
  readonly start: Position;
  readonly before: string;
  readonly after: string;
  readonly cursor: Pick<
    Cursor,
    'range' | 'nameRange' | 'source' | 'hasColon' | 'lead' | 'quoted' | 'quote' | 'quotedRange' | 'pad'
  >;
}

function find(project: Project, replacement: Replacement, what: 'expression' | 'word'): Cursor | undefined {
  const { text } = project.syntax;
  const { from, to, start, before, after } = replacement;
  const written = text.slice(0, from) + before + marker + after + text.slice(to);
  const marked = parseBeside(written, project.syntax, { start: from, oldEnd: to });
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

/** A text over several lines that holds a position behind its first one. An open quote that swallows others is none. */
function textAround({ root, text, lines }: SyntaxTree, position: Position): SyntaxScalar | undefined {
  const node = placeAt(root, position).nodes.at(-1);
  if (node?.kind !== 'scalar' || node.range.start.line === position.line) return undefined;
  const [start, end] = [lines.offsetAt(node.range.start), lines.offsetAt(node.range.end)];
  return node.style === 'quoted' && text[start] !== text[end - 1] ? undefined : node;
}

/** The cursor's line, and what may stand in place of its word. */
class Line {
  readonly #tree: SyntaxTree;
  readonly #position: Position;
  readonly #line: number;
  readonly #start: number;
  readonly #before: string;
  readonly #after: string;

  constructor(tree: SyntaxTree, position: Position) {
    const start = tree.lines.offsetAt({ line: position.line, character: 0 });
    const next = tree.lines.offsetAt({ line: position.line + 1, character: 0 });
    const line = tree.text.slice(start, next).replace(/[\r\n]+$/, '');
    this.#tree = tree;
    this.#position = position;
    this.#line = position.line;
    this.#start = start;
    this.#before = line.slice(0, position.character);
    this.#after = line.slice(position.character);
  }

  get inComment(): boolean {
    if (!/(?:^|\s)#/.test(withoutQuoted(this.#before))) return false;
    const around = textAround(this.#tree, this.#position);
    return around === undefined || around.style === 'plain';
  }

  /** The expression at the cursor, with what is typed of it before the cursor; it may have begun on a line above. */
  get expression(): OpenExpression | undefined {
    const own = openExpression(this.#before);
    if (own) return { start: { line: this.#line, character: own.at }, source: own.source, quote: undefined };
    const around = textAround(this.#tree, this.#position);
    if (!around) return undefined;
    const { text, lines } = this.#tree;
    const start = lines.offsetAt(around.range.start);
    const above = openExpression(text.slice(start, this.#start + this.#before.length));
    if (!above) return undefined;
    const quote = around.style === 'quoted' ? (text[start] as Quote) : '';
    return { start: lines.positionAt(start + above.at), source: above.source, quote };
  }

  /** The marker takes the place of the whole expression, or of all up to its scalar's end where the braces are missing. */
  expressionReplacement({ start, source, quote: around }: OpenExpression): Replacement {
    const from = this.#tree.lines.offsetAt(start);
    const quote = around ?? openQuote(this.#before.slice(0, start.character));
    const stop = quote === '' ? -1 : this.#after.indexOf(quote);
    const inside = stop < 0 ? this.#after : this.#after.slice(0, stop);
    const end = inside.indexOf('}}');
    return {
      from,
      to: this.#start + this.#before.length + (end < 0 ? inside.trimEnd().length : end + 2),
      start,
      before: '',
      // One that began above has its end.
      after: stop < 0 && around === undefined ? quote : '',
      cursor: {
        range: this.#name,
        nameRange: this.#name,
        source,
        hasColon: false,
        lead: '',
        quoted: false,
        quote: '',
        quotedRange: this.#name,
        pad: 0,
      },
    };
  }

  replacements(): readonly Replacement[] {
    const word = /[^\s,[\]{}"'#:]*$/.exec(this.#before)?.[0] ?? '';
    const behind = /^[^\s,[\]{}"'#:]*/.exec(this.#after)?.[0] ?? '';
    if (/^-+$/.test(word)) return [];
    const prefix = this.#before.slice(0, this.#before.length - word.length);
    const quote = /["']$/.test(prefix) ? openQuote(prefix) : '';
    const closed = quote === '' || this.#after.slice(behind.length).startsWith(quote);
    const rest = this.#after.slice(behind.length + (quote !== '' && closed ? 1 : 0));
    const hasColon = /^\s*:(?:\s|$)/.test(rest);
    const atStart = /^\s*(?:-\s+)*$/.test(quote === '' ? prefix : prefix.slice(0, -1));
    const space = /[^\s[{,]:$/.test(prefix) ? ' ' : '';
    const pad = prefix.length - quote.length - (/^\s*/.exec(prefix)?.[0].length ?? 0);
    const make = (lead: Cursor['lead'], colon: string): Replacement => ({
      from: this.#start + prefix.length,
      to: this.#start + this.#before.length + behind.length,
      start: { line: this.#line, character: prefix.length },
      before: lead,
      after: (closed ? '' : quote) + colon,
      cursor: {
        range: this.#range(prefix.length, this.#before.length + behind.length),
        nameRange: this.#name,
        source: word,
        hasColon,
        lead,
        quoted: quote !== '',
        quote,
        quotedRange: this.#range(prefix.length, this.#before.length + behind.length + (quote !== '' && closed ? 1 : 0)),
        pad: lead === '- ' ? pad + 2 : pad,
      },
    });
    if (!atStart || hasColon) return [make(space, '')];
    // A closing quote stands behind the marker already, so a colon there would be inside the quotes.
    if (quote !== '' && closed) return [make('', '')];
    return prefix.trim() === '' ? [make('', ':'), make('- ', ':'), make('', '')] : [make('', ':'), make('', '')];
  }

  get #name(): Range {
    const before = /[A-Za-z0-9_-]*$/.exec(this.#before)?.[0].length ?? 0;
    const behind = /^[A-Za-z0-9_-]*/.exec(this.#after)?.[0].length ?? 0;
    return this.#range(this.#before.length - before, this.#before.length + behind);
  }

  #range(from: number, to: number): Range {
    return { start: { line: this.#line, character: from }, end: { line: this.#line, character: to } };
  }
}

interface OpenExpression {
  /** Of its `${{`. */
  readonly start: Position;
  readonly source: string;
  /** Of a text that began on a line above; undefined where the line itself says it. */
  readonly quote: Quote | undefined;
}

/** What stands behind the last `${{` that has no end in the text. */
function openExpression(text: string): { readonly at: number; readonly source: string } | undefined {
  const at = text.lastIndexOf('${{');
  if (at < 0) return undefined;
  const source = text.slice(at + 3);
  return source.replace(/'[^']*'/g, '').includes('}}') ? undefined : { at, source };
}

/** The quote that is open at the end of a line's beginning; a quote inside a plain word does not open. */
function openQuote(before: string): Quote {
  let open: Quote = '';
  for (let i = 0; i < before.length; i++) {
    const letter = before[i];
    if (open !== '') {
      if (letter === '\\' && open === '"') i++;
      else if (letter === open) open = '';
    } else if ((letter === '"' || letter === "'") && (i === 0 || /[\s,[{:]/.test(before[i - 1] ?? ''))) open = letter;
  }
  return open;
}

function withoutQuoted(text: string): string {
  return text.replace(/(^|[\s,[{:])(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$))/g, '$1');
}
