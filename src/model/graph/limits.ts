/** Threat T14: how large a graph may be. What is past a limit is not checked any further, and not executed. */
import { t } from '../../base/l10n.ts';
import type { Range } from '../../base/text.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { pairOf, type SyntaxTree } from '../syntax/syntaxTree.ts';
import type { WorkflowGraph } from './graph.ts';

export interface GraphLimits {
  /** Those of subworkflows included. From a fifth of it on there is a warning. */
  readonly nodes: number;
  /** Those of subworkflows included. */
  readonly edges: number;
  /** Edges that leave one node. */
  readonly branches: number;
}

export const defaultGraphLimits: GraphLimits = { nodes: 25_000, edges: 50_000, branches: 10_000 };

export interface GraphSize {
  readonly nodes: number;
  readonly edges: number;
}

/** What a graph is past; empty when it may be checked and executed, but for warnings. */
export function checkGraphLimits(
  { syntax, graph }: { readonly syntax: SyntaxTree; readonly graph: WorkflowGraph },
  limits: GraphLimits,
): readonly Diagnostic[] {
  const size = { nodes: graph.nodes.length, edges: graph.edges.length };
  const found = [...checkGraphSize(syntax, size, limits)];
  if (size.edges <= limits.branches) return found;
  graph.nodes.forEach((node, index) => {
    if ((graph.outgoing[index]?.length ?? 0) <= limits.branches) return;
    const message = t(
      'More than {0} branches begin at "{1}". Use a node of type for_each, or raise the setting ipaWorkflow.limits.branches.',
      limits.branches,
      node.id,
    );
    found.push(limitExceeded('error', message, node.idRange, [node.id]));
  });
  return found;
}

/** The same for a size alone: a workflow with its subworkflows. */
export function checkGraphSize(syntax: SyntaxTree, size: GraphSize, limits: GraphLimits): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (size.nodes > limits.nodes) {
    const message = t(
      'More than {0} nodes, those of subworkflows included. Split the workflow, or raise the setting ipaWorkflow.limits.nodes.',
      limits.nodes,
    );
    found.push(limitExceeded('error', message, keyRange(syntax, 'nodes')));
  } else if (size.nodes >= limits.nodes / 5) {
    const message = t(
      'There are {0} nodes, those of subworkflows included; the limit is {1}. So many are slow to draw and to follow.',
      size.nodes,
      limits.nodes,
    );
    found.push(limitExceeded('warning', message, keyRange(syntax, 'nodes')));
  }
  if (size.edges > limits.edges) {
    const message = t(
      'More than {0} edges, those of subworkflows included. Split the workflow, or raise the setting ipaWorkflow.limits.edges.',
      limits.edges,
    );
    found.push(limitExceeded('error', message, keyRange(syntax, 'edges')));
  }
  return found;
}

function keyRange({ root }: SyntaxTree, key: string): Range {
  const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  return pairOf(root, key)?.key.range ?? root?.range ?? nowhere;
}

function limitExceeded(
  severity: 'error' | 'warning',
  message: string,
  range: Range,
  nodes: readonly string[] = [],
): Diagnostic {
  return { code: 'limit-exceeded', severity, message, range, nodes, related: [] };
}
