/** R4: what the user asks for while it runs. */
import type { Act } from '../plan.ts';
import { cancelAll } from './nodes.ts';
import { isJoin, type Node } from './state.ts';
import type { World } from './world.ts';

export function perform(world: World, act: Act): void {
  const nodeOf = (id: string): Node => world.nodes.find((node) => node.id === id)!;
  switch (act.kind) {
    case 'pause':
    case 'resume':
      world.isPaused = act.kind === 'pause';
      return;
    case 'cancelNode':
      cancelAll(world, [nodeOf(act.node)], 'user');
      return;
    case 'cancelBranch':
      cancelAll(world, branchOf(nodeOf(act.fork), nodeOf(act.node)), 'user');
  }
}

/** What is reached from its first node and not from the fork around it, before the fork's joins. */
function branchOf(fork: Node, first: Node): Node[] {
  const { graph } = fork.scope;
  const walk = (from: Node, around?: Node, seen = new Set<Node>()): Set<Node> => {
    if (from === around || seen.has(from)) return seen;
    seen.add(from);
    for (const { target } of from.outgoing) walk(target, around, seen);
    return seen;
  };
  const inside = walk(first);
  const outside = walk(fork, first);
  const behind = new Set<Node>();
  for (const node of inside) if (isJoin(node) && graph.forkOf(node) === fork) walk(node, undefined, behind);
  return graph.nodes.filter((node) => inside.has(node) && !outside.has(node) && !behind.has(node));
}
