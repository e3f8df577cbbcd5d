import type { EdgeDefinition, NodeDefinition, WorkflowDefinition } from '../definition.ts';
import { link, type Lists, rememberLinks } from './links.ts';

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
  const ends = { sources: Int32Array.from(sources), targets: Int32Array.from(targets) };
  return linkGraph({ nodes: definition.nodes, edges, ...ends, indices });
}

export interface Linked {
  readonly nodes: readonly NodeDefinition[];
  readonly edges: readonly EdgeDefinition[];
  /** By edge: the indices of the nodes at its ends. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** By id in small letters. */
  readonly indices: ReadonlyMap<string, number>;
}

/** @param before of the text before an edit: edges that are still the same are taken over */
export function linkGraph({ nodes, edges, sources, targets, indices }: Linked, before?: WorkflowGraph): WorkflowGraph {
  const links = link(sources, targets, nodes.length);
  const graph: WorkflowGraph = {
    nodes,
    edges: edges.map((definition, index): GraphEdge => {
      const source = sources[index] ?? 0;
      const target = targets[index] ?? 0;
      const known = before?.edges[index];
      const isSame = known?.definition === definition && known.source === source && known.target === target;
      return isSame ? known : { index, source, target, definition };
    }),
    outgoing: asArrays(links.outgoing, before?.outgoing ?? []),
    incoming: asArrays(links.incoming, before?.incoming ?? []),
    indexOf: lookUpIn(indices),
  };
  rememberLinks(graph, links);
  return graph;
}

/** By itself: what is made inside of `linkGraph` keeps the graph before it alive, and that the one before. */
function lookUpIn(indices: ReadonlyMap<string, number>): WorkflowGraph['indexOf'] {
  return (id) => indices.get(id.toLowerCase());
}

/** Arrays of the length that they need: one that grows takes many times the room. Those that are still the same are taken over. */
function asArrays({ starts, items }: Lists, before: WorkflowGraph['outgoing']): WorkflowGraph['outgoing'] {
  const arrays = new Array<readonly number[]>(Math.max(0, starts.length - 1));
  const moved = starts.length - 1 - before.length;
  for (let node = 0; node + 1 < starts.length; node++) {
    const start = starts[node] ?? 0;
    const end = starts[node + 1] ?? 0;
    arrays[node] =
      sameAs(before[node], items, start, end) ??
      sameAs(before[node - moved], items, start, end) ??
      copyOf(items, start, end);
  }
  return arrays;
}

function sameAs(
  array: readonly number[] | undefined,
  items: Int32Array,
  start: number,
  end: number,
): readonly number[] | undefined {
  if (array?.length !== end - start) return undefined;
  for (let at = start; at < end; at++) if (array[at - start] !== items[at]) return undefined;
  return array;
}

function copyOf(items: Int32Array, start: number, end: number): readonly number[] {
  const array = new Array<number>(end - start);
  for (let at = start; at < end; at++) array[at - start] = items[at] ?? 0;
  return array;
}

/** The nodes behind (`outgoing`) or before (`incoming`) one, once for each edge. */
export function neighbours(graph: WorkflowGraph, node: number, side: 'outgoing' | 'incoming'): readonly number[] {
  const end = side === 'outgoing' ? 'target' : 'source';
  return (graph[side][node] ?? []).flatMap((edge) => graph.edges[edge]?.[end] ?? []);
}
