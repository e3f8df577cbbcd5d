import type { EdgeDefinition, NodeDefinition, WorkflowDefinition } from '../definition.ts';

/** A workflow's nodes and edges by index, in the file's order. Everything that walks a graph uses these indices. */
export interface WorkflowGraph {
  readonly nodes: readonly NodeDefinition[];
  readonly edges: readonly GraphEdge[];
  /** Node id to index; ids are looked up without regard to case. */
  indexOf(id: string): number | undefined;
  /** Edge indices by node index, in the file's order. */
  readonly outgoing: readonly (readonly number[])[];
  readonly incoming: readonly (readonly number[])[];
}

export interface GraphEdge {
  readonly index: number;
  readonly source: number;
  readonly target: number;
  readonly definition: EdgeDefinition;
}

/** The same graph for nodes of the same ids in the same order. */
export function withNodes(graph: WorkflowGraph, nodes: readonly NodeDefinition[]): WorkflowGraph {
  return { ...graph, nodes };
}

/** The graph of a definition whose edges all have both ends. */
export function buildGraph(definition: Pick<WorkflowDefinition, 'nodes' | 'edges'>): WorkflowGraph {
  const indices = new Map(definition.nodes.map((node, index) => [node.id.toLowerCase(), index]));
  const outgoing = definition.nodes.map((): number[] => []);
  const incoming = definition.nodes.map((): number[] => []);
  const edges: GraphEdge[] = [];
  for (const edge of definition.edges) {
    const source = indices.get(edge.source.toLowerCase());
    const target = indices.get(edge.target.toLowerCase());
    if (source === undefined || target === undefined) continue;
    const index = edges.length;
    edges.push({ index, source, target, definition: edge });
    outgoing[source]?.push(index);
    incoming[target]?.push(index);
  }
  return { nodes: definition.nodes, edges, outgoing, incoming, indexOf: (id) => indices.get(id.toLowerCase()) };
}

/** The nodes behind (`outgoing`) or before (`incoming`) one, once for each edge. */
export function neighbours(graph: WorkflowGraph, node: number, side: 'outgoing' | 'incoming'): readonly number[] {
  const end = side === 'outgoing' ? 'target' : 'source';
  return (graph[side][node] ?? []).flatMap((edge) => graph.edges[edge]?.[end] ?? []);
}
