import type { EdgeDefinition, NodeDefinition } from '../definition.ts';

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
