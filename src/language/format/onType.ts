/**
 * What is put right while a list is typed: a new item's dash below its siblings, and where the cursor stands behind an item's first
 * line. By lines, since what is being typed is rarely YAML yet; in doubt nothing moves.
 */
import type { Position } from '../../base/text.ts';
import { isOurs } from '../../model/syntax/ours.ts';
import { placeAt, type SyntaxTree } from '../../model/syntax/syntaxTree.ts';
import type { TextChange } from '../types.ts';
import type { FormattingOptions } from './format.ts';

/** @param position behind what was typed @param typed a dash, or a line break with the indentation that the editor gave the new line */
export function formatOnType(
  tree: SyntaxTree,
  position: Position,
  typed: string,
  { tabSize }: FormattingOptions,
): readonly TextChange[] {
  if (!isOurs(tree)) return [];
  const column = typed === '-' ? dashColumn(tree, position) : entryColumn(tree, position, tabSize);
  const written = /^[ \t]*/.exec(lineText(tree, position.line))?.[0].length ?? 0;
  if (column === undefined || column === written) return [];
  const { line } = position;
  return [{ range: { start: { line, character: 0 }, end: { line, character: written } }, newText: ' '.repeat(column) }];
}

/** The column of the nearest list that a lone dash can belong to, never further right than it was typed. */
function dashColumn(tree: SyntaxTree, { line, character }: Position): number | undefined {
  const typed = character - 1;
  if (!/^ *-\s*$/.test(lineText(tree, line)) || lineText(tree, line).indexOf('-') !== typed) return undefined;
  if (isWithinValue(tree, { line, character })) return undefined;
  let limit = Infinity;
  for (let above = line - 1; above >= 0 && limit > 0; above--) {
    const text = lineText(tree, above);
    const [all, indent = '', dashes = ''] = /^( *)((?:- +)*)[^\s#]/.exec(text) ?? [];
    if (all === undefined) continue;
    // What is typed further right, or behind a key without a value, begins something of its own.
    if (limit === Infinity && (typed > all.length - 1 || /[:,[{|>]\s*$/.test(withoutComment(text)))) return undefined;
    const column = dashColumns(indent.length, dashes).findLast((one) => one <= typed && one < limit);
    if (column !== undefined) return column;
    limit = Math.min(limit, indent.length);
  }
  return undefined;
}

function dashColumns(indent: number, dashes: string): readonly number[] {
  return [...dashes.matchAll(/-/g)].map(({ index }) => indent + index);
}

/** Where the line behind an item's first line begins: below its first key, one step further for that key's value, or below its dash. */
function entryColumn(tree: SyntaxTree, { line }: Position, tabSize: number): number | undefined {
  const above = lineText(tree, line - 1);
  const [all, before = '', dash = '', content = ''] = /^((?: *- +)*? *)(- +)([^\s#-].*|-[^\s].*)$/.exec(above) ?? [];
  if (all === undefined || lineText(tree, line).trim() !== '') return undefined;
  const start = before.length + dash.length;
  if (isWithinValue(tree, { line: line - 1, character: start })) return undefined;
  const item = withoutComment(content);
  const [pair, value = ''] = /^(?:[^\s"'[{&*!|>%@`#][^#]*?|"[^"]*"|'[^']*'):(?:\s+(.*))?$/.exec(item) ?? [];
  if (pair === undefined) return isWhole(item) ? before.length : undefined;
  if (value === '' || /^[|>][-+\d]*$/.test(value)) return start + tabSize;
  return isWhole(value) ? start : undefined;
}

/** Whether a value ends in its line, as far as one sees. */
function isWhole(value: string): boolean {
  if (/^["']/.test(value)) return value.length > 1 && value.endsWith(value.charAt(0));
  if (value.startsWith('{')) return value.endsWith('}');
  if (value.startsWith('[')) return value.endsWith(']');
  return !/^[&*!|>]/.test(value);
}

function withoutComment(text: string): string {
  return text.replace(/(?:^|\s)#.*$/, '').trimEnd();
}

/** Within brackets, or in a text that began on a line above. */
function isWithinValue({ root }: SyntaxTree, position: Position): boolean {
  return placeAt(root, position).nodes.some((node) =>
    node.kind === 'scalar' ? node.range.start.line < position.line : node.flow && node.range.start.line < position.line,
  );
}

function lineText({ text, lines }: SyntaxTree, line: number): string {
  if (line < 0) return '';
  const start = lines.offsetAt({ line, character: 0 });
  return text.slice(start, lines.offsetAt({ line: line + 1, character: 0 })).replace(/[\r\n]+$/, '');
}
