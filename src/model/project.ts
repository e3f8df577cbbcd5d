import type { WorkflowDefinition } from './definition.ts';
import type { Diagnostic, DiagnosticCode, Severity } from './diagnostic.ts';
import type { WorkflowGraph } from './graph/graph.ts';
import type { SyntaxTree } from './syntax/syntaxTree.ts';

/** All that is known of one text. Never throws for any text; what cannot be understood is a diagnostic. */
export interface Project {
  readonly text: string;
  readonly syntax: SyntaxTree;
  /** Best effort: what is wrong is left out, so that outline, graph and completion work on a file that is being typed. */
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether it may be executed: no diagnostic is an error. */
  readonly executable: boolean;
}

export interface ProjectOptions {
  /** Overrides by code; `off` drops it. */
  readonly severity?: Partial<Record<DiagnosticCode, Severity | 'off'>>;
  readonly limits?: Partial<SyntaxLimits>;
}

/** What a text may be before it is parsed (threat T13). */
export interface SyntaxLimits {
  /** Characters. */
  readonly size: number;
  readonly nesting: number;
  readonly collections: number;
  readonly aliases: number;
}

export declare function analyse(text: string, options?: ProjectOptions): Project;
