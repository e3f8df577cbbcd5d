/** The fold: how each event changes the state. Rules: `state.ts`; attempts: `foldAttempts.ts`; edges: `foldEdges.ts`. */
import { assertNever } from '../base/assertNever.ts';
import { inputOf } from './data.ts';
import type { EngineEvent } from './events.ts';
import { endAttempt, endItems, endStrays, failAttempt, scheduleRetry, startAttempt, succeed } from './foldAttempts.ts';
import { endsCutOff, passedCause, settleAll, settleEdge } from './foldEdges.ts';
import { fireItems, fireJoin } from './foldJoins.ts';
import { attemptCancelled } from './failures.ts';
import type { ProgramNode, Scope } from './program.ts';
import { edgeDead, edgeDone, edgeFailed, type ExecutionState, never, type ScopeState } from './state.ts';
import {
  cancelled,
  checkExecutionMove,
  checkNodeMove,
  completed,
  failed,
  running,
  skipped,
  timedOut,
  waiting,
} from './transitions.ts';

/** Events of one node. */
export type NodeEvent = Extract<EngineEvent, { readonly node_id: string }>;
export type ExecutionEvent = Exclude<EngineEvent, NodeEvent>;

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: Type }>;

/** @throws Error for an event that cannot follow: a gap in `seq`, an unknown node, a move that R1 does not allow. */
export function applyEvent(state: ExecutionState, event: EngineEvent): void {
  if (event.seq !== state.seq + 1) throw new Error(`Event ${event.seq} cannot follow event ${state.seq}`);
  if ('node_id' in event) {
    const index = state.program.graph.indexOf(event.node_id);
    if (index === undefined) throw new Error(`An event names the unknown node "${event.node_id}"`);
    applyNodeEvent(state, event, index);
  } else applyExecutionEvent(state, event);
}

export function applyExecutionEvent(state: ExecutionState, event: ExecutionEvent): void {
  state.seq = event.seq;
  state.nowMs = event.time_ms;
  switch (event.type) {
    case 'executionStarted':
      begin(state, event);
      return;
    case 'executionPaused':
      checkExecutionMove(state.status, 'paused');
      state.status = 'paused';
      return;
    case 'executionResumed':
      if (state.status !== 'running') checkExecutionMove(state.status, 'running');
      state.status = 'running';
      return;
    case 'executionCompleted':
      end(state, 'completed');
      state.output = event.output;
      return;
    case 'executionFailed':
      end(state, 'failed');
      state.error = event.error;
      return;
    case 'executionCancelled':
      end(state, 'cancelled');
      return;
    case 'executionTimedOut':
      end(state, 'timed_out');
      state.error = event.error;
      return;
    default:
      assertNever(event);
  }
}

function begin(state: ExecutionState, event: Of<'executionStarted'>): void {
  checkExecutionMove(state.status, 'running');
  state.status = 'running';
  state.id = event.execution_id;
  state.seed = event.seed;
  state.retryOf = event.retry_of;
  state.takenOver = event.taken_over ?? {};
  state.startedMs = event.time_ms;
  state.root.inputs = event.inputs;
  state.root.startedMs = event.time_ms;
}

function end(state: ExecutionState, status: 'completed' | 'failed' | 'cancelled' | 'timed_out'): void {
  checkExecutionMove(state.status, status);
  state.status = status;
  state.endedMs = state.nowMs;
  endStrays(state, 0, state.program.nodes.length);
}

/** @param index the node's, as `event.node_id` names it */
export function applyNodeEvent(state: ExecutionState, event: NodeEvent, index: number): void {
  state.advance(event.seq, event.time_ms, index);
  const node = nodeAt(state, index);
  switch (event.type) {
    case 'nodeReady':
      becomeReady(state, node, event);
      return;
    case 'attemptStarted':
      start(state, node, event);
      return;
    case 'attemptSucceeded':
      succeed(state, node, event);
      return;
    case 'attemptFailed':
      failAttempt(state, node, event);
      return;
    case 'retryScheduled':
      if (event.item === undefined) move(state, node, waiting);
      scheduleRetry(state, state.slotOf(index, event.item), event);
      return;
    case 'nodeCompleted':
      complete(state, node, event);
      return;
    case 'nodeFailed':
      fail(state, node, event);
      return;
    case 'nodeSkipped':
      skip(state, node, event.passes);
      return;
    case 'nodeCancelled':
      cancel(state, node, event);
      return;
    case 'joinFired':
      if (node.kind === 'for_each') fireItems(state, node, event.record);
      else fireJoin(state, node, event.record);
      return;
    case 'approvalRequested':
      move(state, node, waiting);
      state.approvals.set(index, { message: event.message, approvers: event.approvers, approved: null });
      return;
    case 'approvalAnswered': {
      const { approved, comment } = event;
      const asked = state.approvals.get(index) ?? { message: '', approvers: [], approved: null };
      state.approvals.set(index, { ...asked, approved, ...(comment !== undefined && { comment }) });
      return;
    }
    case 'agentLogged':
    case 'agentProgressed':
      return;
    default:
      assertNever(event);
  }
}

function nodeAt(state: ExecutionState, index: number): ProgramNode {
  return state.program.nodes[index] as ProgramNode;
}

/** The only place where a node's status changes. */
function move(state: ExecutionState, node: ProgramNode, to: number): void {
  const { index } = node;
  checkNodeMove(state.slotStatus[index] as number, to, node.id);
  state.slotStatus[index] = to;
  if (to === running || to === waiting) {
    if (state.slotStartedMs[index] === never) state.slotStartedMs[index] = state.nowMs;
    return;
  }
  state.ready[index] = 0;
  state.settledNodes++;
  (state.scopes[node.scope] as ScopeState).settled++;
  state.nodeEndedMs[index] = state.nowMs;
}

