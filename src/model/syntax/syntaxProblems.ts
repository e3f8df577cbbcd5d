/** The parser's errors as problems: at most one in a line, on what is to be mended. */
import { type Document, isCollection, isScalar, visit, type YAMLError } from 'yaml';
import { t } from '../../base/l10n.ts';
import type { LineIndex, Range } from '../../base/text.ts';
import type { SyntaxProblem } from './syntaxTree.ts';
import { missingColon, yamlMessage } from './yamlMessages.ts';

export function syntaxProblems({ errors, contents }: Document, lines: LineIndex, text: string): SyntaxProblem[] {
  const kept = new Map<number, { readonly rank: number; readonly problem: SyntaxProblem }>();
  const told = new Set<number>();
  const opened = errors.some(isUnclosed) ? openings(contents) : new Map<number, number>();
  for (const error of errors) {
    // An unclosed quote leaves the brackets around it unclosed at the same offset.
    if (isUnclosed(error) && told.has(error.pos[0])) continue;
    told.add(error.pos[0]);
    const range = rangeOf(error, opened, lines, text);
    const { line } = range.start;
    const rank = rankOf(error);
    if (rank >= (kept.get(line)?.rank ?? Infinity)) continue;
    kept.set(line, { rank, problem: { code: 'yaml-syntax', message: yamlMessage(error, text), range } });
  }
  return [...kept.values()].map(({ problem }) => problem);
}

/** Words where a key should stand: told as the parser tells it between other keys. */
export function noKey({ start, end }: Range, lines: LineIndex): SyntaxProblem {
  const lineEnd = end.line === start.line ? end : lineRange(lines, lines.offsetAt(start)).end;
  return { code: 'yaml-syntax', message: missingColon(), range: { start, end: lineEnd } };
}

/** A text that was no UTF-8: with NUL, as binary files and UTF-16 have, or with what a decoder puts for bytes that it cannot read. */
export function notUtf8(text: string, lines: LineIndex): SyntaxProblem | undefined {
  const nul = text.indexOf('\0');
  const offset = nul >= 0 ? nul : text.indexOf('\uFFFD');
  if (offset < 0) return undefined;
  const message = t('This file is no UTF-8 text. Save it with the encoding UTF-8.');
  return { code: 'yaml-syntax', message, range: lines.range(offset, offset + 1) };
}

/** Of two errors in one line, the lower rank says better what to do; otherwise the first. */
function rankOf({ code, message }: YAMLError): number {
  if (code === 'BLOCK_IN_FLOW') return 0;
  // The line below it, indented more, is what is wrong more often.
  return code === 'BLOCK_AS_IMPLICIT_KEY' && message.startsWith('Nested') ? 2 : 1;
}

/** A quote or a bracket that is not closed: the parser tells it where it gave up, which may be the end of the file. */
function isUnclosed({ message }: YAMLError): boolean {
  return /closing ["']|end with a [\]}]$/.test(message);
}

/** Where quotes and brackets open, by where they end: the innermost of those that end at one offset. */
function openings(contents: Document['contents']): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  visit(contents, {
    Node: (_, node) => {
      const quoted = isScalar(node) && node.type?.startsWith('QUOTE') === true;
      const flow = isCollection(node) && node.flow === true;
      if (node.range && (quoted || flow)) found.set(node.range[1], node.range[0]);
    },
  });
  return found;
}

function rangeOf(error: YAMLError, opened: ReadonlyMap<number, number>, lines: LineIndex, text: string): Range {
  const [found] = error.pos;
  if (isUnclosed(error) && text[found - 1] === '\t') return lines.range(found - 1, found);
  const opening = isUnclosed(error) ? opened.get(found) : undefined;
  if (opening !== undefined) {
    const whole = lines.range(opening, found);
    return whole.end.line === whole.start.line ? whole : lineRange(lines, opening);
  }
  const start = Math.min(found, text.length);
  const end = Math.max(start, Math.min(error.pos[1], text.length));
  const range = lines.range(start, end);
  return visible(
    range.end.line === range.start.line ? range : { start: range.start, end: lineRange(lines, start).end },
  );
}

/** An empty range shows no squiggle: it takes the character before it, or the one behind. */
function visible({ start, end }: Range): Range {
  if (start.character !== end.character || start.line !== end.line) return { start, end };
  if (start.character > 0) return { start: { line: start.line, character: start.character - 1 }, end };
  return { start, end };
}

/** From an offset to the end of its line, at least one character where there is one. */
export function lineRange(lines: LineIndex, offset: number): Range {
  const start = lines.positionAt(offset);
  const end = lines.positionAt(Math.max(lines.offsetAt({ line: start.line + 1, character: 0 }) - 1, offset));
  return { start, end: end.line === start.line ? end : start };
}
