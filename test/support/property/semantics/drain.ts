/** J4, F4: what runs may finish its attempt; nothing new starts. */
import { cancel, close } from './nodes.ts';
import { hasEnded, isOpen, isReachedByFailure, type Node } from './state.ts';
import type { World } from './world.ts';

export function drain(world: World, nodes: readonly Node[]): void {
  for (const node of nodes) drainNode(world, node);
}

function drainNode(world: World, node: Node): void {
  const waiting = node.units.filter((unit) => isOpen(unit) && unit.state !== 'running');
  if (hasEnded(node)) {
    node.drains = true;
    for (const unit of waiting) close(world, unit);
    return;
  }
  if (node.inner?.begun === true)
    drain(
      world,
      node.inner.graph.nodes.filter((each) => !isReachedByFailure(each)),
    );
  const runs = node.units.some(({ state }) => state === 'running') || (node.inner && !isDead(node.inner));
  // What has fired has its value already.
  if (!runs && !node.units.some(() => node.fired)) {
    cancel(world, node, 'drain');
    return;
  }
  node.drains = true;
  for (const unit of waiting) close(world, unit);
}

/** Nothing in it runs any more. */
function isDead(inner: NonNullable<Node['inner']>): boolean {
  return !inner.begun || inner.graph.nodes.every((node) => hasEnded(node) && !node.units.some(isOpen));
}
