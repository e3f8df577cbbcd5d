/** How a workflow begins and ends: the whole execution, and what a subworkflow holds (F4, R3, `terminate`). */
import type { JsonValue } from '../../../../src/base/json.ts';
import { drain } from './drain.ts';
import { cancel, cancelAll, close, fail, finish, inputOf } from './nodes.ts';
import { allOf, hasEnded, isAtRest, isReachedByFailure, type Node, type Scope } from './state.ts';
import type { World } from './world.ts';

export function begin(world: World, scope: Scope, inputs: JsonValue): void {
  const start = scope.graph.nodes.find(({ plan }) => plan.kind === 'start')!;
  const { outer } = scope;
  scope.begun = true;
  if (outer) world.after(scope.flow.timeoutMs, (atMs) => ({ atMs, kind: 'innerTimeout', scope, node: outer }));
  // The user has cancelled it already.
  if (hasEnded(start)) return;
  start.startedMs = world.nowMs;
  start.output = inputs;
  finish(world, start);
}

/** It begins with checked inputs, or fails. */
export function beginSubworkflow(world: World, node: Node): void {
  if (node.plan.kind !== 'subworkflow' || !node.inner) return;
  const { given, flow } = node.plan;
  const value = given === 'received' ? inputOf(node) : given === 'number' ? 7 : 'seven';
  if (flow.wantsNumber === true && typeof value !== 'number') {
    fail(world, node, 'failed');
    return;
  }
  node.status = 'running';
  node.startedMs = world.nowMs;
  begin(world, node.inner, { value });
}

/** At a fixed point: abort, drain and `terminate`. Whether anything came of it. */
export function judge(world: World, scope: Scope): boolean {
  const { onFailure } = scope.flow;
  const left = others(scope).filter((node) => !isAtRest(node));
  if (scope.terminated || (scope.unhandled && onFailure !== 'continue' && onFailure !== 'drain')) {
    cancelRest(world, left);
    return left.length > 0;
  }
  if (!scope.unhandled || onFailure !== 'drain' || scope.drained) return false;
  scope.drained = true;
  drain(world, others(scope));
  return true;
}

/** All but what a failure has reached already. */
export function others(scope: Scope): readonly Node[] {
  return scope.graph.nodes.filter((node) => !isReachedByFailure(node));
}

/** Cancels nodes, and what runs on behind those that have ended. */
export function cancelRest(world: World, nodes: readonly Node[]): void {
  cancelAll(world, nodes);
  for (const node of nodes) for (const unit of node.units) close(world, unit);
}

export function isOver(scope: Scope): boolean {
  return scope.begun && allOf(scope).every(isAtRest);
}

/** What a subworkflow's end means for its node. */
export function endSubworkflow(world: World, scope: Scope): void {
  const { outer } = scope;
  if (!outer) return;
  scope.ended = true;
  const status = statusOf(scope);
  if (status === 'failed') fail(world, outer, 'failed');
  else if (outer.drains && scope.graph.nodes.some(({ drained }) => drained)) cancel(world, outer, 'drain');
  else if (status === 'cancelled') cancel(world, outer, 'user');
  else {
    outer.output = outputOf(scope);
    finish(world, outer);
  }
}

/** R3, R4: what a subworkflow holds counts by what became of its node. */
export function statusOf(scope: Scope): 'completed' | 'failed' | 'cancelled' {
  if (scope.unhandled) return 'failed';
  const isCancelled = reachedEnds(scope).length === 0 && scope.graph.nodes.some(({ byUser }) => byUser);
  return isCancelled ? 'cancelled' : 'completed';
}

/** D1 */
export function outputOf(scope: Scope): JsonValue {
  const reached = reachedEnds(scope);
  if (reached.length === 0) return null;
  const { outputs } = scope.flow;
  if (outputs !== undefined)
    return {
      result:
        scope.graph.nodes.find(({ plan, status }) => plan.id === outputs && status === 'completed')?.output ?? null,
    };
  if (reached.length === 1) return reached[0]!.output;
  return Object.fromEntries(reached.map(({ plan, output }) => [plan.id, output]));
}

function reachedEnds(scope: Scope): Node[] {
  return scope.graph.nodes.filter(({ plan, status }) => plan.kind === 'end' && status === 'completed');
}
