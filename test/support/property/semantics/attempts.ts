/** Attempts (F1, F2, F5) and when they start (R5). */
import type { Retries } from '../plan.ts';
import { cancel, endAttempt, fail, finish } from './nodes.ts';
import { hasEnded, holders, type Scope, type Unit } from './state.ts';
import type { World } from './world.ts';

/** Starts, in the order in which they became ready, all that may start. */
export function startReady(world: World): void {
  for (const node of world.nodes) {
    if (!node.isReached) continue;
    node.isReached = false;
    node.status = 'waiting';
    node.startedMs = world.nowMs;
    if (node.plan.kind === 'delay') world.after(node.plan.ms, (atMs) => ({ atMs, kind: 'delay', node }));
    if (node.plan.kind !== 'approval') continue;
    world.after(node.plan.ms, (atMs) => ({ atMs, kind: 'answer', node }));
    world.after(node.plan.timeoutMs, (atMs) => ({ atMs, kind: 'approvalTimeout', node }));
  }
  const ready = world.units.filter(({ state }) => state === 'ready').sort((a, b) => a.readyTurn - b.readyTurn);
  if (!world.isPaused) for (const unit of ready) if (hasRoom(world, unit)) start(world, unit);
  world.maxParallel = Math.max(world.maxParallel, world.running());
}

function start(world: World, unit: Unit): void {
  const { node } = unit;
  const attempt = ++unit.attempts;
  unit.state = 'running';
  unit.log = {
    startedMs: world.nowMs,
    endedMs: null,
    failed: false,
    ...(unit.item !== undefined && { item: unit.item }),
  };
  if (node.log.length === 0) world.after(node.plan.totalTimeoutMs, (atMs) => ({ atMs, kind: 'totalTimeout', node }));
  node.log.push(unit.log);
  if (!hasEnded(node)) node.status = 'running';
  node.startedMs ??= world.nowMs;
  world.after(unit.behaviour.ms, (atMs) => ({ atMs, kind: 'attempt', unit, attempt }));
  world.after(node.plan.attemptTimeoutMs, (atMs) => ({ atMs, kind: 'attemptTimeout', unit, attempt }));
}

/** The limits of every workflow and of every fork's region that it is in, and of its `for_each`. */
function hasRoom(world: World, unit: Unit): boolean {
  const { plan } = unit.node;
  const ofItems = plan.kind === 'for_each' ? plan.limit : undefined;
  if (world.running(({ node }) => node === unit.node) >= (ofItems ?? Infinity)) return false;
  return holders(unit.node).every(({ scope }) => hasRoomIn(world, scope, unit));
}

function hasRoomIn(world: World, scope: Scope, unit: Unit): boolean {
  const within = (each: Unit): ReturnType<typeof holders>[number] | undefined =>
    holders(each.node).find((node) => node.scope === scope);
  if (world.running((each) => within(each) !== undefined) >= scope.flow.limit) return false;
  return scope.graph.nodes.every((fork) => {
    if (fork.plan.kind !== 'fork' || fork.plan.limit === undefined) return true;
    const region = scope.graph.regionOf(fork);
    if (!region.has(within(unit)!)) return true;
    return world.running((each) => region.has(within(each)!)) < fork.plan.limit;
  });
}

export function attemptEnds(world: World, unit: Unit): void {
  if (unit.attempts <= unit.behaviour.fails) {
    attemptFails(world, unit, unit.behaviour.retryable, 'failed');
    return;
  }
  endAttempt(world, unit, false);
  unit.state = 'done';
  unit.settledAs = world.nextSettled();
  if (unit.node.plan.kind !== 'task') return;
  unit.node.output = unit.behaviour.output;
  finish(world, unit.node);
}

/** F2 */
export function attemptFails(world: World, unit: Unit, retryable: boolean, status: 'failed' | 'timed_out'): void {
  const { node } = unit;
  const isTask = node.plan.kind === 'task';
  endAttempt(world, unit, true);
  const retries = retriesOf(world, unit);
  if (!retryable || unit.attempts > retries.max) {
    unit.state = 'failed';
    unit.settledAs = world.nextSettled();
    if (isTask) fail(world, node, status);
  } else if (node.drains) {
    unit.state = 'closed';
    if (isTask) cancel(world, node, 'drain');
  } else {
    unit.state = 'waiting';
    if (isTask) node.status = 'waiting';
    const k = unit.attempts;
    const grown = retries.backoff === 'fixed' ? 1 : retries.backoff === 'linear' ? k : 2 ** (k - 1);
    const waitMs = Math.min(retries.waitMs * grown, 60_000);
    world.after(waitMs, (atMs) => ({ atMs, kind: 'retry', unit, attempt: unit.attempts }));
  }
}

/** Key by key: node, innermost fork whose region holds it, workflow. */
function retriesOf(world: World, { node }: Unit): Required<Retries> {
  const { graph, flow } = node.scope;
  const holding = graph.nodes.filter((fork) => graph.regionOf(fork).has(node));
  const innermost = holding.find((fork) => holding.every((other) => other === fork || graph.regionOf(other).has(fork)));
  if (holding.length > 0 && innermost === undefined)
    world.leavesOpen('which is the inner one of two regions that overlap');
  const fork = innermost?.plan;
  const inherited = fork?.kind === 'fork' ? fork.retries : {};
  return { max: 0, waitMs: 1000, backoff: 'exponential', ...flow.retries, ...inherited, ...node.plan.retries };
}
