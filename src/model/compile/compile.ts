import type { EdgeDefinition, WorkflowDefinition } from '../definition.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import { pairOf } from '../syntax/syntaxTree.ts';
import { compileAgents } from './agents.ts';
import { compileEdges } from './edges.ts';
import { compileErrorHandling } from './errorHandling.ts';
import { compileInputs } from './inputs.ts';
import { compileNodes } from './nodes.ts';
import { type CompileContext, optional, readNumber, readString, readTemplates } from './read.ts';

export interface Compiled {
  readonly definition: WorkflowDefinition;
  /** Every edge as written, also those whose ends are not there. */
  readonly writtenEdges: readonly EdgeDefinition[];
  readonly expressionProblems: readonly ExpressionProblem[];
}

/** Syntax to definition, as far as it can be understood. */
export function compile(tree: SyntaxTree): Compiled {
  const context: CompileContext = { tree, problems: [] };
  const { root } = tree;
  const nodes = compileNodes(context);
  const ids = new Map(nodes.map((node) => [node.id.toLowerCase(), node.id]));
  const writtenEdges = compileEdges(context);
  const version = readString(root, 'version') ?? readNumber(root, 'version');
  const definition: WorkflowDefinition = {
    name: readString(root, 'name') ?? '',
    agents: compileAgents(context),
    nodes,
    edges: writtenEdges.flatMap((edge) => {
      const [source, target] = [ids.get(edge.source.toLowerCase()), ids.get(edge.target.toLowerCase())];
      return source !== undefined && target !== undefined ? [{ ...edge, source, target }] : [];
    }),
    maxConcurrency: readNumber(root, 'max_concurrency') ?? 100,
    errorHandling: compileErrorHandling(root),
    ...optional('description', readString(root, 'description')),
    ...optional('version', version),
    ...optional('inputs', compileInputs(tree)),
    ...optional('outputs', pairOf(root, 'outputs') ? readTemplates(root, 'outputs', context) : undefined),
    ...optional('timeoutSeconds', readNumber(root, 'timeout_seconds')),
  };
  return { definition, writtenEdges, expressionProblems: context.problems };
}
