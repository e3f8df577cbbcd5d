/** The part of ELK's JSON format that we use, and the engine behind it as the worker thread hands it over. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';

export interface ElkGraph extends ElkNode {
  readonly children: ElkNode[];
  readonly edges: ElkExtendedEdge[];
}

export interface ElkPort {
  /** The same graph with coordinates. Rejects with what ELK says where it cannot. */
  layout(graph: ElkGraph): Promise<ElkNode>;
}
