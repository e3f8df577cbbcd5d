import type { Project } from '../../model/project.ts';
import { occurrencesOf } from '../occurrences.ts';

/** Whether an expression, or JSONata, names a node. */
export function isReferenced(project: Project, id: string): boolean {
  return occurrencesOf(project, { name: { kind: 'node', id } }).some(
    ({ form }) => form === 'expression' || form === 'jsonata',
  );
}
