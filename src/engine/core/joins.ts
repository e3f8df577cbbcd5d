/** J1–J5, J7: when a join fires or fails, and what becomes of the branches that it no longer waits for. */
import { t } from '../../base/l10n.ts';
import type { FailureInfo, JoinRecord } from '../../protocol/execution.ts';
import { outputOf } from '../data.ts';
import { joinFailure, joinTimeout } from '../failures.ts';
import { endsCutOff } from '../foldEdges.ts';
import type { Tally } from '../join/modes.ts';
import type { JoinPlan, ProgramNode } from '../program.ts';
import type { Region } from '../programRegions.ts';
import { edgeDead, edgeDone, edgeFailed, edgePending, type ExecutionState } from '../state.ts';
import { cancelled, pending } from '../transitions.ts';
import { onlyOnTheWayTo } from './branches.ts';
import { drainNodes } from './cancel.ts';
import { cancelNode, completeNode, failNode, skipNode } from './nodes.ts';
import type { Turn } from './turn.ts';
import { goesOn, judge, planOf, verdictOf } from './verdict.ts';

/** Looks at a join that has neither completed nor failed. */
export function settleJoin(turn: Turn, node: ProgramNode): void {
  const plan = planOf(node);
  const tally = tallyOf(turn.state, node);
  if (turn.state.joinRecords.has(node.index)) {
    finishFired(turn, node, plan, tally);
    return;
  }
  if (turn.drains.has(node.index)) {
    finishDrained(turn, node);
    return;
  }
  if (isCutOff(turn.state, node, plan, tally)) {
    turn.clearTimer('join', node.index);
    cancelNode(turn, node, 'cut_off');
    return;
  }
  if (tally.done + tally.failed + tally.pending === 0) {
    skipNode(turn, node, 'dead');
    return;
  }
  const verdict = verdictOf(turn, node, tally);
  if (verdict === 'fire') fire(turn, node, plan, tally);
  else if (verdict === 'fail') failJoin(turn, node, plan, failureOf(turn.state, node, tally));
  else if (plan.timeoutMs !== undefined && tally.first !== undefined && !turn.hasTimer('join', node.index))
    turn.setTimer('join', node.index, (turn.state.firstInMs[node.index] as number) + plan.timeoutMs);
}

/** R4: it waits for every branch, and the user cancelled one. */
function isCutOff(state: ExecutionState, node: ProgramNode, { mode }: JoinPlan, tally: Tally): boolean {
  const { done, failed, pending: open } = tally;
  return mode === 'all' && open === 0 && failed === 0 && done < node.incoming.length && endsCutOff(state, node);
}

/** J7: it fires with the branches it has if it can, else it fails. */
export function joinTimedOut(turn: Turn, node: ProgramNode): void {
  const plan = planOf(node);
  if (turn.state.slotStatus[node.index] !== pending || turn.drains.has(node.index)) return;
  const tally = tallyOf(turn.state, node);
  if (judge(plan, { ...tally, pending: 0 }) === 'fire') fire(turn, node, plan, tally);
  else failJoin(turn, node, plan, joinTimeout(plan.timeoutMs ?? 0));
}

function tallyOf(state: ExecutionState, node: ProgramNode): Tally {
  const { index } = node;
  const first = state.firstIn[index] as number;
  return {
    done: state.doneIn[index] as number,
    failed: state.failedIn[index] as number,
    pending: state.pendingIn[index] as number,
    first: first === -1 ? undefined : state.edges[first] === edgeDone ? 'done' : 'failed',
  };
}

function fire(turn: Turn, node: ProgramNode, plan: JoinPlan, tally: Tally): void {
  turn.clearTimer('join', node.index);
  const losers = tally.pending > 0 && plan.remaining === 'cancel' ? unfinishedBranches(turn, node, plan) : [];
  turn.tellNode(node.index, { type: 'joinFired', record: recordOf(turn.state, node, new Set(losers)) });
  finishFired(turn, node, plan, tally);
}

/** J3: what `remaining` says of the branches that are still pending. */
function finishFired(turn: Turn, node: ProgramNode, plan: JoinPlan, tally: Tally): void {
  if (tally.pending > 0 && plan.remaining === 'wait') return;
  if (tally.pending > 0 && plan.remaining === 'cancel')
    for (const loser of unfinishedBranches(turn, node, plan)) cancelNode(turn, turn.node(loser), 'join');
  const unmergeable = turn.state.mergeErrors.get(node.index);
  if (unmergeable === undefined) completeNode(turn, node, node.conditional ? outputOf(turn.state, node.index) : null);
  else failNode(turn, node, { kind: 'join', message: unmergeable, retryable: false });
}

/** J4 */
function failJoin(turn: Turn, node: ProgramNode, plan: JoinPlan, error: FailureInfo): void {
  turn.clearTimer('join', node.index);
  if (!goesOn(turn, node) && (turn.state.pendingIn[node.index] as number) > 0) {
    const rest = unfinishedBranches(turn, node, plan);
    if (plan.onFailure === 'drain') {
      const left = drainNodes(turn, rest, 'join', node.index);
      if (left > 0) {
        turn.drains.set(node.index, { error, left });
        return;
      }
    } else for (const branch of rest) cancelNode(turn, turn.node(branch), 'join');
  }
  failNode(turn, node, error);
}

function finishDrained(turn: Turn, node: ProgramNode): void {
  const drain = turn.drains.get(node.index);
  if (drain === undefined || drain.left > 0) return;
  turn.drains.delete(node.index);
  failNode(turn, node, drain.error);
}

function unfinishedBranches(turn: Turn, node: ProgramNode, plan: JoinPlan): number[] {
  const fork = plan.region === undefined ? undefined : (turn.program.regions[plan.region] as Region).fork;
  return onlyOnTheWayTo(turn.program, node, fork).filter((branch) => !turn.isSettled(branch));
}

function recordOf(state: ExecutionState, node: ProgramNode, losers: ReadonlySet<number>): JoinRecord {
  const { nodes, sources } = state.program;
  const errors: Record<string, FailureInfo> = Object.create(null) as Record<string, FailureInfo>;
  const { incoming, index } = node;
  const counts = { succeeded: state.doneIn[index] as number, failed: 0, cancelled: 0, skipped: 0 };
  for (const edge of counts.succeeded < incoming.length ? incoming : []) {
    const source = sources[edge] as number;
    const edgeState = state.edges[edge];
    if (edgeState === edgeDone) continue;
    if (edgeState === edgeFailed) {
      counts.failed++;
      const error = state.errors[state.cause[source] as number];
      if (error) errors[(nodes[source] as ProgramNode).localId] = error;
    } else if (edgeState === edgePending) counts.cancelled += losers.has(source) ? 1 : 0;
    else if (edgeState === edgeDead && state.slotStatus[source] === cancelled) counts.cancelled++;
    else counts.skipped++;
  }
  const first = sources[state.firstDoneIn[index] as number] ?? -1;
  return { winner: nodes[first]?.localId ?? null, errors, ...counts };
}

function failureOf(state: ExecutionState, node: ProgramNode, tally: Tally): FailureInfo {
  const { nodes, sources } = state.program;
  const edge = node.incoming.find((at) => state.edges[at] === edgeFailed);
  const cause = edge === undefined ? undefined : (state.cause[sources[edge] as number] as number);
  const error = cause === undefined ? undefined : state.errors[cause];
  const first =
    cause !== undefined && error ? t('{0}: {1}', (nodes[cause] as ProgramNode).id, error.message) : undefined;
  return joinFailure(tally.failed, tally.done + tally.failed + tally.pending, first);
}
