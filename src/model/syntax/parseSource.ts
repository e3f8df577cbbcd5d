/** One source, a whole file or a piece of one, through the parser. */
import { parseAllDocuments } from 'yaml';
import { t } from '../../base/l10n.ts';
import type { SyntaxLimits } from '../project.ts';
import { Converter } from './convert.ts';
import { checkLimits, nestingExceeded } from './limits.ts';
import type { Source } from './source.ts';
import { lineRange, syntaxProblems } from './syntaxProblems.ts';
import type { SyntaxNode, SyntaxProblem } from './syntaxTree.ts';

export interface Parsed {
  readonly root: SyntaxNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** Whether what it means may depend on the rest of a file. */
  readonly usesAnchors: boolean;
}

export function parseSource(source: Source, bounds: SyntaxLimits): Parsed {
  const exceeded = checkLimits(source.text, bounds);
  if (exceeded) return past(exceeded.message, exceeded.offset, source);
  try {
    return parseFirst(source, bounds);
  } catch (error) {
    // Quotes in a block scalar may hide from the scan how deep a text nests; the parser then runs out of stack.
    if (error instanceof RangeError) return past(nestingExceeded(bounds.nesting), 0, source);
    throw error;
  }
}

function past(message: string, offset: number, { lines }: Source): Parsed {
  const problem: SyntaxProblem = { code: 'limit-exceeded', message, range: lineRange(lines, offset) };
  return { root: undefined, problems: [problem], usesAnchors: false };
}

function parseFirst(source: Source, bounds: SyntaxLimits): Parsed {
  const { text, lines } = source;
  const documents = parseAllDocuments(text, {
    prettyErrors: false,
    // Quadratic: the converter looks for them.
    uniqueKeys: false,
    logLevel: 'silent',
    version: '1.2',
  });
  const [first, second] = 'empty' in documents ? [undefined, undefined] : documents;
  if (!first) return { root: undefined, problems: [], usesAnchors: false };
  const problems = syntaxProblems(first, lines, text);
  if (second)
    problems.push({
      code: 'multiple-documents',
      message: t('A workflow file holds one document. Remove this one, or put it into a file of its own.'),
      range: lineRange(lines, second.range[0]),
    });
  const converter = new Converter(first, source, bounds);
  const root = converter.convert(first.contents);
  // The parser may have said of an alias already what is wrong with it.
  const told = new Set(first.errors.length > 0 ? problems.map(({ range }) => range.start.line) : []);
  const more = converter.problems.filter(({ code, range }) => code !== 'yaml-syntax' || !told.has(range.start.line));
  problems.push(...(converter.exceeded ? [converter.exceeded] : more));
  return { root: converter.exceeded ? undefined : root, problems, usesAnchors: converter.usesAnchors };
}
