/** The ends of a node, and what they make of its edges (T1 to T5, F3). */
import type { JsonValue } from '../../../../src/base/json.ts';
import {
  isForEach,
  allOf,
  type Edge,
  type EdgeState,
  hasEnded,
  isJoin,
  isOpen,
  isReachedByFailure,
  type Node,
  type Status,
  type Unit,
} from './state.ts';
import type { World } from './world.ts';

const isTaken = ({ plan }: Edge): boolean => plan.condition !== false && plan.condition !== 'broken';

/** It has done what it is for, `output` is set; a condition that cannot be evaluated still fails it (T2). */
export function finish(world: World, node: Node): void {
  if (node.plan.kind === 'choice') choose(world, node);
  else if (node.outgoing.some(({ plan }) => plan.on !== 'failure' && plan.condition === 'broken')) {
    // A list without items has no attempt.
    if (isForEach(node) && node.units.length === 0) node.startedMs = null;
    fail(world, node, 'failed');
  } else complete(world, node, (edge) => edge.plan.on !== 'failure' && isTaken(edge));
}

function complete(world: World, node: Node, takes: (edge: Edge) => boolean): void {
  end(world, node, 'completed');
  if (node.plan.kind === 'end' && node.plan.terminate === true) node.scope.terminated = true;
  for (const edge of node.outgoing) settleEdge(world, edge, takes(edge) ? 'done' : 'dead');
  // F5: a region's time starts when its fork fires.
  if (node.plan.kind === 'fork') world.after(node.plan.timeoutMs, (atMs) => ({ atMs, kind: 'regionTimeout', node }));
}

/** T5 */
function choose(world: World, node: Node): void {
  const chosen =
    node.outgoing.find(({ plan }) => plan.condition === true || (plan.condition === undefined && !plan.isDefault)) ??
    node.outgoing.find(({ plan }) => plan.isDefault);
  if (chosen) complete(world, node, (edge) => edge === chosen);
  else {
    node.startedMs = null;
    fail(world, node, 'failed');
  }
}

/** T3, F3 */
export function fail(world: World, node: Node, status: 'failed' | 'timed_out'): void {
  end(world, node, status);
  node.output = null;
  const { outgoing, plan } = node;
  if (plan.kind === 'task' && plan.continues) {
    for (const edge of outgoing) settleEdge(world, edge, edge.plan.on !== 'failure' && isTaken(edge) ? 'done' : 'dead');
    return;
  }
  const mends = outgoing.filter((edge) => edge.plan.on !== 'success' && isTaken(edge));
  for (const edge of outgoing) {
    if (mends.includes(edge)) settleEdge(world, edge, 'done');
    else settleEdge(world, edge, edge.plan.on === 'success' && mends.length === 0 ? 'failed' : 'dead');
  }
  if (outgoing.length === 0) node.scope.unhandled = true;
}

/** T4 */
export function skip(world: World, node: Node, passes: 'failed' | 'dead'): void {
  node.byUser = passes === 'dead' && node.incoming.some(({ source }) => source.byUser);
  end(world, node, 'skipped');
  for (const edge of node.outgoing) settleEdge(world, edge, passes);
}

export function cancel(world: World, node: Node, why: 'user' | 'drain' | 'other' = 'other'): void {
  node.byUser = why === 'user';
  node.drained = why === 'drain';
  end(world, node, 'cancelled');
  for (const edge of node.outgoing) settleEdge(world, edge, 'dead');
}

/** Of what has ended already, nothing. */
export function cancelAll(world: World, nodes: readonly Node[], why: 'user' | 'drain' | 'other' = 'other'): void {
  for (const node of nodes) if (!hasEnded(node)) cancel(world, node, why);
}

function end(world: World, node: Node, status: Status): void {
  if (hasEnded(node)) throw new Error(`${node.id} ends twice`);
  node.status = status;
  node.endedMs = world.nowMs;
  node.isReached = false;
  const runsOn = status === 'completed' && node.plan.kind === 'for_each' && node.plan.remaining === 'ignore';
  if (!runsOn) for (const unit of node.units) close(world, unit);
  if (node.inner) endInner(world, node.inner, status);
}

/** What a subworkflow holds ends with it: skipped with it where it never began, else cancelled. */
function endInner(world: World, inner: NonNullable<Node['inner']>, status: Status): void {
  const isSkipped = status !== 'cancelled' && !inner.begun;
  inner.ended = true;
  const left = allOf(inner).filter((node) => !hasEnded(node));
  if (left.some(isReachedByFailure))
    world.leavesOpen('how a node that a failure has reached ends with its subworkflow');
  for (const node of left) {
    if (hasEnded(node)) continue;
    if (isSkipped) skip(world, node, 'dead');
    else cancel(world, node);
  }
  for (const node of allOf(inner)) for (const unit of node.units) close(world, unit);
}

/** Its attempt, if one runs, is aborted. */
export function close(world: World, unit: Unit): void {
  if (unit.state === 'running') endAttempt(world, unit, true);
  if (isOpen(unit) || unit.state === 'idle') unit.state = 'closed';
}

export function endAttempt(world: World, unit: Unit, failed: boolean): void {
  if (!unit.log) throw new Error(`No attempt of ${unit.node.id} runs`);
  unit.log.endedMs = world.nowMs;
  unit.log.failed = failed;
}

function settleEdge(world: World, edge: Edge, state: EdgeState): void {
  const { target } = edge;
  edge.state = state;
  edge.settledAs = world.nextSettled();
  edge.settledInTurn = world.isSettling ? world.turn : undefined;
  if (state === 'failed' && target.plan.kind === 'end') target.scope.unhandled = true;
  if (!isJoin(target) || target.status !== 'pending' || state === 'dead') return;
  const isFirst = target.incoming.every(
    (other) => other === edge || other.state === 'pending' || other.state === 'dead',
  );
  // J7
  if (isFirst) world.after(target.plan.timeoutMs, (atMs) => ({ atMs, kind: 'joinTimeout', node: target }));
}

/** D1 */
export function inputOf(node: Node): JsonValue {
  const done = node.incoming.filter(({ state }) => state === 'done');
  if (done.length === 1) return done[0]!.source.output;
  return Object.fromEntries(done.map(({ source }) => [source.plan.id, source.output]));
}
