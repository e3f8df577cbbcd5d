import { comparePositions } from '../base/text.ts';
import { compile } from './compile/compile.ts';
import type { WorkflowDefinition } from './definition.ts';
import type { Diagnostic, DiagnosticCode, Severity } from './diagnostic.ts';
import { buildGraph, type WorkflowGraph } from './graph/graph.ts';
import { checkRules, internalError } from './rules/check.ts';
import { checkSchema } from './schema/check.ts';
import { parse } from './syntax/parse.ts';
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
  /** What keeps it from being executed: every error, and mistakes that no execution can do without, silenced or not. */
  readonly blockers: readonly Diagnostic[];
  /** Whether it may be executed: there is something, and nothing blocks it. */
  readonly executable: boolean;
}

/** Without these being right there is no graph to execute, whatever the reader wants to see of them. */
const essential: ReadonlySet<DiagnosticCode> = new Set([
  'yaml-syntax',
  'multiple-documents',
  'limit-exceeded',
  'duplicate-node-id',
  'unknown-node',
  'missing-start',
  'multiple-starts',
  'cycle',
  'unknown-agent',
  'placeholder-agent',
  'agent-without-runner',
  'expression-syntax',
  'not-available',
  'internal-error',
]);

export interface ProjectOptions {
  /** Overrides by code; `off` drops it. */
  readonly severity?: Partial<Record<DiagnosticCode, Severity | 'off'>>;
  readonly limits?: Partial<SyntaxLimits>;
  /** False leaves out what another YAML extension says with the same schema. */
  readonly schema?: boolean;
}

/** What a text may be before it is parsed (threat T13). */
export interface SyntaxLimits {
  /** Characters. */
  readonly size: number;
  readonly nesting: number;
  readonly collections: number;
  readonly aliases: number;
}

/** Text to all that is known of it. */
export function analyse(text: string, options: ProjectOptions = {}): Project {
  const syntax = parse(text, options.limits);
  const found: Diagnostic[] = syntax.problems.map((problem) => ({
    ...problem,
    severity: 'error',
    nodes: [],
    related: [],
  }));
  const { definition, writtenEdges, expressionProblems } = compile(syntax);
  const graph = buildGraph(definition);
  // Behind a syntax error nobody knows what is meant: an open quote swallows all that follows.
  const isReadable = syntax.root !== undefined && !syntax.problems.some(({ code }) => code === 'yaml-syntax');
  if (isReadable || syntax.problems.length === 0) {
    if (options.schema !== false) found.push(...guarded('schema', () => checkSchema(syntax)));
    found.push(...checkRules({ tree: syntax, definition, graph, writtenEdges, expressionProblems }));
  }
  const diagnostics = arrange(found, syntax, options);
  const blockers = [
    ...diagnostics.filter(({ severity }) => severity === 'error'),
    ...found.filter((one) => essential.has(one.code) && isSilenced(one, syntax, options)),
  ];
  const executable = syntax.root !== undefined && blockers.length === 0;
  return { text, syntax, definition, graph, diagnostics, blockers, executable };
}

function guarded(what: string, check: () => readonly Diagnostic[]): readonly Diagnostic[] {
  try {
    return check();
  } catch (error) {
    return [internalError(what, error)];
  }
}

/** Severities as the user set them, ignored ones left out, in the order of the text. */
function arrange(
  found: readonly Diagnostic[],
  syntax: SyntaxTree,
  { severity = {} }: ProjectOptions,
): readonly Diagnostic[] {
  return found
    .flatMap((diagnostic): Diagnostic[] => {
      const wanted = severity[diagnostic.code] ?? diagnostic.severity;
      if (wanted === 'off' || isIgnored(diagnostic, syntax)) return [];
      return [wanted === diagnostic.severity ? diagnostic : { ...diagnostic, severity: wanted }];
    })
    .sort((a, b) => comparePositions(a.range.start, b.range.start) || comparePositions(a.range.end, b.range.end));
}

/** Whether it is no error to the reader any more. */
function isSilenced(diagnostic: Diagnostic, syntax: SyntaxTree, { severity = {} }: ProjectOptions): boolean {
  return (severity[diagnostic.code] ?? 'error') !== 'error' || isIgnored(diagnostic, syntax);
}

/** `# workflow-ignore: CODE` on the line or the line above. */
function isIgnored({ code, range }: Diagnostic, { ignores }: SyntaxTree): boolean {
  return [range.start.line, range.start.line - 1].some((line) => ignores.get(line)?.includes(code));
}
