import type { WorkflowGraph } from './graph.ts';
import type { Regions } from './regions.ts';

/** The owner of a node in which branches have met. */
export const mixed = -1;

/**
 * For each node of a fork's region the first node of the branch that it lies on; {@link mixed} where branches have met.
 *
 * @param rank of each node in topological order
 */
export function branchOwners(
  graph: WorkflowGraph,
  regions: Regions,
  rank: Int32Array,
  fork: number,
): ReadonlyMap<number, number> {
  const own = new Set(regions.joinsOf(fork));
  const region = [...regions.regionOf(fork)].sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
  const owners = new Map<number, number>();
  for (const node of region) {
    if (own.has(node)) {
      owners.set(node, mixed);
      continue;
    }
    const found = new Set(
      (graph.incoming[node] ?? []).map((edge) => {
        const source = graph.edges[edge]?.source ?? -1;
        return source === fork ? node : (owners.get(source) ?? mixed);
      }),
    );
    owners.set(node, found.size === 1 ? ([...found][0] ?? mixed) : mixed);
  }
  return owners;
}
