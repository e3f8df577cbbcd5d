/**
 * Every place of a node, an agent or an input over all files: in the file that declares it, in the files that name it from outside,
 * and in mocks.
 *
 * An input belongs to the file that declares it. Each workflow that contains this file hands the input over by its name, so a search
 * that begins in any of these files finds all of them. A node of a contained workflow is `NODE/INNER` in the mocks of those around.
 */
import type { Range } from '../base/text.ts';
import type { Project } from '../model/project.ts';
import { parse } from '../model/syntax/parse.ts';
import { pairsOf, valueOf } from '../model/syntax/syntaxTree.ts';
import { resolvePath } from '../model/subworkflows/paths.ts';
import { isSame, type Name, type Occurrence, occurrencesOf } from './occurrences.ts';
import { nameRange, writtenName } from './writtenName.ts';

/** A workflow that may be concerned. Paths are absolute, with `/`. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  /** Asked for only where the text may name what is looked for. */
  readonly project: () => Project;
}

export interface MocksFile {
  readonly path: string;
  readonly text: string;
  /** The path of the workflow that they belong to. */
  readonly workflow: string;
}

export interface World {
  /** Where the file in which the search begins stands. */
  readonly path: string;
  /** The other workflows. */
  readonly workflows: readonly WorkflowFile[];
  readonly mocks: readonly MocksFile[];
}

/** For what is asked of one file alone. */
export const nothingElse: World = { path: '', workflows: [], mocks: [] };

export interface Place {
  readonly path: string;
  /** Without the quotes around it. */
  readonly range: Range;
  readonly declares: boolean;
  /** What is written there for another name. */
  readonly written: (newName: string) => string;
}

export interface Search {
  /** As its own file calls it. */
  readonly name: Name;
  readonly declaring: Project;
  /** The places, found when they are asked for. */
  readonly places: () => readonly Place[];
}

/** @returns undefined where the file that declares it is not among those of the world */
export function searchFor(project: Project, { file, kind, id }: Name, world: World): Search | undefined {
  const home = resolvePath('', world.path);
  const declaredIn = file === undefined ? home : resolvePath(home, file);
  const own: WorkflowFile = { path: world.path, text: project.text, project: () => project };
  const files = new Map([own, ...world.workflows].map((one) => [resolvePath('', one.path), one]));
  const declaring = files.get(declaredIn)?.project();
  if (!declaring) return undefined;
  const name = { kind, id };
  return { name, declaring, places: () => placesOf(name, declaredIn, files, world.mocks) };
}

type Files = ReadonlyMap<string, WorkflowFile>;

function placesOf(name: Name, declaredIn: string, files: Files, mocks: readonly MocksFile[]): readonly Place[] {
  const found: Place[] = [];
  for (const [key, file] of files) {
    if (key === declaredIn) found.push(...placesIn(file, occurrencesOf(file.project(), { name })));
    else if (name.kind === 'input' && mayHandOver(file.text, name.id, declaredIn))
      found.push(...placesIn(file, handedOver(file.project(), key, name, declaredIn)));
  }
  if (name.kind === 'node') for (const file of mocks) found.push(...placesInMocks(file, name, declaredIn, files));
  return found;
}

function placesIn({ path, project }: WorkflowFile, occurrences: readonly Occurrence[]): readonly Place[] {
  const { syntax } = project();
  return occurrences.map((one) => ({
    path,
    range: nameRange(one, syntax),
    declares: one.declares,
    written: (newName) => writtenName(newName, one, syntax),
  }));
}

function mayHandOver(text: string, id: string, file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return text.includes(name) && text.toLowerCase().includes(id.toLowerCase());
}

/** The keys by which a workflow hands the input to the file that declares it, however the workflow writes its path. */
function handedOver(project: Project, from: string, { kind, id }: Name, declaredIn: string): readonly Occurrence[] {
  return occurrencesOf(project, { expressions: false }).filter(
    ({ file, ...one }) =>
      file !== undefined &&
      isSame({ kind: one.kind, id: one.id }, { kind, id }) &&
      resolvePath(from, file) === declaredIn,
  );
}

/** Mocks are keyed by node, those of a subworkflow's nodes by `NODE/INNER`. */
function placesInMocks(
  { path, text, workflow }: MocksFile,
  { id }: Name,
  declaredIn: string,
  files: Files,
): readonly Place[] {
  const syntax = parse(text);
  return pairsOf(valueOf(syntax.root, 'nodes')).flatMap(({ key, name }): readonly Place[] => {
    const parts = name.split('/');
    const at = partOf(parts, id, declaredIn, resolvePath('', workflow), files);
    if (at === undefined) return [];
    const found = { kind: 'node', id: name, range: key.range, declares: false, form: 'key' } as const;
    return [
      {
        path,
        range: nameRange(found, syntax),
        declares: false,
        written: (newName) =>
          parts.length === 1 ? writtenName(newName, found, syntax) : parts.with(at, newName).join('/'),
      },
    ];
  });
}

/** Which part of `NODE/INNER/…` means the node: each leads into the file in which the next one is looked for. */
function partOf(
  parts: readonly string[],
  id: string,
  declaredIn: string,
  from: string,
  files: Files,
): number | undefined {
  let file = from;
  for (const [at, part] of parts.entries()) {
    if (file === declaredIn && part.toLowerCase() === id.toLowerCase()) return at;
    if (at === parts.length - 1) return undefined;
    const { graph } = files.get(file)?.project() ?? {};
    const node = graph?.nodes[graph.indexOf(part) ?? -1];
    if (node?.kind !== 'subworkflow') return undefined;
    file = resolvePath(file, node.path);
  }
  return undefined;
}
