/**
 * A workflow's text in order: indentation, spaces, alignment, blank lines and ends of lines. Only white space changes, and never what
 * the text means.
 */
import type { Range } from '../../base/text.ts';
import { isOurs } from '../../model/syntax/ours.ts';
import type { SyntaxTree } from '../../model/syntax/syntaxTree.ts';
import type { TextChange } from '../types.ts';
import { agrees } from './agree.ts';
import { align } from './alignment.ts';
import type { Atom } from './atoms.ts';
import { type Change, changesOf } from './changes.ts';
import { setColumns } from './layout.ts';
import { movingWith } from './range.ts';
import { scan } from './scan.ts';
import { setGaps } from './spacing.ts';
import { alignComments } from './trailingComments.ts';

export interface FormattingOptions {
  /** Columns of one step of indentation. */
  readonly tabSize: number;
}

/** @returns nothing for a text with a syntax error, for another product's file, and for what is not understood */
export function format(tree: SyntaxTree, options: FormattingOptions): readonly TextChange[] {
  return toEdits(tree, formatted(tree, options)?.changes ?? []);
}

/** The same for some lines, and for the lines that have to move along with them. */
export function formatRange(tree: SyntaxTree, range: Range, options: FormattingOptions): readonly TextChange[] {
  const found = formatted(tree, options);
  if (!found) return [];
  const lines = movingWith(found.atoms, range);
  return toEdits(tree, found.changes).filter(
    ({ range: { start, end } }) => start.line >= lines.first && end.line <= lines.last,
  );
}

function formatted(
  tree: SyntaxTree,
  { tabSize }: FormattingOptions,
): { readonly atoms: readonly Atom[]; readonly changes: readonly Change[] } | undefined {
  const { text, problems } = tree;
  if (problems.some(({ code }) => code !== 'duplicate-key') || /\r(?!\n)/.test(text) || !isOurs(tree)) return undefined;
  const atoms = scan(text);
  if (!agrees(tree, atoms)) return undefined;
  const step = Math.max(1, Math.floor(tabSize));
  setGaps(atoms, text);
  align(atoms, text);
  setColumns(atoms, text, { tabSize: step, flush: isFlush(atoms) });
  alignComments(atoms, text);
  return { atoms, changes: changesOf(atoms, text, step) };
}

/** Whether all lists of a text stand in the column of their key. */
function isFlush(atoms: readonly Atom[]): boolean {
  const lists = atoms.filter(
    ({ kind, isFirst, line, block }) =>
      kind === 'dash' && isFirst && block?.line === line && block.parent?.kind === 'map',
  );
  return lists.length > 0 && lists.every(({ block }) => block?.column === block?.parent?.column);
}

function toEdits({ lines }: SyntaxTree, changes: readonly Change[]): readonly TextChange[] {
  return changes.map(({ start, end, text }) => ({ range: lines.range(start, end), newText: text }));
}
