/** The line that the cursor is in, and what the marker (`cursor.ts`) may stand for in it. */
import type { Position, Range } from '../base/text.ts';
import { placeAt, type SyntaxScalar, type SyntaxTree } from '../model/syntax/syntaxTree.ts';
import type { Cursor } from './cursor.ts';

export type Quote = '' | '"' | "'";

export interface Replacement {
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

/** A text over several lines that holds a position behind its first one. An open quote that swallows others is none. */
function textAround({ root, text, lines }: SyntaxTree, position: Position): SyntaxScalar | undefined {
  const node = placeAt(root, position).nodes.at(-1);
  if (node?.kind !== 'scalar' || node.range.start.line === position.line) return undefined;
  const [start, end] = [lines.offsetAt(node.range.start), lines.offsetAt(node.range.end)];
  return node.style === 'quoted' && text[start] !== text[end - 1] ? undefined : node;
}

/** The cursor's line, and what may stand in place of its word. */
export class Line {
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
