import type { Project } from '../../model/project.ts';
import { type Occurrence, occurrencesOf } from '../occurrences.ts';
import type { Editing } from '../edits.ts';
import { isSameId } from './written.ts';

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
 * What some nodes get from several others is a map by node id (`input.ID`): gives its entry another name where another node hands
 * it on from now. An agent's settings keep theirs when other nodes read them too.
 */
export function renameReceived(
  editing: Editing,
  project: Project,
  from: string,
  to: string,
  receivers: readonly string[],
): void {
  const { lines, text } = project.syntax;
  for (const { range } of expressionsNaming(project, from)) {
    const start = lines.offsetAt(range.start);
    if (isReceived(text, start) && isReadBy(project, start, receivers))
      editing.change({ start, end: lines.offsetAt(range.end), text: to });
  }
}

/** Whether a node's id names an entry of what is received, `input.ID`. */
export function isReceived(text: string, offset: number): boolean {
  return /\binput\s*[.[]\s*['"`]*$/i.test(text.slice(Math.max(0, offset - 20), offset));
}

function isReadBy({ syntax: { lines }, definition }: Project, offset: number, receivers: readonly string[]): boolean {
  const isReceiver = (id: string): boolean => receivers.some((one) => isSameId(one, id));
  const holds = ({ range }: { readonly range: Occurrence['range'] }): boolean =>
    lines.offsetAt(range.start) <= offset && offset < lines.offsetAt(range.end);
  const node = definition.nodes.find(holds);
  if (node) return isReceiver(node.id);
  const agent = [...definition.agents.values()].find(holds);
  const users = definition.nodes.filter((one) => 'agentId' in one && one.agentId === agent?.id);
  return users.length > 0 && users.every(({ id }) => isReceiver(id));
}
