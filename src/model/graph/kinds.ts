import { Attached } from '../../base/attached.ts';
import type { NodeDefinition, NodeKind } from '../definition.ts';
import type { WorkflowGraph } from './graph.ts';

type ByKind = Partial<Record<NodeKind, number[]>>;

/** The lists of edges are the same as long as neither the edges change nor the types of the nodes. */
const known = new Attached<WorkflowGraph['outgoing'], ByKind>();

/** The indices of the nodes of one kind, in the file's order. */
export function indicesOfKind({ nodes, outgoing }: WorkflowGraph, kind: NodeKind): readonly number[] {
  let byKind = known.get(outgoing);
  if (!byKind) known.set(outgoing, (byKind = sort(nodes)));
  return byKind[kind] ?? [];
}

function sort(nodes: readonly NodeDefinition[]): ByKind {
  const byKind: ByKind = {};
  for (let index = 0; index < nodes.length; index++) {
    const { kind } = nodes[index] as NodeDefinition;
    (byKind[kind] ??= []).push(index);
  }
  return byKind;
}

export type NodeOfKind<K extends NodeKind> = Extract<NodeDefinition, { readonly kind: K }>;

/** The nodes of one kind, in the file's order. */
export function nodesOfKind<K extends NodeKind>(graph: WorkflowGraph, kind: K): readonly NodeOfKind<K>[] {
  return indicesOfKind(graph, kind).map((index) => graph.nodes[index] as NodeOfKind<K>);
}
