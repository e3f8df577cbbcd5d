/** Of thousands of nodes and edges those of which more is written than most have. */
import type { NodeEntry } from '../compile/nodes.ts';
import type { EdgeDefinition, NodeDefinition } from '../definition.ts';
import type { RuleContext } from './rule.ts';

export interface NotedNode {
  /** In the graph. */
  readonly index: number;
  readonly node: NodeDefinition;
  readonly entry: NodeEntry;
}

/** Nodes with expressions, settings of their own, times for their attempts, or settings that count beside others only. */
export function* notedNodes({ nodes, shape }: Pick<RuleContext, 'nodes' | 'shape'>): Iterable<NotedNode> {
  for (const at of nodes.noted) {
    const index = shape.ids.ofEntries[at] ?? -1;
    const entry = nodes.results[at];
    if (index !== -1 && entry?.node) yield { index, node: entry.node, entry };
  }
}

export interface NotedEdge {
  /** The node that it leads from, in the graph. */
  readonly source: number;
  readonly edge: EdgeDefinition;
}

/** Edges of the graph that have a condition or are a default. */
export function* notedEdges({ edges, shape }: Pick<RuleContext, 'edges' | 'shape'>): Iterable<NotedEdge> {
  for (const at of edges.noted) {
    const edge = shape.linked[at];
    if (edge) yield { source: shape.ends.sources[at] ?? -1, edge };
  }
}
