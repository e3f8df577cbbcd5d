import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { isSame, occurrenceAt, occurrencesOf } from './occurrences.ts';

export interface Definition {
  /** What was asked about. */
  readonly origin: Range;
  readonly targets: readonly Range[];
}

/** Where the node, agent or input at a position is declared; undefined when nothing of that kind stands there. */
export function definitionAt(project: Project, position: Position): Definition | undefined {
  const all = occurrencesOf(project.syntax);
  const asked = occurrenceAt(all, position);
  if (!asked) return undefined;
  const targets = all.filter((one) => one.declares && isSame(one, asked)).map((one) => one.range);
  return targets.length === 0 ? undefined : { origin: asked.range, targets };
}

/** Every place that names what stands at a position, its declaration included on demand. */
export function referencesAt(
  project: Project,
  position: Position,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): readonly Range[] {
  const all = occurrencesOf(project.syntax);
  const asked = occurrenceAt(all, position);
  if (!asked) return [];
  return all.filter((one) => isSame(one, asked) && (includeDeclaration || !one.declares)).map((one) => one.range);
}
