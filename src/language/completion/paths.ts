/** Paths of scripts and of other workflows, as seen from the document's folder. */
import { pathProblem } from '../../model/subworkflows/paths.ts';
import { nodeAt, stringOf, valueOf } from '../../model/syntax/syntaxTree.ts';
import { runnerAt } from '../agentAt.ts';
import type { Cursor } from '../cursor.ts';
import type { CompletionItem } from '../types.ts';
import { inOrder, valueItem } from './valueItem.ts';

export type FileKind = 'workflow' | 'script';

/** The files that a document may name, without itself: paths relative to its folder, with `/`, in any order. */
export type ListFiles = (kind: FileKind) => readonly string[];

/** Undefined where no path is wanted. */
export function completePaths(cursor: Cursor, files: ListFiles | undefined): readonly CompletionItem[] | undefined {
  const kind = cursor.kind === 'value' ? wantedKind(cursor) : undefined;
  if (!kind) return undefined;
  // Written that way, the files of the folder are meant.
  const prefix = cursor.source.startsWith('./') ? './' : '';
  return (files?.(kind) ?? [])
    .filter((path) => pathProblem(path) === undefined && (prefix === '' || !path.startsWith('../')))
    .sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))
    .map((path, index) => valueItem(cursor, prefix + path, 'file', { sortText: inOrder(index) }));
}

function wantedKind({ path, tree, workflow }: Cursor): FileKind | undefined {
  const [section, , key, setting] = path;
  if (path.length !== 4 || setting !== 'path') return undefined;
  const item = path.slice(0, 2);
  if (section === 'nodes' && key === 'config')
    return stringOf(valueOf(nodeAt(tree.root, item), 'type')) === 'subworkflow' ? 'workflow' : undefined;
  if (key !== 'with' || (section !== 'nodes' && section !== 'agents')) return undefined;
  return runnerAt(tree.root, item, workflow().definition) === 'script' ? 'script' : undefined;
}

/** How many folders lie between; a way up is longer than a way down. */
function distance(path: string): number {
  const steps = path.split('/');
  return steps.length + steps.filter((step) => step === '..').length;
}
