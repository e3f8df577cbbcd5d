/** Renaming a node, an agent or an input wherever it is named: {@link searchFor}. */
import { t } from '../base/l10n.ts';
import { comparePositions, type Position, type Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { declarationsOf, type Name, occurrenceAt } from './occurrences.ts';
import { searchFor, type World } from './places.ts';
import type { Renaming } from './types.ts';
import { nameRange } from './writtenName.ts';

/** What stands at a position, with the text that the user is shown to change; why not, where it cannot be renamed. */
export function prepareRename(
  project: Project,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | { readonly problem: string } {
  const asked = occurrenceAt(project, position);
  if (!asked) return { problem: t('Only nodes, agents and inputs can be renamed.') };
  if (asked.file === undefined) {
    const problem = declarationProblem(project, asked);
    if (problem !== undefined) return { problem };
  }
  return { range: nameRange(asked, project.syntax), placeholder: asked.id };
}

function declarationProblem(project: Project, name: Name): string | undefined {
  const declarations = declarationsOf(project, name);
  const [first, second] = declarations;
  if (first && !second)
    return isBroken(project, first.range) ? t('What stands here cannot be read. Mend it first.') : undefined;
  return declarations.length === 0
    ? t('"{0}" is not declared here.', name.id)
    : t('"{0}" is declared {1} times. Make these different first.', name.id, declarations.length);
}

/** A quote that is not closed, or a key over several lines, may take in what was never meant as the name. */
function isBroken({ syntax }: Project, { start, end }: Range): boolean {
  return syntax.problems.some(
    ({ range }) => comparePositions(range.start, end) <= 0 && comparePositions(start, range.end) <= 0,
  );
}

/** All edits at once, or why there are none. */
export function rename(project: Project, position: Position, newName: string, world: World): Renaming {
  const asked = occurrenceAt(project, position);
  if (!asked) return { problem: t('Only nodes, agents and inputs can be renamed.') };
  const search = searchFor(project, asked, world);
  if (!search) return { problem: t('"{0}" is not a file of this workspace.', asked.file ?? '') };
  const { name, declaring, places } = search;
  const problem = declarationProblem(declaring, name) ?? nameProblem(newName, name, declaring);
  if (problem !== undefined) return { problem };
  return { edits: places().map(({ path, range, written }) => ({ path, range, newText: written(newName) })) };
}

const identifier = /^[A-Za-z_][A-Za-z0-9_-]*$/;

function nameProblem(newName: string, { kind, id }: Name, project: Project): string | undefined {
  if (newName.trim() === '') return t('Write a name.');
  if (newName !== newName.trim() || /\p{Cc}/u.test(newName))
    return t('A name has no spaces around it and is one line.');
  if (kind === 'node' && !(identifier.test(newName) && newName.length <= 100))
    return t('A node id has up to 100 letters, digits, "_" and "-", and begins with a letter or "_".');
  // One that is no identifier is named as inputs['NAME'] everywhere, which leaves room for any other.
  if (kind === 'input' && identifier.test(id) && !identifier.test(newName))
    return t('An input has letters, digits, "_" and "-", and begins with a letter or "_": expressions name it so.');
  if (kind === 'input' && /['"`\\{}]/.test(newName))
    return t('The name of an input has no quotes, braces or backslashes.');
  const [taken] = declarationsOf(project, { kind, id: newName });
  if (!taken || taken.id === id) return undefined;
  if (kind !== 'agent' && newName.toLowerCase() === id.toLowerCase()) return undefined;
  return takenProblem(kind, taken.id);
}

function takenProblem(kind: Name['kind'], id: string): string {
  switch (kind) {
    case 'node':
      return t('There is a node "{0}" already. Ids are compared without regard to case.', id);
    case 'agent':
      return t('There is an agent "{0}" already.', id);
    case 'input':
      return t('There is an input "{0}" already. Names are compared without regard to case.', id);
  }
}
