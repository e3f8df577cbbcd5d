/** T4, T6: from outcomes to the fixed point. What lies upstream is looked at first, so that a join sees all that an instant settles. */
import { beginForEach, lookAtForEach } from './forEach.ts';
import { lookAtJoin } from './joins.ts';
import { finish, inputOf, skip } from './nodes.ts';
import { beginSubworkflow, endSubworkflow, isOver, judge } from './scopes.ts';
import { allOf, holders, isForEach, isJoin, type Node } from './state.ts';
import type { World } from './world.ts';

export function settle(world: World): void {
  world.isSettling = true;
  while (settleOne(world));
  world.isSettling = false;
}

function settleOne(world: World): boolean {
  const plain = world.nodes.filter(
    (node) =>
      node.status === 'pending' &&
      !isJoin(node) &&
      !node.isReached &&
      node.units.every(({ state }) => state === 'idle') &&
      node.incoming.length > 0 &&
      node.incoming.every(({ state }) => state !== 'pending'),
  );
  if (plain.length > 0) {
    // Whichever came first; it matters to `race` alone.
    const lastSettled = (node: Node): number => Math.max(...node.incoming.map(({ settledAs }) => settledAs));
    enter(world, plain.sort((a, b) => lastSettled(a) - lastSettled(b))[0]!);
    return true;
  }
  return judges(world).some((node) =>
    node.inner ? lookAtSubworkflow(world, node) : isJoin(node) ? lookAtJoin(world, node) : lookAtForEach(world, node),
  );
}

/** Joins, and nodes whose end is that of what they hold, upstream first. */
function judges(world: World): Node[] {
  const open = world.nodes.filter(
    (node) =>
      (isJoin(node) && node.status === 'pending' && isLookedAt(node)) ||
      (isForEach(node) && node.status === 'running') ||
      (node.inner?.begun === true && !node.inner.ended),
  );
  const upstream = new Map(open.map((node) => [node, upstreamOf(node)]));
  return open.sort((a, b) => upstream.get(a)! - upstream.get(b)! || a.index - b.index);
}

/** A join can fail from the start of its workflow on, and be skipped before. */
function isLookedAt(join: Node): boolean {
  return join.scope.begun || join.incoming.some(({ state }) => state !== 'pending');
}

/** How many nodes lie before its end. */
function upstreamOf(node: Node): number {
  const before = holders(node).flatMap((each) => [...each.scope.graph.before(each)]);
  const held = node.inner ? allOf(node.inner) : [];
  return [...before, ...held].reduce((sum, each) => sum + 1 + (each.inner ? allOf(each.inner).length : 0), 0);
}

/** T4 */
function enter(world: World, node: Node): void {
  const states = node.incoming.map(({ state }) => state);
  if (states.includes('failed')) skip(world, node, 'failed');
  else if (!states.includes('done')) skip(world, node, 'dead');
  else reach(world, node);
}

function reach(world: World, node: Node): void {
  switch (node.plan.kind) {
    case 'task':
      for (const unit of node.units) {
        unit.state = 'ready';
        unit.readyTurn = world.turn;
      }
      return;
    case 'for_each':
      beginForEach(world, node);
      return;
    case 'delay':
    case 'approval':
      node.isReached = true;
      node.output = inputOf(node);
      return;
    case 'subworkflow':
      beginSubworkflow(world, node);
      return;
    default:
      node.startedMs = world.nowMs;
      node.output = inputOf(node);
      finish(world, node);
  }
}

/** Whether anything came of it. */
function lookAtSubworkflow(world: World, node: Node): boolean {
  const { inner } = node;
  if (!inner) return false;
  if (judge(world, inner)) return true;
  if (!isOver(inner)) return false;
  endSubworkflow(world, inner);
  return true;
}
