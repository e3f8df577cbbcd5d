/** How a scope ends, the execution too: abort and drain (F4), `terminate`, its end (R3) and its output (D1). */
import { emptyObject, type JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { executionTimeout, expressionFailure, innerFailure, limitFailure, subworkflowTimeout } from '../failures.ts';
import { evaluateTemplate } from '../../model/expressions/evaluate.ts';
import type { Scope } from '../program.ts';
import { never, type ScopeState } from '../state.ts';
import { isTerminal } from '../../protocol/execution.ts';
import { outputOf } from '../data.ts';
import type { CancelReason } from '../events.ts';
import { completed } from '../transitions.ts';
import { cancelScope, drainScope } from './cancel.ts';
import { contextOf } from './expressions.ts';
import { cancelNode, completeNode, failNode } from './nodes.ts';
import { straysIn } from './strays.ts';
import type { Turn } from './turn.ts';

/** Looks at a scope in which something has settled: what of it is to end, and whether it is over. */
export function settleScope(turn: Turn, scope: Scope): void {
  const state = turn.state.scopes[scope.index] as ScopeState;
  if (state.startedMs === never || isTerminal(turn.state.status)) return;
  if (scope.index > 0 && turn.isSettled(scope.owner)) return;
  const reason = reasonToCancel(turn, scope);
  if (reason !== undefined) cancelScope(turn, scope, reason);
  else if (state.unhandled !== undefined && scope.onFailure === 'drain') drainScope(turn, scope);
  if (state.settled === scope.end - scope.first && straysIn(turn, scope) === 0) finish(turn, scope);
}

/** T6: what follows from an outcome comes before what is asked, or out of time, at the same instant. */
function reasonToCancel(turn: Turn, { index, onFailure }: Scope): CancelReason | undefined {
  if (turn.terminated.size > 0 && turn.terminated.has(index)) return 'terminate';
  if ((turn.state.scopes[index] as ScopeState).unhandled !== undefined && onFailure === 'abort') return 'failure';
  return turn.cancelling.size === 0 ? undefined : turn.cancelling.get(index);
}

function finish(turn: Turn, scope: Scope): void {
  if (scope.index > 0) {
    finishInner(turn, scope);
    return;
  }
  if (turn.state.status === 'paused') turn.tell({ type: 'executionResumed' });
  const ending = endingOf(turn, scope);
  switch (ending.kind) {
    case 'completed':
      turn.tell({ type: 'executionCompleted', output: ending.output });
      return;
    case 'failed':
      turn.tell({ type: 'executionFailed', error: ending.error });
      return;
    case 'cancelled':
      turn.tell({ type: 'executionCancelled', reason: ending.reason });
      return;
    case 'timed_out':
      turn.tell({ type: 'executionTimedOut', error: ending.error });
  }
}

/** What ended inside is what its node ends with. */
function finishInner(turn: Turn, scope: Scope): void {
  const owner = turn.node(scope.owner);
  const ending = endingOf(turn, scope);
  switch (ending.kind) {
    case 'completed':
      // F4: what something around it keeps from starting is cancelled.
      if (turn.keptFromStarting.has(scope.index)) cancelNode(turn, owner, 'failure');
      else completeNode(turn, owner, ending.output, ending.output);
      return;
    case 'failed':
      failNode(turn, owner, innerFailure(ending.error.node_id, ending.error), 'failed');
      return;
    case 'cancelled':
      cancelNode(turn, owner, ending.reason);
      return;
    case 'timed_out':
      failNode(turn, owner, ending.error);
  }
}

type Ending =
  | { readonly kind: 'completed'; readonly output: JsonValue }
  | { readonly kind: 'failed' | 'timed_out'; readonly error: FailureInfo }
  | { readonly kind: 'cancelled'; readonly reason: Extract<CancelReason, 'user' | 'cut_off'> };

function endingOf(turn: Turn, scope: Scope): Ending {
  const { unhandled, branchCancelled, ...state } = turn.state.scopes[scope.index] as ScopeState;
  // Where only items without their node went on, no node was cancelled for it.
  const cancelReason =
    state.cancelReason ?? (turn.cutShort.has(scope.index) ? turn.cancelling.get(scope.index) : undefined);
  if (cancelReason === 'user') return { kind: 'cancelled', reason: 'user' };
  if (cancelReason === 'timeout') {
    const timeoutOf = scope.index === 0 ? executionTimeout : subworkflowTimeout;
    return { kind: 'timed_out', error: timeoutOf(scope.timeoutMs ?? 0) };
  }
  if (cancelReason === 'limit') return { kind: 'failed', error: limitOf(turn) };
  if (unhandled !== undefined) return { kind: 'failed', error: unhandledFailure(turn, unhandled) };
  const reached = reachedEnds(turn, scope);
  if (branchCancelled && reached.length === 0) return { kind: 'cancelled', reason: 'cut_off' };
  const output = scopeOutput(turn, scope, reached);
  return output.ok ? { kind: 'completed', output: output.value } : { kind: 'failed', error: output.error };
}

/** What was said before a crash is in the journal only as far as the cancelled nodes. */
function limitOf(turn: Turn): FailureInfo {
  return turn.limitError ?? limitFailure(t('The execution reached a limit'));
}

function unhandledFailure(turn: Turn, node: number): FailureInfo {
  const error = turn.state.errors[node];
  if (error === undefined) throw new Error('An unhandled failure has no error');
  return { ...error, node_id: turn.node(node).id };
}

function reachedEnds(turn: Turn, { first, end }: Scope): readonly number[] {
  const reached: number[] = [];
  for (let index = first; index < end; index++)
    if (turn.state.slotStatus[index] === completed && turn.node(index).kind === 'end') reached.push(index);
  return reached;
}

/** D1: `outputs` if declared, else what the reached end received; several: a map by end id; none: null (R3). */
function scopeOutput(turn: Turn, scope: Scope, reached: readonly number[]): Result<JsonValue, FailureInfo> {
  const { state } = turn;
  const [first] = reached;
  let received: JsonValue = null;
  if (reached.length === 1 && first !== undefined) received = outputOf(state, first);
  else if (reached.length > 1) {
    received = emptyObject();
    for (const index of reached) received[turn.node(index).localId] = outputOf(state, index);
  }
  const { outputs } = scope.definition;
  if (outputs === undefined || reached.length === 0) return ok(received);
  const context = contextOf(state, turn.environment, received, scope);
  const output = emptyObject();
  for (const [name, template] of outputs) {
    const value = evaluateTemplate(template, context);
    if (!value.ok) return err(expressionFailure(`outputs.${name}: ${value.error.message}`));
    output[name] = value.value;
  }
  return ok(output);
}
