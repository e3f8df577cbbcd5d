/** D4: a `for_each` is J over its items. */
import { cancel, close, fail, finish } from './nodes.ts';
import { type Tally, verdict } from './quorum.ts';
import { isForEach, isOpen, type Node, type Unit } from './state.ts';
import type { World } from './world.ts';

type ForEach = Extract<Node, unknown> & { readonly plan: { readonly kind: 'for_each' } };

/** All its items become ready at once; the list may say already what comes of them. */
export function beginForEach(world: World, node: Node): void {
  if (!isForEach(node)) return;
  if (node.units.length === 0) {
    node.startedMs = world.nowMs;
    node.output = [];
    finish(world, node);
    return;
  }
  node.status = 'running';
  for (const unit of node.units) {
    unit.state = 'ready';
    unit.readyTurn = world.turn;
  }
}

/** Whether anything came of it. */
export function lookAtForEach(world: World, node: Node): boolean {
  if (!isForEach(node) || node.status !== 'running') return false;
  const isPending = node.units.some(isOpen);
  if (node.fired) {
    if (isPending) return false;
    node.output = node.fired.output ?? null;
    finish(world, node);
    return true;
  }
  if (node.failing) {
    if (isPending) return false;
    fail(world, node, 'failed');
    return true;
  }
  // F4, J4: what runs finishes.
  if (node.drains && isPending) return false;
  const { onFailure } = node.scope.flow;
  const said = verdict(node.plan, tallyOf(node.units), node.plan.onFailure === 'continue');
  if (said === 'fire') fire(world, node);
  else if (said === 'fail' && !(onFailure === 'continue' && isPending)) failItems(world, node);
  // What its own drain keeps from starting never settles.
  else if (node.drains) cancel(world, node, 'drain');
  else return false;
  return true;
}

/** What was kept from starting counts as pending: the node cannot tell what would have come of it. */
function tallyOf(units: readonly Unit[]): Tally {
  const count = (...states: Unit['state'][]): number => units.filter(({ state }) => states.includes(state)).length;
  const settled = units.filter(({ state }) => state === 'done' || state === 'failed');
  const [first] = settled.sort((a, b) => a.settledAs - b.settledAs);
  return {
    d: count('done'),
    f: count('failed'),
    p: count('ready', 'running', 'waiting', 'closed'),
    first: first?.state as Tally['first'],
  };
}

function fire(world: World, node: Node & ForEach): void {
  const done = node.units.filter(({ state }) => state === 'done');
  const [winner] = [...done].sort((a, b) => a.settledAs - b.settledAs);
  node.winner = winner === undefined ? null : String(winner.item);
  node.counted = [done.length, node.units.filter(({ state }) => state === 'failed').length];
  node.fired = { output: node.units.map(({ state, behaviour }) => (state === 'done' ? behaviour.output : null)) };
  const { remaining } = node.plan as unknown as { readonly remaining: string };
  if (remaining === 'wait' && node.units.some(isOpen)) return;
  node.output = node.fired.output ?? null;
  finish(world, node);
}

/** J4 */
function failItems(world: World, node: Node & ForEach): void {
  const { onFailure } = node.plan as unknown as { readonly onFailure?: string };
  if (onFailure === 'drain' && node.scope.flow.onFailure !== 'continue') {
    for (const unit of node.units) if (unit.state !== 'running') close(world, unit);
    node.drains = true;
    node.failing = { nodes: [], status: 'failed' };
    if (node.units.some(isOpen)) return;
  }
  fail(world, node, 'failed');
}
