/** Stored texts as they were understood: many executions are of one, which is understood once. */
import type { StoredDefinition } from '../engine/ports.ts';
import { analyse, type Project, type ProjectOptions } from '../model/project.ts';
import { storedSubworkflowFiles } from './subworkflowFiles.ts';

/** Texts whose meaning is kept. */
const most = 16;

export class Understood {
  readonly #limits: () => ProjectOptions['limits'];
  /** The one asked for last at the end. */
  readonly #projects = new Map<string, Project>();

  /** @param limits asked when a text is analysed */
  constructor(limits: () => ProjectOptions['limits']) {
    this.#limits = limits;
  }

  /** Undefined where this version cannot execute it. Subworkflows' texts are those that were stored with it. */
  workflowOf(definition: Pick<StoredDefinition, 'text' | 'files'> | undefined): Project | undefined {
    if (definition === undefined) return undefined;
    const { text, files = {} } = definition;
    const key = JSON.stringify([text, files]);
    const project = this.#projects.get(key) ?? this.#analyse(text, files);
    this.#projects.delete(key);
    this.#projects.set(key, project);
    const [oldest] = this.#projects.keys();
    if (this.#projects.size > most && oldest !== undefined) this.#projects.delete(oldest);
    return project.executable ? project : undefined;
  }

  #analyse(text: string, files: Readonly<Record<string, string>>): Project {
    const limits = this.#limits();
    return analyse(text, { ...(limits && { limits }), ...storedSubworkflowFiles(files) });
  }
}
