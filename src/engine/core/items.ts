/** D4: a `for_each` joins its items as a join its branches (J1–J5); its slots are in `state.ts`. */
import type { JsonValue } from '../../base/json.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { NodeDefinition } from '../../model/definition.ts';
import { evaluateTemplate } from '../../model/expressions/evaluate.ts';
import type { FailureInfo, JoinRecord } from '../../protocol/execution.ts';
import { expressionFailure, itemsFailure, limitFailure } from '../failures.ts';
import type { Tally } from '../join/modes.ts';
import type { ProgramNode } from '../program.ts';
import type { ExecutionState, Items } from '../state.ts';
import { nodeContext } from './expressions.ts';
import { judge, planOf, verdictOf } from './verdict.ts';
import { hasOpen } from './aborting.ts';
import { cancelNode, completeNode, failNode } from './nodes.ts';
import type { Turn } from './turn.ts';

type ForEach = Extract<NodeDefinition, { readonly kind: 'for_each' }>;

/** All incoming edges have settled: the list is known. */
export function reachForEach(turn: Turn, node: ProgramNode, definition: ForEach): void {
  const list = listOf(turn, node, definition);
  if (!list.ok) failNode(turn, node, list.error);
  else if (list.value.length === 0) completeNode(turn, node, [], []);
  else if (verdictOf(turn, node, { done: 0, failed: 0, pending: list.value.length, first: undefined }) === 'fail')
    failNode(turn, node, itemsFailure(0, list.value.length, undefined));
  else {
    turn.becameReady.push(node.index);
    turn.lists.set(node.index, list.value);
  }
}

function listOf(turn: Turn, node: ProgramNode, { items }: ForEach): Result<readonly JsonValue[], FailureInfo> {
  const evaluated = evaluateTemplate(items, nodeContext(turn.state, turn.environment, node));
  if (!evaluated.ok) return err(expressionFailure(evaluated.error.message));
  const { value } = evaluated;
  if (!Array.isArray(value)) return err(expressionFailure(t('What "items" gives is not a list')));
  if (value.length > turn.limits.items)
    return err(limitFailure(t('There are {0} items; at most {1} are allowed', value.length, turn.limits.items)));
  return ok(value);
}

/** Looks at a `for_each` of which an item has settled, or an attempt has ended. */
export function settleItems(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  if (turn.isSettled(node.index)) return;
  const items = itemsIn(state, node);
  const tally = tallyOf(state, items);
  if (state.joinRecords.has(node.index)) {
    const isLast = turn.draining.has(node.index) ? !hasOpen(state, items) : tally.pending === 0;
    if (isLast) completeNode(turn, node, state.outputs[node.index] ?? null);
    return;
  }
  if (turn.draining.has(node.index)) {
    if (!hasOpen(state, items)) endDraining(turn, node, tally);
    return;
  }
  const verdict = verdictOf(turn, node, tally);
  if (verdict === 'fire') fire(turn, node, items, tally);
  else if (verdict === 'fail') fail(turn, node, items, tally);
}

/** What runs has finished, and nothing else may start. */
function endDraining(turn: Turn, node: ProgramNode, tally: Tally): void {
  const failing = turn.failing.get(node.index);
  turn.failing.delete(node.index);
  const verdict = judge(planOf(node), tally);
  if (failing !== undefined) failNode(turn, node, failing);
  else if (verdict === 'fire') fire(turn, node, itemsIn(turn.state, node), tally);
  else if (verdict === 'fail') failNode(turn, node, failureOf(turn.state, itemsIn(turn.state, node)));
  else cancelNode(turn, node, 'failure');
}

function fire(turn: Turn, node: ProgramNode, items: Items, tally: Tally): void {
  const { remaining } = planOf(node);
  turn.tellNode(node.index, { type: 'joinFired', record: recordOf(turn.state, items, remaining === 'cancel') });
  // What drains waits for no item that has not started.
  const waits = remaining === 'wait' && tally.pending > 0 && !turn.draining.has(node.index);
  if (!waits) completeNode(turn, node, turn.state.outputs[node.index] ?? null);
}

/** J4 */
function fail(turn: Turn, node: ProgramNode, items: Items, tally: Tally): void {
  const error = failureOf(turn.state, items);
  const drains = planOf(node).onFailure === 'drain' && tally.pending > 0 && hasOpen(turn.state, items);
  if (!drains) {
    failNode(turn, node, error);
    return;
  }
  turn.failing.set(node.index, error);
  if (!turn.draining.has(node.index)) turn.draining.set(node.index, undefined);
}

function tallyOf(state: ExecutionState, items: Items): Tally {
  const { done, failed, cancelled: lost, values, first, firstSettled } = items;
  const error = firstSettled === -1 ? undefined : state.errors[first + firstSettled];
  return {
    done,
    failed,
    pending: values.length - done - failed - lost,
    first: firstSettled === -1 ? undefined : error === undefined ? 'done' : 'failed',
  };
}

function recordOf(state: ExecutionState, items: Items, cancels: boolean): JoinRecord {
  const { done, failed, firstDone, values, first } = items;
  const errors: Record<string, FailureInfo> = Object.create(null) as Record<string, FailureInfo>;
  values.forEach((_, item) => {
    const error = state.errors[first + item];
    if (error !== undefined) errors[String(item)] = error;
  });
  const rest = values.length - done - failed;
  return {
    winner: firstDone === -1 ? null : String(firstDone),
    errors,
    succeeded: done,
    failed,
    cancelled: cancels ? rest : 0,
    skipped: 0,
  };
}

function failureOf(state: ExecutionState, { first, values, failed }: Items): FailureInfo {
  const item = values.findIndex((_, at) => state.errors[first + at] !== undefined);
  const error = state.errors[first + item];
  return itemsFailure(failed, values.length, error && t('item {0}: {1}', item, error.message));
}

function itemsIn(state: ExecutionState, node: ProgramNode): Items {
  const items = state.items.get(node.index);
  if (items === undefined) throw new Error(`"${node.id}" has not begun`);
  return items;
}
