/**
 * What `spec/semantics.md` says happens to a plan, written from its text alone and as plainly as it can be said: every question
 * is answered by looking at the whole graph again. The engine is compared with it, so it shares no code with `src/engine`.
 */
import type { JsonValue } from '../../../../src/base/json.ts';
import type { Plan } from '../plan.ts';
import { attemptEnds, attemptFails, startReady } from './attempts.ts';
import { joinTimeout } from './joins.ts';
import { fail, finish } from './nodes.ts';
import { begin, cancelRest, isOver, judge, others, outputOf, statusOf } from './scopes.ts';
import { settle } from './settle.ts';
import { type AttemptLog, hasEnded, isAtRest, type Node, type Scope, type Status } from './state.ts';
import { perform } from './userActs.ts';
import { type Due, World } from './world.ts';

export interface NodeResult {
  readonly status: Status;
  readonly attempts: readonly AttemptLog[];
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly output: JsonValue;
  readonly winner?: string | null;
  readonly counted?: readonly [done: number, failed: number];
}

export interface ModelResult {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'timed_out';
  readonly durationMs: number;
  readonly maxParallel: number;
  readonly output: JsonValue;
  readonly nodes: Readonly<Record<string, NodeResult>>;
  /** It hung on something that the rules do not lay down. */
  readonly undecided: string | undefined;
}

export function expectedOf(plan: Plan): ModelResult {
  const world = new World(plan);
  world.after(plan.timeoutMs, (atMs) => ({ atMs, kind: 'executionTimeout' }));
  world.after(plan.cancelMs, (atMs) => ({ atMs, kind: 'cancel' }));
  for (const act of plan.acts ?? []) world.due.push({ atMs: act.atMs, kind: 'act', act });
  begin(world, world.root, {});
  let ended = rest(world);
  while (ended === undefined) {
    const nextMs = Math.max(world.nowMs, Math.min(...world.due.map(({ atMs }) => atMs)));
    if (nextMs === Infinity) throw new Error('The model came to rest before its end');
    world.nowMs = nextMs;
    const now = world.due.filter(({ atMs }) => atMs <= nextMs);
    world.due = world.due.filter(({ atMs }) => atMs > nextMs);
    ended = instant(world, now);
    if (world.turn > 10_000) throw new Error('The model does not end');
  }
  return resultOf(world, ended);
}

type Ended = ModelResult['status'] | undefined;

/** T6: everything due at one instant, outcomes in the file's order, then timeouts; then the fixed point; then effects. */
function instant(world: World, due: readonly Due[]): Ended {
  world.turn++;
  const inFileOrder = [...due].sort((a, b) => placeOf(a) - placeOf(b));
  for (const each of inFileOrder) outcome(world, each);
  findTies(world, inFileOrder);
  for (const each of inFileOrder) timeout(world, each);
  settle(world);
  for (const each of inFileOrder) judgement(world, each);
  settle(world);
  for (const each of due) if (each.kind === 'act') perform(world, each.act);
  return rest(world, due.find(({ kind }) => kind === 'cancel' || kind === 'executionTimeout')?.kind);
}

function placeOf(due: Due): number {
  if ('unit' in due) return due.unit.node.index + (due.unit.item ?? 0) / 1000;
  return 'node' in due ? due.node.index : -1;
}

function isCurrent({ unit, attempt }: Extract<Due, { readonly attempt: number }>): boolean {
  return unit.state === 'running' && unit.attempts === attempt;
}

function outcome(world: World, due: Due): void {
  if (due.kind === 'attempt' && isCurrent(due)) attemptEnds(world, due.unit);
  else if (due.kind === 'delay' && due.node.status === 'waiting') finish(world, due.node);
  else if (due.kind === 'answer') answer(world, due.node, (plan) => (plan.approve ? 'approve' : 'reject'));
}

function timeout(world: World, due: Due): void {
  if (due.kind === 'attemptTimeout' && isCurrent(due)) attemptFails(world, due.unit, true, 'timed_out');
  else if (due.kind === 'retry' && due.unit.state === 'waiting' && due.unit.attempts === due.attempt) {
    due.unit.state = 'ready';
    due.unit.readyTurn = world.turn;
  } else if (due.kind === 'totalTimeout' && !hasEnded(due.node)) {
    if (due.node.fired || due.node.failing) world.leavesOpen('the time of a for_each that has fired or fails already');
    fail(world, due.node, 'timed_out');
  } else if (due.kind === 'approvalTimeout') answer(world, due.node, ({ onTimeout }) => onTimeout);
}

