/** What a person may change of a workflow in its graph. Nodes are named by id, edges by their ends; nothing names a file. */

/** The nodes that can be added, and what a node can be made to; the two gateways by what they do. */
export const graphNodeTypes = ['agent_task', 'approval', 'delay', 'exclusive_gateway', 'fork', 'join'] as const;
export type GraphNodeType = (typeof graphNodeTypes)[number];

/** Those that may stand on an edge or behind a node. */
export const addableTypes = ['agent_task', 'delay', 'approval'] as const satisfies readonly GraphNodeType[];
export type AddableType = (typeof addableTypes)[number];

/** What a node may be called. */
export const nodeIdPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

export type GraphEdit =
  | { readonly kind: 'addAfter'; readonly nodeId: string; readonly nodeType: AddableType }
  | { readonly kind: 'addOnEdge'; readonly source: string; readonly target: string; readonly nodeType: AddableType }
  | { readonly kind: 'connect'; readonly source: string; readonly target: string }
  | { readonly kind: 'deleteNode'; readonly nodeId: string }
  | { readonly kind: 'deleteEdge'; readonly source: string; readonly target: string }
  | { readonly kind: 'rename'; readonly nodeId: string; readonly newId: string }
  | { readonly kind: 'setType'; readonly nodeId: string; readonly nodeType: GraphNodeType }
  /** `value` as it was written; empty: it is taken away. */
  | { readonly kind: 'set'; readonly nodeId: string; readonly field: string; readonly value: string }
  | { readonly kind: 'wrap'; readonly nodeIds: readonly string[] };
