/** J1 to J7. */
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import type { JoinNode } from '../plan.ts';
import { drain } from './drain.ts';
import { cancel, cancelAll, fail, finish, skip } from './nodes.ts';
import { type Tally, verdict } from './quorum.ts';
import { type Edge, type EdgeState, hasEnded, isJoin, type Node } from './state.ts';
import type { World } from './world.ts';

type Join = Node & { readonly plan: JoinNode & { readonly id: string } };

/** Whether anything came of it. */
export function lookAtJoin(world: World, node: Node): boolean {
  if (!isJoin(node) || node.status !== 'pending') return false;
  const live = node.incoming.filter(({ state }) => state !== 'dead');
  const isPending = live.some(({ state }) => state === 'pending');
  if (node.fired) {
    if (isPending) return false;
    finishJoin(world, node);
    return true;
  }
  if (node.failing) {
    if (!node.failing.nodes.every(hasEnded)) return false;
    fail(world, node, node.failing.status);
    return true;
  }
  const lacksOneByUser = node.plan.mode === 'all' && node.incoming.some(isCancelledByUser);
  if (lacksOneByUser && live.every(({ state }) => state === 'done')) {
    cancel(world, node, 'user');
    return true;
  }
  if (live.length === 0) {
    skip(world, node, 'dead');
    return true;
  }
  const said = verdictOf(world, node, live);
  if (said === 'fire') fire(world, node);
  else if (said === 'fail' && !(node.scope.flow.onFailure === 'continue' && isPending)) failJoin(world, node, 'failed');
  else return false;
  return true;
}

/** J7 */
export function joinTimeout(world: World, node: Node): void {
  if (!isJoin(node) || node.status !== 'pending' || node.fired || node.failing) return;
  if (node.plan.mode === 'all' && node.incoming.some(isCancelledByUser))
    world.leavesOpen('the time of a join with a branch that the user cancelled');
  const live = node.incoming.filter(({ state }) => state === 'done' || state === 'failed');
  if (verdictOf(world, node, live) === 'fire') fire(world, node);
  else failJoin(world, node, 'timed_out');
}

/** R4 */
const isCancelledByUser = ({ state, source }: Edge): boolean => state === 'dead' && source.byUser;

function verdictOf(world: World, node: Join, live: readonly Edge[]): 'fire' | 'fail' | 'wait' {
  const count = (state: EdgeState): number => live.filter((edge) => edge.state === state).length;
  const [first] = live.filter(({ state }) => state !== 'pending').sort((a, b) => a.settledAs - b.settledAs);
  if (node.plan.mode === 'race' && ties(first, live).some(({ state }) => state !== first?.state))
    world.leavesOpen('which branch of a race settled first');
  const tally: Tally = {
    d: count('done'),
    f: count('failed'),
    p: count('pending'),
    first: first?.state as Tally['first'],
  };
  return verdict(node.plan, tally, onFailureOf(node) === 'continue');
}

/** J2, J4: of the join's fork. */
function onFailureOf(node: Join): string | undefined {
  const fork = node.scope.graph.forkOf(node)?.plan;
  return fork?.kind === 'fork' ? fork.onFailure : undefined;
}

/** Other edges that settled in the same turn with nothing laid down about which came first. */
function ties(edge: Edge | undefined, among: readonly Edge[]): readonly Edge[] {
  if (edge?.settledInTurn === undefined) return [];
  return among.filter((other) => other !== edge && other.settledInTurn === edge.settledInTurn);
}

/** J3, J5 */
function fire(world: World, node: Join): void {
  const { remaining, merge } = node.plan;
  const live = node.incoming.filter(({ state }) => state !== 'dead');
  const done = live.filter(({ state }) => state === 'done');
  const [first] = [...done].sort((a, b) => a.settledAs - b.settledAs);
  node.winner = ties(first, done).length > 0 ? undefined : (first?.source.plan.id ?? null);
  node.counted = [done.length, live.filter(({ state }) => state === 'failed').length];
  node.startedMs = world.nowMs;
  node.fired = { output: mergeOf(merge, done) };
  if (remaining === 'wait' && live.some(({ state }) => state === 'pending')) return;
  if (remaining === 'cancel') cancelAll(world, toCancel(node));
  finishJoin(world, node);
}

/** One that has fired and cannot merge is a failed node; what became of the others is decided already. */
function finishJoin(world: World, node: Join): void {
  const output = node.fired?.output;
  if (output === undefined) fail(world, node, 'failed');
  else {
    node.output = output;
    finish(world, node);
  }
}

/** J4 */
function failJoin(world: World, node: Join, status: 'failed' | 'timed_out'): void {
  const doomed = toCancel(node);
  const continues = node.scope.flow.onFailure === 'continue';
  if (!continues && onFailureOf(node) === 'drain') {
    drain(world, doomed);
    node.failing = { nodes: doomed, status };
    return;
  }
  if (!continues) cancelAll(world, doomed);
  fail(world, node, status);
}

/**
 * J3, with branches pending: the unfinished nodes behind the join's fork that lie only on the way to the join, so that wherever
 * one goes on from them, one comes to it.
 */
function toCancel(join: Join): Node[] {
  const leadsOnlyTo = (node: Node): boolean =>
    node === join || (node.outgoing.length > 0 && node.outgoing.every(({ target }) => leadsOnlyTo(target)));
  if (join.incoming.every(({ state }) => state !== 'pending')) return [];
  const { graph } = join.scope;
  const fork = graph.forkOf(join);
  const branches = fork ? [...graph.after(fork)] : graph.nodes;
  return branches.filter((node) => node !== join && !hasEnded(node) && leadsOnlyTo(node));
}

/** J5; undefined when it cannot be made. */
function mergeOf(merge: JoinNode['merge'], done: readonly Edge[]): JsonValue | undefined {
  const outputs = done.map(({ source }) => source.output);
  switch (merge) {
    case 'by_branch':
      return Object.fromEntries(done.map(({ source }) => [source.plan.id, source.output]));
    case 'collect_all':
      return outputs;
    case 'first_result':
      return outputs[0] ?? null;
    case 'aggregate':
      return outputs.every((output) => typeof output === 'number')
        ? outputs.reduce((sum, each) => sum + each, 0)
        : undefined;
    case 'merge_dict': {
      const merged: JsonObject = {};
      for (const output of outputs) {
        if (typeof output !== 'object' || output === null || Array.isArray(output)) return undefined;
        Object.assign(merged, output);
      }
      return merged;
    }
  }
}
