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

/** @param files that paths may lead to; subworkflows are read */
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
  const ending = { workflow: /\.ya?ml$/, script: /\.js$/ };
  const items = complete(project, position, (kind) => Object.keys(files).filter((path) => ending[kind].test(path)));
  return [...items].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The labels as they are offered, first one first. */
export function labels(marked: string, files: Readonly<Record<string, string>> = {}): string {
  return completions(marked, files)
    .map((item) => item.label)
    .join(' ');
}

/** The text after an item was taken, as VS Code inserts it; the first tab stop is the cursor. */
export function accept(marked: string, label: string, files: Readonly<Record<string, string>> = {}): string {
  const { text, position } = open(marked, files);
  const item = completions(marked, files).find((one) => one.label === label);
  assert(item, `"${label}" is not among: ${labels(marked, files)}`);
  const lines = new LineIndex(text);
  const line = text.slice(lines.offsetAt({ line: position.line, character: 0 }));
  const indent = /^[ ]*/.exec(line)?.[0] ?? '';
  const inserted = item.snippet ? expanded(item.insertText) : `${item.insertText}|`;
  const [start, end] = [lines.offsetAt(item.range.start), lines.offsetAt(item.range.end)];
  return text.slice(0, start) + inserted.replaceAll('\n', `\n${indent}`) + text.slice(end);
}

const tabStop = /\\([\\$}])|\$(\d+)|\$\{(\d+)(?::((?:[^}\\]|\\.)*)|\|((?:[^|\\]|\\.)*)\|)?\}/g;

/** A snippet as it is written at first: what a tab stop suggests stands wherever it is repeated. */
function expanded(snippet: string): string {
  const texts = new Map<string, string>();
  for (const [, , bare, braced, text, choices] of snippet.matchAll(tabStop)) {
    const number = bare ?? braced;
    const suggested = text ?? choices?.split(',')[0];
    if (number !== undefined && suggested !== undefined) texts.set(number, suggested.replace(/\\(.)/g, '$1'));
  }
  const first = /\$\{?1\b/.test(snippet) ? '1' : '0';
  let isMarked = false;
  return snippet.replace(tabStop, (_, escaped?: string, bare?: string, braced?: string) => {
    if (escaped !== undefined) return escaped;
    const number = bare ?? braced ?? '';
    const mark = number === first && !isMarked ? '|' : '';
    isMarked ||= mark !== '';
    return mark + (texts.get(number) ?? '');
  });
}

/** The text that a range covers. */
export function covered({ project: { syntax } }: Document, range: Range | undefined): string {
  assert(range, 'there is nothing');
  return syntax.text.slice(syntax.lines.offsetAt(range.start), syntax.lines.offsetAt(range.end));
}
