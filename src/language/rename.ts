/**
 * Renaming a node, an agent or an input: in its file, in the files that name it from outside, and in the mocks beside it.
 *
 * An input belongs to the file that declares it. Each workflow that contains this file hands the input over by its name, so a
 * rename that begins in any of these files changes all of them.
 */
import { t } from '../base/l10n.ts';
import type { Position, Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { parse } from '../model/syntax/parse.ts';
import { pairsOf, valueOf } from '../model/syntax/syntaxTree.ts';
import { resolvePath } from '../model/subworkflows/paths.ts';
import { type Name, type Occurrence, occurrenceAt, occurrencesOf } from './occurrences.ts';
import type { Renaming, FileChange } from './types.ts';
import { nameRange, writtenName } from './writtenName.ts';

/** A file that may be concerned. Paths are absolute, with `/`. */
export interface RenameFile {
  readonly path: string;
  readonly text: string;
  /** Asked for only where the text may name what is renamed. */
  readonly project: () => Project;
}

export interface RenameWorld {
  /** Where the file in which the rename begins stands. */
  readonly path: string;
  /** The other workflows. */
  readonly workflows: readonly RenameFile[];
  /** The mocks that belong to this file. */
  readonly mocks: readonly Pick<RenameFile, 'path' | 'text'>[];
}

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
  const declarations = occurrencesOf(project, { name }).filter(({ declares }) => declares);
  if (declarations.length === 1) return undefined;
  return declarations.length === 0
    ? t('"{0}" is not declared here.', name.id)
    : t('"{0}" is declared {1} times. Make these different first.', name.id, declarations.length);
}

/** All edits at once, or why there are none. */
export function rename(project: Project, position: Position, newName: string, world: RenameWorld): Renaming {
  const asked = occurrenceAt(project, position);
  if (!asked) return { problem: t('Only nodes, agents and inputs can be renamed.') };
  const home = resolvePath('', world.path);
  const declaredIn = asked.file === undefined ? home : resolvePath(home, asked.file);
  const declaring =
    declaredIn === home ? project : world.workflows.find(({ path }) => resolvePath('', path) === declaredIn)?.project();
  if (!declaring) return { problem: t('"{0}" is not a file of this workspace.', asked.file ?? '') };
  const name: Name = { kind: asked.kind, id: asked.id };
  const problem = declarationProblem(declaring, name) ?? nameProblem(newName, name, declaring);
  if (problem !== undefined) return { problem };
  const edits = new Edits(newName);
  if (declaring === project) edits.own(world.path, project, name);
  for (const file of world.workflows) {
    const path = resolvePath('', file.path);
    if (path === declaredIn) edits.own(file.path, declaring, name);
    else if (name.kind === 'input' && mayHandOver(file.text, name.id, declaredIn))
      edits.handedOver(file.path, file.project(), name, declaredIn);
  }
  if (declaring !== project) edits.handedOver(world.path, project, name, declaredIn);
  if (name.kind === 'node') for (const mocks of world.mocks) edits.mocks(mocks, name.id);
  return { edits: edits.all };
}

function mayHandOver(text: string, id: string, file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return text.includes(name) && text.toLowerCase().includes(id.toLowerCase());
}

class Edits {
  readonly #newName: string;
  readonly all: FileChange[] = [];

  constructor(newName: string) {
    this.#newName = newName;
  }

  own(path: string, project: Project, name: Name): void {
    this.#add(path, project, occurrencesOf(project, { name }));
  }

  /** The keys by which a workflow hands the input to the file that declares it, however the workflow writes its path. */
  handedOver(path: string, project: Project, { id }: Name, declaredIn: string): void {
    const from = resolvePath('', path);
    const isIt = ({ kind, id: other, file }: Occurrence): boolean =>
      kind === 'input' &&
      file !== undefined &&
      other.toLowerCase() === id.toLowerCase() &&
      resolvePath(from, file) === declaredIn;
    this.#add(path, project, occurrencesOf(project, { expressions: false }).filter(isIt));
  }

  /** Mocks are keyed by node, those of a subworkflow's nodes by `NODE/INNER`. */
  mocks({ path, text }: Pick<RenameFile, 'path' | 'text'>, id: string): void {
    const syntax = parse(text);
    for (const { key, name } of pairsOf(valueOf(syntax.root, 'nodes'))) {
      const [first, ...rest] = name.split('/');
      if (first?.toLowerCase() !== id.toLowerCase()) continue;
      const found = { kind: 'node', id: name, range: key.range, declares: false, form: 'key' } as const;
      const newText = [this.#newName, ...rest].join('/');
      this.all.push({ path, range: nameRange(found, syntax), newText });
    }
  }

  #add(path: string, { syntax }: Project, found: readonly Occurrence[]): void {
    for (const one of found)
      this.all.push({ path, range: nameRange(one, syntax), newText: writtenName(this.#newName, one, syntax) });
  }
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
  const taken = occurrencesOf(project, { name: { kind, id: newName } }).find(({ declares }) => declares);
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
