import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { resolvePath } from '../model/subworkflows/paths.ts';
import { subworkflowAt } from './subworkflowAt.ts';
import { declarationsOf, type Name, occurrenceAt, occurrencesOf } from './occurrences.ts';
import { nothingElse, type Place, searchFor, type World } from './places.ts';
import { nameRange } from './writtenName.ts';

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
  const asked = occurrenceAt(project, position);
  if (!asked) return undefined;
  const { file } = asked;
  const declaring = file === undefined ? project : declaringProject(project, file);
  const targets = declaring ? declarationsOf(declaring, { kind: asked.kind, id: asked.id }) : [];
  if (targets.length === 0) return undefined;
  return { origin: asked.range, ...(file !== undefined && { file }), targets: targets.map(({ range }) => range) };
}

/** Every place of all files that names what stands at a position, its declaration included on demand. */
export function referencesAt(
  project: Project,
  position: Position,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
  world: World = nothingElse,
): readonly Pick<Place, 'path' | 'range'>[] {
  const asked = occurrenceAt(project, position);
  if (!asked) return [];
  const found = searchFor(project, asked, world)?.places() ?? ownPlaces(project, asked, world.path);
  return found.filter(({ declares }) => includeDeclaration || !declares);
}

/** Of a name that a file declares which is not there. */
function ownPlaces(project: Project, name: Name, path: string): readonly Pick<Place, 'path' | 'range' | 'declares'>[] {
  return occurrencesOf(project, { name }).map((one) => ({
    path,
    range: nameRange(one, project.syntax),
    declares: one.declares,
  }));
}

/** The subworkflow with that path as seen from a file's folder, where it could be read. */
export function declaringProject({ path, subworkflows }: Project, file: string): Project | undefined {
  const wanted = resolvePath(path, file);
  for (const project of subworkflows.values()) if (project.path === wanted) return project;
  return undefined;
}
