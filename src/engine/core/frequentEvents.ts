/**
 * The events that every attempt brings. They are made key by key, and the fold is handed each where it belongs: with 10,000 branches
 * a spread, or one more look at the type, costs more than all the rest.
 */
import type { JsonValue } from '../../base/json.ts';
import { becomeReady, complete, start } from '../fold.ts';
import { succeed } from '../foldAttempts.ts';
import type { ProgramNode } from '../program.ts';
import { AttemptStarted, AttemptSucceeded, NodeCompleted, NodeReady } from '../shapes.ts';
import type { Turn } from './turn.ts';

/** @param item of a `for_each` */
export function tellReady(turn: Turn, node: ProgramNode, item: number | undefined): void {
  const { state, now } = turn;
  if (item !== undefined) {
    turn.tellNode(node.index, { type: 'nodeReady', item });
    return;
  }
  const event = new NodeReady(state.seq + 1, now, node.id);
  state.advance(event.seq, now, node.index);
  becomeReady(state, node, event);
  turn.events.push(event);
}

export function tellStarted(turn: Turn, node: ProgramNode, slot: number, attempt: number): void {
  const { state, now } = turn;
  if (slot !== node.index) {
    turn.tellSlot(slot, { type: 'attemptStarted', attempt });
    return;
  }
  const event = new AttemptStarted(state.seq + 1, now, node.id, attempt);
  state.advance(event.seq, now, slot);
  start(state, node, event);
  turn.events.push(event);
}

export function tellSucceeded(turn: Turn, node: ProgramNode, slot: number, attempt: number, output: JsonValue): void {
  const { state, now } = turn;
  if (slot !== node.index) {
    turn.tellSlot(slot, { type: 'attemptSucceeded', attempt, output });
    return;
  }
  const event = new AttemptSucceeded(state.seq + 1, now, node.id, attempt, output);
  state.advance(event.seq, now, slot);
  succeed(state, node, event);
  turn.events.push(event);
}

export function tellCompleted(turn: Turn, node: ProgramNode): void {
  const { state, now } = turn;
  const event = new NodeCompleted(state.seq + 1, now, node.id);
  state.advance(event.seq, now, node.index);
  complete(state, node, event);
  turn.events.push(event);
}
