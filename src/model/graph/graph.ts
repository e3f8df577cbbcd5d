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

/** The same graph for nodes of the same ids and types in the same order. What is known of its edges goes by their lists, which stay. */
export function withNodes(graph: WorkflowGraph, nodes: readonly NodeDefinition[]): WorkflowGraph {
  return { ...graph, nodes };
}

/** The graph of a definition whose edges all have both ends. */
export function buildGraph(definition: Pick<WorkflowDefinition, 'nodes' | 'edges'>): WorkflowGraph {
  const indices = new Map(definition.nodes.map((node, index) => [node.id.toLowerCase(), index]));
  const edges: EdgeDefinition[] = [];
  const sources: number[] = [];
  const targets: number[] = [];
  for (const edge of definition.edges) {
    const source = indices.get(edge.source.toLowerCase());
    const target = indices.get(edge.target.toLowerCase());
    if (source === undefined || target === undefined) continue;
    edges.push(edge);
    sources.push(source);
    targets.push(target);
  }
  return linkGraph({ nodes: definition.nodes, edges, sources, targets, indices });
}

export interface Linked {
  readonly nodes: readonly NodeDefinition[];
  readonly edges: readonly EdgeDefinition[];
  /** By edge: the indices of the nodes at its ends. */
  readonly sources: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** By id in small letters. */
  readonly indices: ReadonlyMap<string, number>;
}

/** @param before of the text before an edit: edges that are still the same are taken over */
export function linkGraph(linked: Linked, before?: WorkflowGraph): WorkflowGraph {
  const { nodes, sources, targets, indices } = linked;
  const edges = linked.edges.map((definition, index): GraphEdge => {
    const [source, target] = [sources[index] ?? 0, targets[index] ?? 0];
    const known = before?.edges[index];
    const isSame = known?.definition === definition && known.source === source && known.target === target;
    return isSame ? known : { index, source, target, definition };
  });
  return {
    nodes,
    edges,
    outgoing: edgesByNode(sources, edges.length, nodes.length),
    incoming: edgesByNode(targets, edges.length, nodes.length),
    indexOf: (id) => indices.get(id.toLowerCase()),
  };
}

/** Lists of the length that they need: a list that grows takes many times the room. */
function edgesByNode(ends: ArrayLike<number>, edgeCount: number, nodeCount: number): readonly (readonly number[])[] {
  const counts = new Int32Array(nodeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const node = ends[edge] ?? 0;
    counts[node] = (counts[node] ?? 0) + 1;
  }
  const lists: number[][] = [];
  for (let node = 0; node < nodeCount; node++) lists.push(new Array<number>(counts[node] ?? 0));
  // Backwards, so that what is left to fill in is counted down.
  for (let edge = edgeCount - 1; edge >= 0; edge--) {
    const node = ends[edge] ?? 0;
    const left = (counts[node] ?? 0) - 1;
    counts[node] = left;
    (lists[node] as number[])[left] = edge;
  }
  return lists;
}

/** The nodes behind (`outgoing`) or before (`incoming`) one, once for each edge. */
export function neighbours(graph: WorkflowGraph, node: number, side: 'outgoing' | 'incoming'): readonly number[] {
  const end = side === 'outgoing' ? 'target' : 'source';
  return (graph[side][node] ?? []).flatMap((edge) => graph.edges[edge]?.[end] ?? []);
}
