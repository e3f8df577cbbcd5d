/** What a join, or a `for_each` over its items, comes to. */
import { joinPolicies, type Tally, type Verdict } from '../join/modes.ts';
import type { JoinPlan, ProgramNode } from '../program.ts';
import type { ExecutionState } from '../state.ts';
import type { Turn } from './turn.ts';

export function judge(plan: JoinPlan, tally: Tally): Verdict {
  return joinPolicies[plan.mode](tally, {
    ...(plan.count !== undefined && { count: plan.count }),
    ...(plan.percent !== undefined && { percent: plan.percent }),
    tolerant: plan.onFailure === 'continue',
  });
}

/** Whether a join has nothing to decide yet whatever its branches come to: most looks at a large one end here. */
export function surelyWaits({ pendingIn, failedIn }: ExecutionState, { index, join }: ProgramNode): boolean {
  if (join === undefined || join.timeoutMs !== undefined || pendingIn[index] === 0) return false;
  return join.mode === 'all_settled' || (join.mode === 'all' && failedIn[index] === 0);
}

/** J4: with the workflow's `on_failure: continue` a join fails only once nothing is pending. */
export function verdictOf(turn: Turn, node: ProgramNode, tally: Tally): Verdict {
  const verdict = judge(planOf(node), tally);
  return verdict === 'fail' && goesOn(turn, node) && tally.pending > 0 ? 'wait' : verdict;
}

export function goesOn(turn: Turn, node: ProgramNode): boolean {
  return turn.scope(node.scope).onFailure === 'continue';
}

export function planOf(node: ProgramNode): JoinPlan {
  if (node.join === undefined) throw new Error(`"${node.id}" joins nothing`);
  return node.join;
}
