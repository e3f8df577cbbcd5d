import { agentUsers } from '../graph/agentUsers.ts';
import { itemsOf, pairsOf, type SyntaxNode, type SyntaxScalar, valueOf } from '../syntax/syntaxTree.ts';
import type { RuleContext } from './rule.ts';

/** A text of JSONata with the indices of the nodes that execute it. */
interface Jsonata {
  readonly scalar: SyntaxScalar;
  readonly readers: readonly number[];
}

/** Those that the agents' settings have, and those that nodes lay over them. */
export function* jsonataIn({ tree, definition, graph, nodes, shape }: RuleContext): Iterable<Jsonata> {
  for (const { name, value } of pairsOf(valueOf(tree.root, 'agents'))) {
    const scalar = definition.agents.get(name)?.uses === 'transform' ? expressionOf(value) : undefined;
    if (scalar) yield { scalar, readers: agentUsers(graph).get(name) ?? [] };
  }
  const items = itemsOf(valueOf(tree.root, 'nodes'));
  for (const entry of nodes.noted) {
    if (nodes.results[entry]?.isTransform !== true) continue;
    const scalar = expressionOf(items[entry]);
    const at = shape.ids.ofEntries[entry] ?? -1;
    if (scalar) yield { scalar, readers: at === -1 ? [] : [at] };
  }
}

function expressionOf(item: SyntaxNode | undefined): SyntaxScalar | undefined {
  const value = valueOf(valueOf(item, 'with'), 'expression');
  return value?.kind === 'scalar' && typeof value.value === 'string' && value.value.trim() !== '' ? value : undefined;
}
