/**
 * Settling: from outcomes to the fixed point (T6).
 *
 * 1. Plain nodes first, then one by one, in topological order, what looks at others: joins, what joins its items, and subworkflows.
 *    So each of them sees all that this instant settles.
 * 2. Inside of a subworkflow whose node has settled nothing is reached any more.
 * 3. Nothing starts, and the whole execution is neither cancelled nor ended, before both lists are empty.
 */
import type { JsonValue } from '../../base/json.ts';
import { evaluateTemplate } from '../../model/expressions/evaluate.ts';
import { inputOf } from '../data.ts';
import { expressionFailure } from '../failures.ts';
import type { ProgramNode } from '../program.ts';
import { pending } from '../transitions.ts';
import { notChosen } from './conditions.ts';
import { delayOf } from './delay.ts';
import { settleScope } from './ending.ts';
import { nodeContext } from './expressions.ts';
import { reachForEach, settleItems } from './items.ts';
import { settleJoin } from './joins.ts';
import { completeNode, failNode, skipNode } from './nodes.ts';
import { hasBegun, startRegion } from './scope.ts';
import { reachSubworkflow } from './subworkflow.ts';
import type { Turn } from './turn.ts';

export function settle(turn: Turn): void {
  for (;;) {
    const index = turn.nextSettled();
    if (index === undefined) return;
    const node = turn.node(index);
    if (node.kind === 'for_each' && turn.state.items.has(index)) settleItems(turn, node);
    if (node.inner !== undefined && hasBegun(turn, node.inner)) settleScope(turn, turn.scope(node.inner));
    if (turn.state.slotStatus[index] !== pending) continue;
    if (node.scope > 0 && turn.isSettled(turn.scope(node.scope).owner)) skipNode(turn, node, 'dead');
    else if (node.kind === 'join') settleJoin(turn, node);
    else settlePlain(turn, node);
  }
}

/** From one fixed point to that with the whole execution in it: what of it is to be cancelled, and whether it is over. */
export function settleExecution(turn: Turn): void {
  for (let seq = -1; turn.state.seq !== seq;) {
    seq = turn.state.seq;
    settleScope(turn, turn.scope(0));
    settle(turn);
  }
}

/** T4: all incoming edges of a node that is not a join have settled. */
function settlePlain(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  if (state.ready[node.index] !== 0) return;
  if ((state.failedIn[node.index] as number) > 0) skipNode(turn, node, 'failed');
  else if (node.incoming.length === 0) reachRoot(turn, node);
  else if (state.doneIn[node.index] === 0) skipNode(turn, node, 'dead');
  else reach(turn, node);
}

/** What has no way into it goes when its scope has begun. */
function reachRoot(turn: Turn, node: ProgramNode): void {
  if (!hasBegun(turn, node.scope)) return;
  if (node.kind === 'start') reach(turn, node);
  else skipNode(turn, node, 'dead');
}

/** Gateways take no time and complete here; what takes time becomes ready. */
function reach(turn: Turn, node: ProgramNode): void {
  const { definition } = node;
  switch (definition.kind) {
    case 'agent_task':
      turn.becameReady.push(node.index);
      return;
    case 'delay': {
      const delay = delayOf(turn, node, definition);
      if (!delay.ok) failNode(turn, node, delay.error);
      else {
        turn.delays.set(node.index, delay.value);
        turn.becameReady.push(node.index);
      }
      return;
    }
    case 'for_each':
      reachForEach(turn, node, definition);
      return;
    case 'subworkflow':
      reachSubworkflow(turn, node, definition);
      return;
    case 'approval': {
      const message =
        definition.message && evaluateTemplate(definition.message, nodeContext(turn.state, turn.environment, node));
      if (message?.ok === false) failNode(turn, node, expressionFailure(message.error.message));
      else {
        turn.becameReady.push(node.index);
        turn.questions.set(node.index, message === undefined ? '' : textOf(message.value));
      }
      return;
    }
    case 'exclusive_gateway': {
      const others = notChosen(turn, node, inputOf(turn.state, node));
      if (!others.ok) failNode(turn, node, others.error);
      else turn.finishNode(node, { type: 'nodeCompleted', ...(others.value && { not_taken: others.value }) });
      return;
    }
    case 'end':
      completeNode(turn, node, null);
      if (definition.terminate) turn.terminated.add(node.scope);
      return;
    default:
      completeNode(turn, node, node.conditional ? inputOf(turn.state, node) : null);
      startRegion(turn, node);
  }
}

function textOf(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
