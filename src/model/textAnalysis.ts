import { compile, type Compiled } from './compile/compile.ts';
import type { WorkflowDefinition } from './definition.ts';
import type { Diagnostic } from './diagnostic.ts';
import { buildGraph, withNodes, type WorkflowGraph } from './graph/graph.ts';
import { checkGraphLimits, defaultGraphLimits } from './graph/limits.ts';
import type { ProjectOptions } from './project.ts';
import { checkRules, internalError } from './rules/check.ts';
import { checkSchema } from './schema/check.ts';
import { parse } from './syntax/parse.ts';
import type { SyntaxTree } from './syntax/syntaxTree.ts';

/** What one text says by itself, without the files that it names. */
export interface TextAnalysis {
  readonly text: string;
  readonly syntax: SyntaxTree;
  readonly compiled: Compiled;
  readonly definition: WorkflowDefinition;
  readonly graph: WorkflowGraph;
  readonly found: readonly Diagnostic[];
  /** Whether it is understood well enough to look at what it names. */
  readonly isReadable: boolean;
}

/** @param previous of the text before an edit; it is not valid any more */
export function analyseText(
  text: string,
  { limits, schema }: Pick<ProjectOptions, 'limits' | 'schema'>,
  previous?: TextAnalysis,
): TextAnalysis {
  const syntax = parse(text, limits, previous?.syntax);
  const found: Diagnostic[] = syntax.problems.map((problem) => ({
    ...problem,
    severity: 'error',
    nodes: [],
    related: [],
  }));
  const compiled = compile(syntax, previous?.compiled);
  const { definition } = compiled;
  const isSameShape = previous?.compiled.shape === compiled.shape;
  const graph = isSameShape ? withNodes(previous.graph, definition.nodes) : buildGraph(definition);
  // Behind a syntax error nobody knows what is meant: an open quote swallows all that follows.
  const isUnderstood = syntax.root !== undefined && !syntax.problems.some(({ code }) => code === 'yaml-syntax');
  const size = checkGraphLimits({ syntax, graph }, { ...defaultGraphLimits, ...limits });
  const isTooLarge = size.some(({ severity }) => severity === 'error');
  if (isUnderstood || syntax.problems.length === 0) {
    found.push(...size);
    if (!isTooLarge) {
      if (schema !== false) found.push(...guarded('schema', () => checkSchema(syntax)));
      found.push(...checkRules({ tree: syntax, graph, ...compiled }));
    }
  }
  return { text, syntax, compiled, definition, graph, found, isReadable: isUnderstood && !isTooLarge };
}

function guarded(what: string, check: () => readonly Diagnostic[]): readonly Diagnostic[] {
  try {
    return check();
  } catch (error) {
    return [internalError(what, error)];
  }
}
