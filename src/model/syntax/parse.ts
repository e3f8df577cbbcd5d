import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, type Document, type Node } from 'yaml';
import { t } from '../../base/l10n.ts';
import { LineIndex, type Range } from '../../base/text.ts';
import type { SyntaxLimits } from '../project.ts';
import { checkLimits, defaultLimits, nestingExceeded } from './limits.ts';
import { lineRange, notUtf8, syntaxProblems } from './syntaxProblems.ts';
import type {
  SyntaxMap,
  SyntaxNode,
  SyntaxPair,
  SyntaxProblem,
  SyntaxScalar,
  SyntaxSequence,
  SyntaxTree,
} from './syntaxTree.ts';

/** Text to a tree. Never throws; what is past a limit is not parsed. */
export function parse(text: string, limits: Partial<SyntaxLimits> = {}): SyntaxTree {
  const lines = new LineIndex(text);
  const bounds = { ...defaultLimits, ...limits };
  const ignores = findIgnores(text);
  return { text, lines, ignores, ...parseUtf8(text, lines, bounds) };
}

type Parsed = Pick<SyntaxTree, 'root' | 'problems'>;

/** What a decoder put for bytes that it could not read is no mistake in a text that can be read else. */
function parseUtf8(text: string, lines: LineIndex, bounds: SyntaxLimits): Parsed {
  const undecoded = notUtf8(text, lines);
  if (!undecoded) return parseLimited(text, lines, bounds);
  const parsed = text.includes('\0') ? undefined : parseLimited(text, lines, bounds);
  return parsed?.root?.kind === 'map' ? parsed : { root: undefined, problems: [undecoded] };
}

function parseLimited(text: string, lines: LineIndex, bounds: SyntaxLimits): Parsed {
  const exceeded = checkLimits(text, bounds);
  return exceeded ? past(exceeded.message, lineRange(lines, exceeded.offset)) : parseWithin(text, lines, bounds);
}

function past(message: string, range: Range): Parsed {
  return { root: undefined, problems: [{ code: 'limit-exceeded', message, range }] };
}

function parseWithin(text: string, lines: LineIndex, bounds: SyntaxLimits): Parsed {
  try {
    return parseFirst(text, lines, bounds);
  } catch (error) {
    // Quotes in a block scalar may hide from the scan how deep a text nests; the parser then runs out of stack.
    if (error instanceof RangeError) return past(nestingExceeded(bounds.nesting), lineRange(lines, 0));
    throw error;
  }
}

function parseFirst(text: string, lines: LineIndex, bounds: SyntaxLimits): Parsed {
  const documents = parseAllDocuments(text, {
    prettyErrors: false,
    // Quadratic: the converter looks for them.
    uniqueKeys: false,
    logLevel: 'silent',
    version: '1.2',
  });
  const [first, second] = 'empty' in documents ? [undefined, undefined] : documents;
  if (!first) return { root: undefined, problems: [] };
  const problems = syntaxProblems(first, lines, text);
  if (second)
    problems.push({
      code: 'multiple-documents',
      message: t('A workflow file holds one document. Remove this one, or put it into a file of its own.'),
      range: lineRange(lines, second.range[0]),
    });
  const converter = new Converter(first, lines, bounds);
  const root = converter.convert(first.contents);
  // The parser may have said of an alias already what is wrong with it.
  const told = new Set(first.errors.length > 0 ? problems.map(({ range }) => range.start.line) : []);
  const more = converter.problems.filter(({ code, range }) => code !== 'yaml-syntax' || !told.has(range.start.line));
  problems.push(...(converter.exceeded ? [converter.exceeded] : more));
  return { root: converter.exceeded ? undefined : root, problems };
}

class Converter {
  readonly #document: Document;
  readonly #lines: LineIndex;
  readonly #bounds: SyntaxLimits;
  readonly #open = new Set<Node>();
  #aliases = 0;
  /** Aliases that are being expanded: mistakes in what they stand for are told of where it is written. */
  #expanding = 0;
  readonly problems: SyntaxProblem[] = [];
  exceeded: SyntaxProblem | undefined;

