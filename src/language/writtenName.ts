/** How a name stands in the text, and how another one is written in its place. */
import type { Range } from '../base/text.ts';
import type { SyntaxTree } from '../model/syntax/syntaxTree.ts';
import type { Occurrence } from './occurrences.ts';

/** The name without the quotes around it; the whole of it where escapes make it differ from what it means. */
export function nameRange({ id, range, form }: Occurrence, tree: SyntaxTree): Range {
  const { start, end } = range;
  const source = sourceOf(range, tree);
  if (form === 'jsonata') return source.startsWith('`') ? inner(range) : range;
  if (source.length === id.length + 2 && source.slice(1, -1) === id && start.line === end.line) return inner(range);
  return range;
}

function inner({ start, end }: Range): Range {
  return {
    start: { line: start.line, character: start.character + 1 },
    end: { line: end.line, character: end.character - 1 },
  };
}

/** What is written over {@link nameRange}: the new name, in quotes only where it is no plain text without. */
export function writtenName(name: string, occurrence: Occurrence, tree: SyntaxTree): string {
  const { form, range } = occurrence;
  const isQuoted = nameRange(occurrence, tree) !== range;
  if (form === 'expression') return name;
  if (form === 'jsonata') return isQuoted || isStep(name) ? name : `\`${name}\``;
  if (!isQuoted) return isPlain(name) ? name : JSON.stringify(name);
  const isDouble = sourceOf(range, tree).startsWith('"');
  return isDouble ? JSON.stringify(name).slice(1, -1) : name.replaceAll("'", "''");
}

/** Whether JSONata reads the name as a step of a path without backticks. */
function isStep(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !/^(?:true|false|null)$/.test(name);
}

/** Whether YAML reads the name as that text without quotes, in block and in flow style. */
function isPlain(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) && !/^(?:true|false|null)$/i.test(name);
}

function sourceOf({ start, end }: Range, { text, lines }: SyntaxTree): string {
  return text.slice(lines.offsetAt(start), lines.offsetAt(end));
}
