import type { Project } from '../model/project.ts';

/** The parts of a project that an execution needs. Only one that is `executable` may be started. */
export interface ExecutableWorkflow extends Pick<Project, 'text' | 'definition' | 'graph'> {
  /** What each node of type `subworkflow` executes, by its id. */
  readonly subworkflows?: ReadonlyMap<string, ExecutableWorkflow>;
  /** Of a subworkflow: its file, relative to the folder of the outermost workflow. */
  readonly path?: string;
  /** Texts of the files that subworkflows name, by path relative to the workflow's folder; kept with the execution (E3). */
  readonly files?: ReadonlyMap<string, string>;
}
