import { finish, type Steps } from '../base/steps.ts';
import type { WorkflowDefinition } from './definition.ts';
import type { Diagnostic, DiagnosticCode, Severity } from './diagnostic.ts';
import type { WorkflowGraph } from './graph/graph.ts';
import type { GraphLimits } from './graph/limits.ts';
import type { ReadFile } from './subworkflows/files.ts';
import { walkProject } from './subworkflows/walk.ts';
import type { SyntaxNode, SyntaxTree } from './syntax/syntaxTree.ts';

/** All that is known of one text. Never throws for any text; what cannot be understood is a diagnostic. */
export interface Project {
  readonly text: string;
  /** As seen from the root's folder, with `/`: of a subworkflow its path, of the root {@link ProjectOptions.file}, or nothing. */
  readonly path: string;
  readonly syntax: SyntaxTree;
  /** Best effort: what is wrong is left out, so that outline, graph and completion work on a file that is being typed. */
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  /** By the id of its node, each subworkflow that could be read; all of them where the project is executable. */
  readonly subworkflows: ReadonlyMap<string, Project>;
  /** The texts of its subworkflows and of theirs, by path as seen from the root's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** What keeps it from being executed: every error, and mistakes that no execution can do without, silenced or not. */
  readonly blockers: readonly Diagnostic[];
  /** Whether it may be executed: there is something, and nothing blocks it. */
  readonly executable: boolean;
}

export interface ProjectOptions {
  /** Overrides by code; `off` drops it. */
  readonly severity?: Partial<Record<DiagnosticCode, Severity | 'off'>>;
  readonly limits?: Partial<ProjectLimits>;
  /** False leaves out what another YAML extension says with the same schema. */
  readonly schema?: boolean;
  /**
   * Reads subworkflows' files. Without it nothing is said about them, and a workflow that has one is not executable. What it
   * has read is remembered as long as the function lives, so keep it over many edits.
   */
  readonly readFile?: ReadFile;
  /** The name of the root's file, without folders: by it a subworkflow that leads back to the root is known. */
  readonly file?: string;
  /** Hears of the items of a new text one by one, while what they hold is at hand. Whoever asks later has it read again. */
  readonly onItem?: OnItem;
}

export type OnItem = (list: 'nodes' | 'edges', item: SyntaxNode) => void;

export type ProjectLimits = SyntaxLimits & GraphLimits;

/** What a text may be before it is parsed (threat T13). */
export interface SyntaxLimits {
  /** Characters. */
  readonly size: number;
  readonly nesting: number;
  readonly collections: number;
  readonly aliases: number;
}

/**
 * Text to all that is known of it.
 * @param previous what was known before an edit; its ranges are not valid any more
 */
export function analyse(text: string, options: ProjectOptions = {}, previous?: Project): Project {
  return finish(walkProject(text, options, previous));
}

/** {@link analyse} of a new text, a step at a time: a large one is long work. */
export function analyseInSteps(text: string, options: ProjectOptions = {}): Steps<Project> {
  return walkProject(text, options, undefined);
}
