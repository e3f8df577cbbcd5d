/**
 * Settling: from outcomes to the fixed point (T6).
 *
 * 1. Plain nodes first, then joins one by one in topological order, so that a join sees all that this instant settles.
 * 2. Nothing starts, and nothing is cancelled for the whole execution, before both lists are empty.
 */
import { inputOf } from '../data.ts';
import type { ProgramNode } from '../program.ts';
import { pending } from '../transitions.ts';
import { notChosen } from './conditions.ts';
import { delayOf } from './delay.ts';
import { settleJoin } from './joins.ts';
import { completeNode, failNode, skipNode } from './nodes.ts';
import type { Turn } from './turn.ts';

export function settle(turn: Turn): void {
  for (;;) {
    const index = turn.nextSettled();
    if (index === undefined) return;
    const node = turn.node(index);
    if (turn.state.nodeStatus[index] !== pending) continue;
    if (node.kind === 'join') settleJoin(turn, node);
    else settlePlain(turn, node);
  }
}

/** T4: all incoming edges of a node that is not a join have settled. */
function settlePlain(turn: Turn, node: ProgramNode): void {
  const { state } = turn;
  if (state.ready[node.index] !== 0) return;
  if ((state.failedIn[node.index] ?? 0) > 0) skipNode(turn, node, 'failed');
  else if (node.kind !== 'start' && state.doneIn[node.index] === 0) skipNode(turn, node, 'dead');
  else reach(turn, node);
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
    case 'exclusive_gateway': {
      const others = notChosen(turn, node, inputOf(turn.state, node));
      if (!others.ok) failNode(turn, node, others.error);
      else turn.finishNode(node, { type: 'nodeCompleted', ...(others.value && { not_taken: others.value }) });
      return;
    }
    case 'end':
      completeNode(turn, node, null);
      if (definition.terminate) turn.terminated = true;
      return;
    default:
      completeNode(turn, node, node.conditional ? inputOf(turn.state, node) : null);
      startRegion(turn, node);
  }
}

/** F5: a fork's time starts when it fires. */
export function startRegion(turn: Turn, node: ProgramNode): void {
  const timeoutMs = node.region === undefined ? undefined : turn.program.regions[node.region]?.timeoutMs;
  if (timeoutMs !== undefined)
    turn.setTimer('region', node.index, (turn.state.nodeEndedMs[node.index] ?? turn.now) + timeoutMs);
}
