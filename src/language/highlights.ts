import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';

export interface Highlight {
  readonly range: Range;
  /** Written where it is declared, read elsewhere. */
  readonly kind: 'read' | 'write';
}

/** Every place of the file that names what stands at a position. */
export function highlights(project: Project, position: Position): readonly Highlight[] {
  const name = occurrenceAt(project, position);
  if (!name) return [];
  return occurrencesOf(project, { name }).map(({ range, declares }) => ({ range, kind: declares ? 'write' : 'read' }));
}
