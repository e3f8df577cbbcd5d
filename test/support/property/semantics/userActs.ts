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

/** What is reached from its first node, and not from the fork around it, before the fork's joins. */
function branchOf(fork: Node, first: Node): Node[] {
  const { graph } = fork.scope;
  const walk = (from: Node, stops: (node: Node) => boolean, seen = new Set<Node>()): Set<Node> => {
    if (stops(from) || seen.has(from)) return seen;
    seen.add(from);
    for (const { target } of from.outgoing) walk(target, stops, seen);
    return seen;
  };
  const isOwnJoin = (node: Node): boolean => isJoin(node) && graph.forkOf(node) === fork;
  const inside = walk(first, isOwnJoin);
  const around = walk(fork, (node) => node === first);
  return graph.nodes.filter((node) => inside.has(node) && !around.has(node));
}
