import type { Steps } from '../base/steps.ts';
import { compileInSteps, type Compiled } from './compile/compile.ts';
import { compileEdgeItem } from './compile/edges.ts';
import { compileNodeItem } from './compile/nodes.ts';
import type { WorkflowDefinition } from './definition.ts';
import type { Diagnostic } from './diagnostic.ts';
import { linkGraph, withNodes, type WorkflowGraph } from './graph/graph.ts';
import { checkGraphLimits, defaultGraphLimits } from './graph/limits.ts';
import type { ProjectOptions } from './project.ts';
import { checkRules, internalError } from './rules/check.ts';
import { checkItem, checkSchema, type SchemaCheck } from './schema/check.ts';
import { parseInSteps } from './syntax/parse.ts';
import type { SyntaxNode, SyntaxPair, SyntaxTree } from './syntax/syntaxTree.ts';

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
  readonly schema: SchemaCheck | undefined;
}

/** @param previous of the text before an edit; it is not valid any more */
export function* analyseText(
  text: string,
  { limits, schema, onItem }: Pick<ProjectOptions, 'limits' | 'schema' | 'onItem'>,
  previous?: TextAnalysis,
): Steps<TextAnalysis> {
  const ids = new Map<string, string>();
  const syntax = yield* parseInSteps(text, limits, previous?.syntax, (list, item, sections) => {
    if (list !== 'nodes' && list !== 'edges') return;
    understand(list, item, sections, ids);
    if (schema !== false) checkItem(list, item);
    onItem?.(list, item);
  });
  const found: Diagnostic[] = syntax.problems.map((problem) => ({
    ...problem,
    severity: 'error',
    nodes: [],
    related: [],
  }));
  yield;
  const compiled = yield* compileInSteps(syntax, previous?.compiled);
  yield;
  const { definition } = compiled;
  const graph = graphOf(compiled, previous);
  yield;
  // Behind a syntax error nobody knows what is meant: an open quote swallows all that follows.
  const isUnderstood = syntax.root !== undefined && !syntax.problems.some(({ code }) => code === 'yaml-syntax');
  const size = checkGraphLimits({ syntax, graph }, { ...defaultGraphLimits, ...limits });
  const isTooLarge = size.some(({ severity }) => severity === 'error');
  let checked: SchemaCheck | undefined;
  if (isUnderstood || syntax.problems.length === 0) {
    found.push(...size);
    if (!isTooLarge) {
      if (schema !== false) checked = yield* guarded(checkSchema(syntax, previous?.schema), found);
      if (checked) found.push(...checked.found);
      found.push(...(yield* checkRules({ tree: syntax, graph, ...compiled })));
    }
  }
  const isReadable = isUnderstood && !isTooLarge;
  return { text, syntax, compiled, definition, graph, found, isReadable, schema: checked };
}

/**
 * Item by item all that is asked of what it holds: so what thousands hold need not be kept.
 *
 * @param ids of the nodes read so far, so that the edges have the same strings
 */
function understand(
  list: 'nodes' | 'edges',
  item: SyntaxNode,
  sections: readonly SyntaxPair[],
  ids: Map<string, string>,
): void {
  if (list === 'edges') {
    compileEdgeItem(item, ids);
    return;
  }
  const { id } = compileNodeItem(item, sections.find(({ name }) => name === 'agents')?.value);
  if (id !== undefined) ids.set(id, id);
}

function graphOf({ shape, definition: { nodes } }: Compiled, previous: TextAnalysis | undefined): WorkflowGraph {
  if (previous?.compiled.shape === shape) return withNodes(previous.graph, nodes);
  const { connected: edges, connectedEnds, ids } = shape;
  return linkGraph({ nodes, edges, ...connectedEnds, indices: ids.indices }, previous?.graph);
}

function* guarded(check: Steps<SchemaCheck>, found: Diagnostic[]): Steps<SchemaCheck | undefined> {
  try {
    return yield* check;
  } catch (error) {
    found.push(internalError('schema', error));
    return undefined;
  }
}