export function start(state: ExecutionState, node: ProgramNode, event: Of<'attemptStarted'>): void {
  if (event.item === undefined) {
    const { index } = node;
    move(state, node, running);
    state.ready[index] = 0;
    state.attempts[index] = event.attempt;
  }
  startAttempt(state, node, event);
}

export function becomeReady(state: ExecutionState, node: ProgramNode, event: Of<'nodeReady'>): void {
  const { index } = node;
  if (event.delay_ms !== undefined) {
    move(state, node, waiting);
    state.dueMs[index] = state.nowMs + event.delay_ms;
  } else if (event.items !== undefined) {
    // Its start is that of its first attempt.
    checkNodeMove(state.slotStatus[index] as number, running, node.id);
    state.slotStatus[index] = running;
    const { first, values } = state.addItems(index, event.items);
    for (let slot = first; slot < first + values.length; slot++) state.ready[slot] = ++state.readyCount;
  } else if (event.inputs !== undefined) {
    move(state, node, running);
    const scope = state.scopes[node.inner ?? -1];
    if (scope === undefined) throw new Error(`"${node.id}" is not a subworkflow`);
    scope.inputs = event.inputs;
    scope.startedMs = event.time_ms;
  } else state.ready[state.slotOf(index, event.item)] = ++state.readyCount;
}

export function complete(state: ExecutionState, node: ProgramNode, event: Of<'nodeCompleted'>): void {
  const { index } = node;
  if (event.taken_over === true) takeOver(state, node);
  else if (event.output !== undefined) state.outputs[index] = event.output;
  else if (passesOn(node)) state.outputs[index] = inputOf(state, node);
  if (state.slotStartedMs[index] === never) state.slotStartedMs[index] = state.nowMs;
  move(state, node, completed);
  if (node.kind === 'for_each') endItems(state, node, true);
  endInner(state, node);
  const { on } = state.program;
  const { outgoing } = node;
  for (let at = 0; at < outgoing.length; at++) {
    const edge = outgoing[at] as number;
    const taken = on[edge] !== 'failure' && event.not_taken?.includes(edge) !== true;
    settleEdge(state, edge, taken ? edgeDone : edgeDead);
  }
}

/** D1: what has no output of its own passes on what it receives. */
function passesOn({ kind }: ProgramNode): boolean {
  return kind !== 'agent_task' && kind !== 'join' && kind !== 'for_each' && kind !== 'subworkflow';
}

function takeOver(state: ExecutionState, node: ProgramNode): void {
  const taken = Object.hasOwn(state.takenOver, node.id) ? state.takenOver[node.id] : undefined;
  if (taken === undefined) throw new Error(`Nothing of "${node.id}" was taken over`);
  state.outputs[node.index] = taken.output;
  if (taken.join !== undefined) state.joinRecords.set(node.index, taken.join);
}

function fail(state: ExecutionState, node: ProgramNode, event: Of<'nodeFailed'>): void {
  const { index } = node;
  move(state, node, event.status === 'failed' ? failed : timedOut);
  state.errors[index] = event.error;
  giveNothing(state, index);
  state.cause[index] = index;
  if (node.kind === 'for_each') endItems(state, node, false);
  endInner(state, node);
  const { on } = state.program;
  const takes = (edge: number): boolean => event.not_taken?.includes(edge) !== true;
  if (node.task?.continueOnFailure === true) {
    for (const edge of node.outgoing)
      settleEdge(state, edge, on[edge] !== 'failure' && takes(edge) ? edgeDone : edgeDead);
    return;
  }
  const handled = node.outgoing.some((edge) => on[edge] !== 'success' && takes(edge));
  for (const edge of node.outgoing) {
    if (on[edge] === 'success') settleEdge(state, edge, handled ? edgeDead : edgeFailed);
    else settleEdge(state, edge, takes(edge) ? edgeDone : edgeDead);
  }
  if (node.outgoing.length === 0) state.scopeOf(index).unhandled ??= index;
}

function giveNothing(state: ExecutionState, index: number): void {
  state.unmerged.delete(index);
  state.outputs[index] = null;
}

function skip(state: ExecutionState, node: ProgramNode, passes: 'dead' | 'failed'): void {
  if (passes === 'failed') state.cause[node.index] = passedCause(state, node);
  else if (endsCutOff(state, node)) state.cutOff[node.index] = 1;
  move(state, node, skipped);
  settleAll(state, node, passes === 'failed' ? edgeFailed : edgeDead);
}

function cancel(state: ExecutionState, node: ProgramNode, { reason }: Of<'nodeCancelled'>): void {
  const { index } = node;
  if (state.open[index] !== undefined) endAttempt(state, index, attemptCancelled());
  move(state, node, cancelled);
  giveNothing(state, index);
  if (node.kind === 'for_each') endItems(state, node, false);
  endInner(state, node);
  const scope = state.scopeOf(index);
  if (reason === 'user' || reason === 'timeout' || reason === 'limit') scope.cancelReason = reason;
  if (reason === 'branch' || reason === 'cut_off') {
    state.cutOff[index] = 1;
    scope.branchCancelled = true;
  }
  settleAll(state, node, edgeDead);
}

/** What went on in a subworkflow without counting any more ends with it. */
function endInner(state: ExecutionState, node: ProgramNode): void {
  if (node.inner === undefined) return;
  const { first, endOfInner } = state.program.scopes[node.inner] as Scope;
  endStrays(state, first, endOfInner);
}
