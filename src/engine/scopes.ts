/**
 * A workflow and its subworkflows as one graph: inner nodes are nodes of the execution, named `outer/inner`. A scope is one
 * workflow in it: the root, or what one node of type `subworkflow` executes.
 *
 * 1. The root's nodes and edges come first and keep their indices; those of inner scopes follow, depth first in the file's order,
 *    so that a scope and all in it are one run of indices.
 * 2. No edge crosses the border of a scope.
 */
import type { NodeDefinition, WorkflowDefinition } from '../model/definition.ts';
import type { GraphEdge, WorkflowGraph } from '../model/graph/graph.ts';
import type { ExecutableWorkflow } from './executable.ts';

export interface ScopeShape {
  readonly definition: WorkflowDefinition;
  /** Its folder, relative to the root's; its own relative paths count from there. */
  readonly folder: string;
  /** The scope around it; -1: none, it is the root. */
  readonly parent: number;
  /** The node that it is executed for; -1 for the root. */
  readonly owner: number;
  /** `outer/`, or nothing for the root. */
  readonly prefix: string;
  /** Its own nodes: from `first`, before `end`; those of the scopes inside of it follow, before `endOfInner`. */
  readonly first: number;
  readonly end: number;
  readonly endOfInner: number;
}

export interface FlatWorkflow {
  readonly graph: WorkflowGraph;
  readonly scopes: readonly ScopeShape[];
}

const deepest = 64;

/** @throws Error for a subworkflow that is missing, or that leads to itself */
export function flatten(workflow: ExecutableWorkflow): FlatWorkflow {
  const { definition, graph } = workflow;
  const hasInner = graph.nodes.some(({ kind }) => kind === 'subworkflow');
  if (!hasInner) {
    const end = graph.nodes.length;
    return {
      graph,
      scopes: [{ definition, folder: '', parent: -1, owner: -1, prefix: '', first: 0, end, endOfInner: end }],
    };
  }
  const flat = new Flattening();
  flat.add(workflow, { parent: -1, owner: -1, prefix: '' }, 0);
  return { graph: flat.graph(), scopes: flat.scopes };
}

class Flattening {
  readonly scopes: ScopeShape[] = [];
  readonly #nodes: NodeDefinition[] = [];
  readonly #edges: GraphEdge[] = [];

  add(workflow: ExecutableWorkflow, place: Pick<ScopeShape, 'parent' | 'owner' | 'prefix'>, depth: number): void {
    if (depth > deepest) throw new Error(`The subworkflow ${place.prefix} leads to itself`);
    const { definition, graph, subworkflows } = workflow;
    const first = this.#nodes.length;
    const index = this.scopes.length;
    for (const node of graph.nodes)
      this.#nodes.push(place.prefix === '' ? node : { ...node, id: `${place.prefix}${node.id}` });
    for (const edge of graph.edges)
      this.#edges.push({
        index: this.#edges.length,
        source: first + edge.source,
        target: first + edge.target,
        definition: edge.definition,
      });
    const end = this.#nodes.length;
    const folder = folderOf(index === 0 ? '' : (workflow.path ?? ''));
    this.scopes.push({ definition, folder, ...place, first, end, endOfInner: end });
    graph.nodes.forEach((node, at) => {
      if (node.kind !== 'subworkflow') return;
      const inner = subworkflows?.get(node.id);
      if (inner === undefined) throw new Error(`The workflow of the node "${node.id}" is missing`);
      this.add(inner, { parent: index, owner: first + at, prefix: `${place.prefix}${node.id}/` }, depth + 1);
    });
    this.scopes[index] = { definition, folder, ...place, first, end, endOfInner: this.#nodes.length };
  }

  graph(): WorkflowGraph {
    const outgoing: number[][] = this.#nodes.map(() => []);
    const incoming: number[][] = this.#nodes.map(() => []);
    for (const { index, source, target } of this.#edges) {
      (outgoing[source] as number[]).push(index);
      (incoming[target] as number[]).push(index);
    }
    const indices = new Map(this.#nodes.map((node, index) => [node.id.toLowerCase(), index]));
    return {
      nodes: this.#nodes,
      edges: this.#edges,
      outgoing,
      incoming,
      indexOf: (id) => indices.get(id.toLowerCase()),
    };
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