  constructor(document: Document, lines: LineIndex, bounds: SyntaxLimits) {
    this.#document = document;
    this.#lines = lines;
    this.#bounds = bounds;
  }

  convert(node: Node | null | undefined): SyntaxNode | undefined {
    if (!node || this.exceeded) return undefined;
    if (isAlias(node)) return this.#alias(node);
    const range = this.#range(node);
    if (isScalar(node)) return scalar(node.value, node.type, range);
    if (this.#open.has(node)) return undefined;
    this.#open.add(node);
    if (this.#open.size > this.#bounds.nesting)
      this.#exceed(nestingExceeded(this.#bounds.nesting), lineRange(this.#lines, node.range?.[0] ?? 0));
    const converted = isMap(node)
      ? this.#map(node.items, node.flow === true, range)
      : isSeq(node)
        ? this.#sequence(node.items, node.flow === true, range)
        : undefined;
    this.#open.delete(node);
    return converted;
  }

  /** The anchor's value at the alias's place, so that a mistake in it is shown where it is used. */
  #alias(alias: Alias): SyntaxNode | undefined {
    const { aliases } = this.#bounds;
    if (++this.#aliases > aliases) {
      const message = t(
        'More than {0} aliases are expanded. Write the values out, or raise the setting ipaWorkflow.limits.aliases.',
        aliases,
      );
      this.#exceed(message, this.#range(alias));
      return undefined;
    }
    const target = alias.resolve(this.#document);
    if (!target) {
      const message = t(
        'No anchor "&{0}" stands before this alias. Write it at the value that is meant, or put the text into quotes.',
        alias.source,
      );
      if (this.#expanding === 0) this.problems.push({ code: 'yaml-syntax', message, range: this.#range(alias) });
      return undefined;
    }
    this.#expanding++;
    const converted = this.convert(target);
    this.#expanding--;
    return converted;
  }

  #exceed(message: string, range: Range): void {
    this.exceeded ??= { code: 'limit-exceeded', message, range };
  }

  #map(items: readonly unknown[], flow: boolean, range: Range): SyntaxMap {
    const pairs: SyntaxPair[] = [];
    const names = new Set<string>();
    for (const item of items) {
      if (!isPair(item)) continue;
      const key = this.convert(item.key as Node | null);
      if (key?.kind !== 'scalar') continue;
      const value = emptyValue(item.value as Node | null) ? undefined : this.convert(item.value as Node | null);
      const end = value && this.#contains(key, value) ? value.range.end : key.range.end;
      const name = String(key.value);
      pairs.push({ key, name, value, range: { start: key.range.start, end } });
      if (names.has(name) && this.#expanding === 0)
        this.problems.push({
          code: 'duplicate-key',
          message: t('This key is there already. Remove one of the two.'),
          range: key.range,
        });
      names.add(name);
    }
    return { kind: 'map', flow, pairs, range };
  }

  /** Whether the value stands behind its key, and not elsewhere as an alias's target. */
  #contains(key: SyntaxScalar, value: SyntaxNode): boolean {
    return this.#lines.offsetAt(key.range.end) <= this.#lines.offsetAt(value.range.start);
  }

  #sequence(items: readonly unknown[], flow: boolean, range: Range): SyntaxSequence {
    const converted: SyntaxNode[] = [];
    for (const item of items) {
      const node = isPair(item) ? this.#map([item], true, range) : this.convert(item as Node | null);
      if (node) converted.push(node);
    }
    return { kind: 'sequence', flow, items: converted, range };
  }

  #range(node: Node): Range {
    const [start, valueEnd] = node.range ?? [0, 0];
    return this.#lines.range(start, Math.max(start, valueEnd));
  }
}

/** `key:` with nothing behind it: the parser gives an empty scalar without a source. */
function emptyValue(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1]);
}

function scalar(value: unknown, type: string | undefined, range: Range): SyntaxScalar {
  const style = type === undefined || type === 'PLAIN' ? 'plain' : type.startsWith('BLOCK') ? 'block' : 'quoted';
  return { kind: 'scalar', value: scalarValue(value), style, range };
}

/** JSON has no infinity and no big integer: those stay texts. */
function scalarValue(value: unknown): SyntaxScalar['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'bigint' ? value.toString() : null;
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
