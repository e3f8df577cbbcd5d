import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { subworkflowAt } from './subworkflowAt.ts';
import { isSame, occurrenceAt, occurrencesOf } from './occurrences.ts';

export interface Definition {
  /** What was asked about. */
  readonly origin: Range;
  /** Another file than the asking one: its path as seen from the folder of that. */
  readonly file?: string;
  readonly targets: readonly Range[];
}

const beginning: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Where the node, agent, input or subworkflow at a position is declared; undefined when nothing of that kind stands there. */
export function definitionAt(project: Project, position: Position): Definition | undefined {
  const named = subworkflowAt(project, position);
  if (named) return { origin: named.range, file: named.project.path, targets: [beginning] };
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
