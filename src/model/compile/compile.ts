import { changeOfList, replaceInList } from '../../base/lists.ts';
import { finish, type Steps } from '../../base/steps.ts';
import type { EdgeDefinition, NodeDefinition, WorkflowDefinition } from '../definition.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import { pairOf } from '../syntax/syntaxTree.ts';
import { compileAgents } from './agents.ts';
import { compileEdges, type EdgeEntries } from './edges.ts';
import { compileErrorHandling } from './errorHandling.ts';
import { compileInputs } from './inputs.ts';
import { compileNodes, type NodeEntries, type NodeEntry } from './nodes.ts';
import { type CompileContext, optional, readNumber, readString, readTemplates } from './read.ts';
import { distinct, type NodeIds, type Shape, shapeAgain } from './shape.ts';

export interface Compiled {
  readonly definition: WorkflowDefinition;
  /** Every edge as written, also those whose ends are not there. */
  readonly writtenEdges: readonly EdgeDefinition[];
  readonly expressionProblems: readonly ExpressionProblem[];
  readonly shape: Shape;
  readonly nodes: NodeEntries;
  readonly edges: EdgeEntries;
}

/**
 * Syntax to definition, as far as it can be understood.
 * @param previous what the text was compiled to before an edit
 */
export function compile(tree: SyntaxTree, previous?: Compiled): Compiled {
  return finish(compileInSteps(tree, previous));
}

/** {@link compile}, a step at a time. */
export function* compileInSteps(tree: SyntaxTree, previous?: Compiled): Steps<Compiled> {
  const context: CompileContext = { tree, problems: [] };
  const { root } = tree;
  const nodes = yield* compileNodes(context, previous?.nodes);
  const edges = yield* compileEdges(context, previous?.edges);
  const agents = compileAgents(context);
  yield;
  const shape = shapeAgain(nodes.results, edges.results, previous);
  const version = readString(root, 'version') ?? readNumber(root, 'version');
  const definition: WorkflowDefinition = {
    name: readString(root, 'name') ?? '',
    agents,
    nodes: definitionsOf(nodes.results, shape.ids, previous),
    edges: shape.connected,
    maxConcurrency: readNumber(root, 'max_concurrency') ?? 100,
    errorHandling: compileErrorHandling(root),
    ...optional('description', readString(root, 'description')),
    ...optional('version', version),
    ...optional('inputs', compileInputs(tree)),
    ...optional('outputs', pairOf(root, 'outputs') ? readTemplates(root, 'outputs', context) : undefined),
    ...optional('timeoutSeconds', readNumber(root, 'timeout_seconds')),
  };
  const expressionProblems = [...problemsIn(nodes), ...problemsIn(edges), ...context.problems];
  return { definition, writtenEdges: shape.writtenEdges, expressionProblems, shape, nodes, edges };
}

function problemsIn({ results, noted }: NodeEntries | EdgeEntries): readonly ExpressionProblem[] {
  return noted.flatMap((at) => results[at]?.problems ?? []);
}

/** Nodes of the same ids stand at the same places. */
function definitionsOf(
  entries: readonly NodeEntry[],
  ids: NodeIds,
  previous: Compiled | undefined,
): readonly NodeDefinition[] {
  if (previous?.shape.ids !== ids || ids.all.length < entries.length) return distinct(entries, ids);
  const before = previous.definition.nodes;
  const { start, oldEnd, end } = changeOfList(previous.nodes.results, entries);
  if (start === end) return before;
  return replaceInList(
    before,
    start,
    oldEnd,
    entries.slice(start, end).flatMap(({ node }) => node ?? []),
  );
}
