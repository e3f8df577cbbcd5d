import type { Project } from '../../model/project.ts';
import { type Occurrence, occurrencesOf } from '../occurrences.ts';
import type { Editing } from '../edits.ts';

/** Where expressions, and JSONata, name a node. */
export function expressionsNaming(project: Project, id: string): readonly Occurrence[] {
  return occurrencesOf(project, { name: { kind: 'node', id } }).filter(
    ({ form }) => form === 'expression' || form === 'jsonata',
  );
}

export function isReferenced(project: Project, id: string): boolean {
  return expressionsNaming(project, id).length > 0;
}

/**
 * What some nodes get from several others is a map by node id (`input.ID`, behind a join too): gives its entry another name where
 * another node hands it on from now. An agent's settings keep theirs when they mean the entry of other nodes' map too.
 */
export function renameReceived(
  editing: Editing,
  project: Project,
  from: string,
  to: string,
  receivers: readonly string[],
): void {
  const {
    graph,
    syntax: { lines },
  } = project;
  const isReceiver = (node: number): boolean => receivers.some((id) => graph.indexOf(id) === node);
  for (const { range, entryOf } of expressionsNaming(project, from))
    if (entryOf && [...entryOf].every(isReceiver))
      editing.change({ start: lines.offsetAt(range.start), end: lines.offsetAt(range.end), text: to });
}
