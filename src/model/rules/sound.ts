/** What the rules about forks, gateways and joins share. */
import { partings } from '../graph/meetings.ts';
import { Together } from '../graph/together.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/syntaxTree.ts';
import { itemsOf, valueOf } from '../syntax/syntaxTree.ts';
import type { Shape } from '../compile/compile.ts';
import type { Finding, RuleContext } from './rule.ts';

/** Undefined where nodes lead to each other in a circle: what comes of the others is not known then. */
export function togetherOf({ graph }: RuleContext): Together | undefined {
  return Together.of(graph);
}

/** Whether every node and edge can be understood. While one is half written, nothing is said that it may put right. */
export function isWhole({ graph, shape }: RuleContext): boolean {
  return graph.nodes.length === shape.nodes.length && graph.edges.length === shape.edges.length;
}

/** Finds something out once for a graph. */
export function once<T>(find: (together: Together) => T): (together: Together) => T {
  const known = new WeakMap<Together, { readonly value: T }>();
  return (together) => {
    let found = known.get(together);
    if (!found) known.set(together, (found = { value: find(together) }));
    return found.value;
  };
}

const items = new WeakMap<SyntaxTree, Map<string, ReadonlyMap<unknown, SyntaxNode>>>();

/** What a rule finds that looks at ids, types and edges, and at what decides which edges are taken: it stands while other things are edited. */
export function onceForShape(
  find: (together: Together, context: RuleContext) => Iterable<Finding>,
): (context: RuleContext) => readonly Finding[] {
  const findings = once(() => new WeakMap<Shape, readonly Finding[]>());
  return (context) => {
    const together = togetherOf(context);
    if (!together) return [];
    const known = findings(together);
    let found = known.get(context.shape);
    if (!found) known.set(context.shape, (found = [...find(together, context)]));
    return found;
  };
}

/** By join, the nodes at which the ways to it part, the outermost first. */
export const partingsOfJoins = once((together): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, readonly number[]>();
  for (const [node, { kind }] of together.graph.nodes.entries())
    if (kind === 'join') found.set(node, partings(together, node));
  return found;
});

/** A node or an edge as it is written. */
export function writtenAs(
  { tree }: RuleContext,
  key: 'nodes' | 'edges',
  { range }: { readonly range: unknown },
): SyntaxNode | undefined {
  let known = items.get(tree);
  if (!known) items.set(tree, (known = new Map<string, ReadonlyMap<unknown, SyntaxNode>>()));
  let byRange = known.get(key);
  if (!byRange) known.set(key, (byRange = new Map(itemsOf(valueOf(tree.root, key)).map((item) => [item.range, item]))));
  return byRange.get(range);
}
