/** What the rules about forks, gateways and joins share. */
import { Attached } from '../../base/attached.ts';
import { indicesOfKind } from '../graph/kinds.ts';
import { partings } from '../graph/meetings.ts';
import { Together } from '../graph/together.ts';
import type { RuleContext } from './rule.ts';

/** Undefined where nodes lead to each other in a circle: what comes of the others is not known then. */
export function togetherOf({ graph }: RuleContext): Together | undefined {
  return Together.of(graph);
}

/** Whether every node and edge can be understood. While one is half written, nothing is said that it may put right. */
export function isWhole({ graph, shape }: RuleContext): boolean {
  return graph.nodes.length === shape.nodes.length && graph.edges.length === shape.edges.length;
}

/** Finds something out once for a graph. Not what is said of it: where that stands may change. */
export function once<T>(find: (together: Together) => T): (together: Together) => T {
  const known = new Attached<Together, { readonly value: T }>();
  return (together) => {
    let found = known.get(together);
    if (!found) known.set(together, (found = { value: find(together) }));
    return found.value;
  };
}

/** By join, the nodes at which the ways to it part, the outermost first. */
export const partingsOfJoins = once((together): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, readonly number[]>();
  for (const join of indicesOfKind(together.graph, 'join')) found.set(join, partings(together, join));
  return found;
});
