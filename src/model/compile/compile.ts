import type { EdgeDefinition, NodeDefinition, WorkflowDefinition } from '../definition.ts';
import type { ExpressionProblem } from '../expressions/compile.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import { pairOf } from '../syntax/syntaxTree.ts';
import { compileAgents } from './agents.ts';
import { compileEdges, type EdgeEntry } from './edges.ts';
import { compileErrorHandling } from './errorHandling.ts';
import { compileInputs } from './inputs.ts';
import { compileNodes, type NodeEntry } from './nodes.ts';
import { type CompileContext, optional, readNumber, readString, readTemplates } from './read.ts';

export interface Compiled {
  readonly definition: WorkflowDefinition;
  /** Every edge as written, also those whose ends are not there. */
  readonly writtenEdges: readonly EdgeDefinition[];
  readonly expressionProblems: readonly ExpressionProblem[];
  readonly shape: Shape;
}

/** What is written of ids, types and edges: the same object as long as only other things are edited. */
export interface Shape {
  readonly nodes: readonly NodeEntry[];
  readonly edges: readonly EdgeEntry[];
  readonly writtenEdges: readonly EdgeDefinition[];
  /** Those whose ends are there, with the ids as the nodes have them. */
  readonly connected: readonly EdgeDefinition[];
}

/**
 * Syntax to definition, as far as it can be understood.
 * @param previous what the text was compiled to before an edit
 */
export function compile(tree: SyntaxTree, previous?: Compiled): Compiled {
  const context: CompileContext = { tree, problems: [] };
  const { root } = tree;
  const nodeEntries = compileNodes(context);
  const edgeEntries = compileEdges(context);
  const agents = compileAgents(context);
  const shape =
    previous && isSameShape(previous.shape, nodeEntries, edgeEntries)
      ? previous.shape
      : shapeOf(nodeEntries, edgeEntries);
  const version = readString(root, 'version') ?? readNumber(root, 'version');
  const definition: WorkflowDefinition = {
    name: readString(root, 'name') ?? '',
    agents,
    nodes: distinct(nodeEntries),
    edges: shape.connected,
    maxConcurrency: readNumber(root, 'max_concurrency') ?? 100,
    errorHandling: compileErrorHandling(root),
    ...optional('description', readString(root, 'description')),
    ...optional('version', version),
    ...optional('inputs', compileInputs(tree)),
    ...optional('outputs', pairOf(root, 'outputs') ? readTemplates(root, 'outputs', context) : undefined),
    ...optional('timeoutSeconds', readNumber(root, 'timeout_seconds')),
  };
  const expressionProblems = [...problemsIn(nodeEntries), ...problemsIn(edgeEntries), ...context.problems];
  return { definition, writtenEdges: shape.writtenEdges, expressionProblems, shape };
}

function problemsIn(entries: readonly (NodeEntry | EdgeEntry)[]): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  for (const entry of entries) if (entry.problems.length > 0) problems.push(...entry.problems);
  return problems;
}

/** Every node with an id of its own; the second of two with one id is left out (`duplicate-node-id` reports it). */
function distinct(entries: readonly NodeEntry[]): readonly NodeDefinition[] {
  const seen = new Set<string>();
  const nodes: NodeDefinition[] = [];
  for (const { node, lowerId } of entries) {
    if (!node || lowerId === undefined || seen.has(lowerId)) continue;
    seen.add(lowerId);
    nodes.push(node);
  }
  return nodes;
}

function isSameShape(shape: Shape, nodes: readonly NodeEntry[], edges: readonly EdgeEntry[]): boolean {
  if (shape.nodes.length !== nodes.length || shape.edges.length !== edges.length) return false;
  for (let at = 0; at < edges.length; at++) if (shape.edges[at] !== edges[at]) return false;
  for (let at = 0; at < nodes.length; at++) {
    const [before, now] = [shape.nodes[at], nodes[at]];
    if (before !== now && (before?.id !== now?.id || before?.node?.kind !== now?.node?.kind)) return false;
  }
  return true;
}

function shapeOf(nodes: readonly NodeEntry[], edges: readonly EdgeEntry[]): Shape {
  const ids = new Map<string, string>();
  for (const { node, lowerId } of nodes)
    if (node && lowerId !== undefined && !ids.has(lowerId)) ids.set(lowerId, node.id);
  const writtenEdges: EdgeDefinition[] = [];
  const connected: EdgeDefinition[] = [];
  for (const { edge, lowerSource, lowerTarget } of edges) {
    if (!edge) continue;
    writtenEdges.push(edge);
    const [source, target] = [ids.get(lowerSource), ids.get(lowerTarget)];
    if (source === undefined || target === undefined) continue;
    connected.push(source === edge.source && target === edge.target ? edge : { ...edge, source, target });
  }
  return { nodes, edges, writtenEdges, connected };
}
