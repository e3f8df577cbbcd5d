import type { ExecutableWorkflow } from '../../engine/engine.ts';
import { findRegions } from '../../model/graph/regions.ts';
import type { WorkflowGraph } from '../../model/graph/graph.ts';

/** A node's place in a list of all: branch after branch, indented under its forks; a subworkflow's nodes under its own. */
export interface Place {
  /** As the execution calls it: `outer/inner` in a subworkflow. */
  readonly id: string;
  /** The last part of the id. */
  readonly label: string;
  /** How many forks and subworkflows hold it; a join stands where its fork does. */
  readonly depth: number;
  /** Whether it begins a branch or a subworkflow. */
  readonly first: boolean;
}

export function placesOf({ graph, subworkflows }: ExecutableWorkflow, prefix = '', outer = 0): readonly Place[] {
  const regions = findRegions(graph);
  const depths = new Map<number, number>([[-1, -1]]);
  const depthOf = (node: number): number => {
    const known = depths.get(node);
    if (known !== undefined) return known;
    const fork = regions.forkOf(node);
    const depth = fork === undefined ? depthOf(regions.innermostFork[node] ?? -1) + 1 : depthOf(fork);
    depths.set(node, depth);
    return depth;
  };
  return branchOrder(graph).flatMap((node, index): readonly Place[] => {
    const label = graph.nodes[node]?.id ?? '';
    const depth = outer + depthOf(node);
    const begins = (graph.incoming[node] ?? []).some(
      (edge) => graph.nodes[graph.edges[edge]?.source ?? -1]?.kind === 'fork',
    );
    const inner = subworkflows?.get(label);
    return [
      { id: prefix + label, label, depth, first: begins || (prefix !== '' && index === 0) },
      ...(inner ? placesOf(inner, `${prefix}${label}/`, depth + 1) : []),
    ];
  });
}

/** A topological order in which the nodes of a branch follow each other: depth first, backwards. */
function branchOrder(graph: WorkflowGraph): readonly number[] {
  const seen = new Uint8Array(graph.nodes.length);
  const finished: number[] = [];
  for (let root = graph.nodes.length - 1; root >= 0; root--) {
    if ((graph.incoming[root] ?? []).length > 0) continue;
    const stack: { readonly node: number; next: number }[] = [{ node: root, next: graph.outgoing[root]?.length ?? 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = graph.outgoing[top.node]?.[--top.next];
      if (edge === undefined) {
        finished.push(top.node);
        stack.pop();
        continue;
      }
      const target = graph.edges[edge]?.target ?? -1;
      if (seen[target] === 1) continue;
      seen[target] = 1;
      stack.push({ node: target, next: graph.outgoing[target]?.length ?? 0 });
    }
  }
  return finished.reverse();
}
