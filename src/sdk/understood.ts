/** Stored texts as they were understood: many executions are of one, which is understood once. */
import type { StoredDefinition } from '../engine/ports.ts';
import type { Project, ProjectOptions } from '../model/project.ts';
import { analyseBesides } from './analyseBesides.ts';
import { storedSubworkflowFiles } from './subworkflowFiles.ts';

/** Texts whose meaning is kept. */
const most = 16;

export class Understood {
  readonly #limits: () => ProjectOptions['limits'];
  /** The one asked for last at the end. */
  readonly #projects = new Map<string, Promise<Project>>();

  /** @param limits asked when a text is analysed */
  constructor(limits: () => ProjectOptions['limits']) {
    this.#limits = limits;
  }

  /** Undefined where this version cannot execute it. Subworkflows' texts are those that were stored with it. */
  async workflowOf(definition: Pick<StoredDefinition, 'text' | 'files'> | undefined): Promise<Project | undefined> {
    if (definition === undefined) return undefined;
    const { text, files = {} } = definition;
    const key = keyOf(text, files);
    const understood = this.#projects.get(key) ?? this.#analyse(text, files);
    this.#keep(key, understood);
    const project = await understood;
    return project.executable ? project : undefined;
  }

  /** It is about to be stored. */
  keep(project: Project): void {
    this.#keep(keyOf(project.text, Object.fromEntries(project.files)), Promise.resolve(project));
  }

  #keep(key: string, project: Promise<Project>): void {
    this.#projects.delete(key);
    this.#projects.set(key, project);
    const [oldest] = this.#projects.keys();
    if (this.#projects.size > most && oldest !== undefined) this.#projects.delete(oldest);
  }

  #analyse(text: string, files: Readonly<Record<string, string>>): Promise<Project> {
    const limits = this.#limits();
    return analyseBesides(text, { ...(limits && { limits }), ...storedSubworkflowFiles(files) });
  }
}

/** @param files texts by path; in whichever order they were stored */
function keyOf(text: string, files: Readonly<Record<string, string>>): string {
  return JSON.stringify([text, Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
