/** What concerns the whole execution: abort and drain (F4), `terminate`, its end (R3) and its output (D1). */
import { emptyObject, type JsonValue } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { executionTimeout, expressionFailure } from '../failures.ts';
import { evaluateTemplate } from '../../model/expressions/evaluate.ts';
import { completed } from '../transitions.ts';
import { cancelAll, drainAll } from './cancel.ts';
import { contextOf } from './expressions.ts';
import { settle } from './settle.ts';
import type { Turn } from './turn.ts';

/** Runs at the fixed point, and leads back to one. */
export function settleExecution(turn: Turn): void {
  const { state, program } = turn;
  const reason = turn.cancelling ?? (turn.terminated ? 'terminate' : undefined);
  if (reason !== undefined) cancelAll(turn, reason);
  else if (state.unhandled !== undefined && program.onFailure === 'abort') cancelAll(turn, 'failure');
  else if (state.unhandled !== undefined && program.onFailure === 'drain' && !turn.drained) {
    turn.drained = true;
    drainAll(turn);
  }
  settle(turn);
  if (state.settledNodes === program.nodes.length) finish(turn);
}

function finish(turn: Turn): void {
  const { state, program } = turn;
  if (state.cancelReason === 'user') turn.tell({ type: 'executionCancelled', reason: 'user' });
  else if (state.cancelReason === 'timeout')
    turn.tell({ type: 'executionTimedOut', error: executionTimeout(program.timeoutMs ?? 0) });
  else if (state.unhandled !== undefined) turn.tell({ type: 'executionFailed', error: unhandledFailure(turn) });
  else {
    const output = outputOf(turn);
    if (output.ok) turn.tell({ type: 'executionCompleted', output: output.value });
    else turn.tell({ type: 'executionFailed', error: output.error });
  }
}

function unhandledFailure(turn: Turn): FailureInfo {
  const { errors, unhandled } = turn.state;
  const error = errors[unhandled ?? -1];
  if (error === undefined || unhandled === undefined) throw new Error('An unhandled failure has no error');
  return { ...error, node_id: turn.node(unhandled).id };
}

/** D1: `outputs` if declared, else what the reached end received; several: a map by end id; none: null (R3). */
function outputOf(turn: Turn): Result<JsonValue, FailureInfo> {
  const { state, program } = turn;
  const reached = program.nodes.filter(({ kind, index }) => kind === 'end' && state.nodeStatus[index] === completed);
  const [first] = reached;
  let received: JsonValue = null;
  if (reached.length === 1 && first) received = state.outputs[first.index] ?? null;
  else if (reached.length > 1) {
    received = emptyObject();
    for (const { id, index } of reached) received[id] = state.outputs[index] ?? null;
  }
  const { outputs } = program.definition;
  if (outputs === undefined || reached.length === 0) return ok(received);
  const context = contextOf(state, turn.environment, received);
  const output = emptyObject();
  for (const [name, template] of outputs) {
    const value = evaluateTemplate(template, context);
    if (!value.ok) return err(expressionFailure(value.error.message));
    output[name] = value.value;
  }
  return ok(output);
}
