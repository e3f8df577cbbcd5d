import assert from 'node:assert/strict';
import { LineIndex, type Position, type Range } from '../../../src/base/text.ts';
import { complete } from '../../../src/language/completion.ts';
import type { CompletionItem } from '../../../src/language/types.ts';
import { analyse, type Project } from '../../../src/model/project.ts';
import { storedSubworkflowFiles } from '../../../src/sdk/subworkflowFiles.ts';

/** A document of a test: its cursor is written as one `|`, or as `¦` where the text has bars of its own. */
export interface Document {
  readonly text: string;
  readonly position: Position;
  readonly project: Project;
}

/** @param files of subworkflows */
export function open(marked: string, files: Readonly<Record<string, string>> = {}): Document {
  const [before, after, ...others] = marked.split(marked.includes('¦') ? '¦' : '|');
  assert(before !== undefined && after !== undefined && others.length === 0, 'a document has one cursor');
  const text = before + after;
  return {
    text,
    position: new LineIndex(text).positionAt(before.length),
    project: analyse(text, storedSubworkflowFiles(files)),
  };
}

export function completions(marked: string, files: Readonly<Record<string, string>> = {}): readonly CompletionItem[] {
  const { project, position } = open(marked, files);
  return [...complete(project, position)].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The labels as they are offered, first one first. */
export function labels(marked: string, files: Readonly<Record<string, string>> = {}): string {
  return completions(marked, files)
    .map((item) => item.label)
    .join(' ');
}

/** The text after an item was taken, as VS Code inserts it; the first tab stop is the cursor. */
export function accept(marked: string, label: string): string {
  const { text, position } = open(marked);
  const item = completions(marked).find((one) => one.label === label);
  assert(item, `"${label}" is not among: ${labels(marked)}`);
  const lines = new LineIndex(text);
  const line = text.slice(lines.offsetAt({ line: position.line, character: 0 }));
  const indent = /^[ ]*/.exec(line)?.[0] ?? '';
  const inserted = item.snippet ? withoutTabStops(item.insertText) : `${item.insertText}|`;
  const [start, end] = [lines.offsetAt(item.range.start), lines.offsetAt(item.range.end)];
  return text.slice(0, start) + inserted.replaceAll('\n', `\n${indent}`) + text.slice(end);
}

function withoutTabStops(snippet: string): string {
  const first = /\$\{?1/.test(snippet) ? 1 : 0;
  return snippet
    .replace(/(?<!\\)\$(?:(\d)|\{(\d)(?:[:|]([^}|,]*)[^}]*)?\})/g, (_, bare?: string, braced?: string, text = '') =>
      Number(bare ?? braced) === first ? `|${String(text)}` : String(text),
    )
    .replaceAll('\\$', '$');
}

/** The text that a range covers. */
export function covered({ project: { syntax } }: Document, range: Range | undefined): string {
  assert(range, 'there is nothing');
  return syntax.text.slice(syntax.lines.offsetAt(range.start), syntax.lines.offsetAt(range.end));
}