type Approval = Extract<Node['plan'], { readonly kind: 'approval' }>;

function answer(world: World, node: Node, says: (plan: Approval) => Approval['onTimeout']): void {
  if (node.plan.kind !== 'approval' || node.status !== 'waiting') return;
  const said = says(node.plan);
  if (said === 'approve') finish(world, node);
  else fail(world, node, said === 'reject' ? 'failed' : 'timed_out');
}

/** Whether one attempt or all together took too long is not laid down, nor which of several judgements comes first. */
function findTies(world: World, due: readonly Due[]): void {
  const together = due.flatMap((each) => (each.kind === 'totalTimeout' ? [each.node] : []));
  if (due.some((each) => each.kind === 'attemptTimeout' && isCurrent(each) && together.includes(each.unit.node)))
    world.leavesOpen('whether one attempt or all together took too long');
  const kinds = new Set(due.map(({ kind }) => kind));
  if (['joinTimeout', 'regionTimeout', 'innerTimeout'].filter((kind) => kinds.has(kind as Due['kind'])).length > 1)
    world.leavesOpen('which of two timeouts of one instant comes first');
}

/** What looks at what others have come to, so that must be settled first. */
function judgement(world: World, due: Due): void {
  if (due.kind === 'joinTimeout') joinTimeout(world, due.node);
  else if (due.kind === 'regionTimeout') regionTimeout(world, due.node);
  else if (due.kind === 'innerTimeout') innerTimeout(world, due.scope);
}

/** F5: a fork's time, which ends with its last join, fails what its region has not finished; its joins judge for themselves. */
function regionTimeout(world: World, fork: Node): void {
  const { graph } = fork.scope;
  const joins = graph.nodes.filter((node) => graph.forkOf(node) === fork);
  if (joins.some(({ endedMs }) => endedMs !== null && endedMs < fork.endedMs!))
    world.leavesOpen('the time of a region whose join ended before its fork');
  if (joins.length > 0 && joins.every(hasEnded)) return;
  for (const node of graph.nodes) {
    if (!graph.regionOf(fork).has(node) || joins.includes(node) || hasEnded(node)) continue;
    if (node.fired || node.failing)
      world.leavesOpen('the time of a region with a join that has fired or fails already');
    fail(world, node, 'timed_out');
  }
}

function innerTimeout(world: World, scope: Scope): void {
  if (!scope.begun || !scope.outer) return;
  const endsNow = !scope.ended || scope.outer.endedMs === world.nowMs;
  if (endsNow && (scope.unhandled || scope.terminated))
    world.leavesOpen('whether a failure or the time ended a subworkflow');
  if (scope.ended) return;
  scope.ended = true;
  cancelRest(world, others(scope));
  settle(world);
  if (!hasEnded(scope.outer)) fail(world, scope.outer, 'timed_out');
}

/** Settles, ends what is over, and starts what may start. */
function rest(world: World, end?: Due['kind']): Ended {
  const { root } = world;
  settle(world);
  // Whether what ends the execution in the instant of its timeout comes before that is not laid down.
  if (end === 'executionTimeout' && (root.unhandled || root.terminated))
    world.leavesOpen('whether a failure or the time ended it');
  while (judge(world, root)) settle(world);
  if (isOver(root)) return statusOf(root);
  if (end !== undefined) {
    cancelRest(world, allOthers(world));
    settle(world);
    return end === 'cancel' ? 'cancelled' : 'timed_out';
  }
  startReady(world);
  return undefined;
}

function allOthers({ root }: World): readonly Node[] {
  return others(root).filter((node) => !isAtRest(node));
}

function resultOf(world: World, status: ModelResult['status']): ModelResult {
  const nodes = world.nodes.map((node): [string, NodeResult] => [
    node.id,
    {
      status: node.status,
      attempts: node.log,
      startedMs: node.startedMs,
      endedMs: node.endedMs,
      output: node.status === 'completed' ? node.output : null,
      ...(node.winner !== undefined && { winner: node.winner }),
      ...(node.counted !== undefined && { counted: node.counted }),
    },
  ]);
  return {
    status,
    durationMs: world.nowMs,
    maxParallel: world.maxParallel,
    output: status === 'completed' ? outputOf(world.root) : null,
    nodes: Object.fromEntries(nodes),
    undecided: world.undecided,
  };
}
