/** The fold: how each event changes the state. Rules: `state.ts`. */
import { assertNever } from '../base/assertNever.ts';
import type { FailureInfo } from '../protocol/execution.ts';
import { attemptCancelled } from './failures.ts';
import type { EngineEvent } from './events.ts';
import { doneBranches, inputOf } from './data.ts';
import { merges } from './join/merges.ts';
import type { ProgramNode } from './program.ts';
import { type EdgeState, edgeDead, edgeDone, edgeFailed, edgePending, type ExecutionState, never } from './state.ts';
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
      checkExecutionMove(state.status, 'running');
      state.status = 'running';
      state.id = event.execution_id;
      state.seed = event.seed;
      state.inputs = event.inputs;
      state.retryOf = event.retry_of;
      state.startedMs = event.time_ms;
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

function end(state: ExecutionState, status: 'completed' | 'failed' | 'cancelled' | 'timed_out'): void {
  checkExecutionMove(state.status, status);
  state.status = status;
  state.endedMs = state.nowMs;
}

/** @param index the node's, as `event.node_id` names it */
export function applyNodeEvent(state: ExecutionState, event: NodeEvent, index: number): void {
  state.seq = event.seq;
  state.nowMs = event.time_ms;
  const node = nodeAt(state, index);
  switch (event.type) {
    case 'nodeReady':
      becomeReady(state, node, event.delay_ms);
      return;
    case 'attemptStarted':
      startAttempt(state, node, event.attempt);
      return;
    case 'attemptSucceeded':
      endAttempt(state, index, null);
      state.outputs[index] = event.output;
      return;
    case 'attemptFailed':
      endAttempt(state, index, event.error);
      return;
    case 'retryScheduled':
      move(state, node, waiting);
      state.dueMs[index] = event.time_ms + event.delay_ms;
      state.nextAttempt[index] = event.attempt;
      return;
    case 'nodeCompleted':
      complete(state, node, event);
      return;
    case 'nodeFailed':
      fail(state, node, event);
      return;
    case 'nodeSkipped':
      move(state, node, skipped);
      if (event.passes === 'failed') state.cause[index] = passedCause(state, node);
      for (const edge of node.outgoing) settleEdge(state, edge, event.passes === 'failed' ? edgeFailed : edgeDead);
      return;
    case 'nodeCancelled':
      if (state.attemptOpen[index] === 1) endAttempt(state, index, attemptCancelled());
      move(state, node, cancelled);
      if (event.reason === 'user' || event.reason === 'timeout') state.cancelReason = event.reason;
      for (const edge of node.outgoing) settleEdge(state, edge, edgeDead);
      return;
    case 'joinFired':
      fireJoin(state, node, event);
      return;
    case 'agentLogged':
    case 'agentProgressed':
      return;
    case 'approvalRequested':
    case 'approvalAnswered':
      throw new Error(`This version cannot execute what "${event.type}" tells of`);
    default:
      assertNever(event);
  }
}

function nodeAt(state: ExecutionState, index: number): ProgramNode {
  const node = state.program.nodes[index];
  if (node === undefined) throw new Error(`There is no node ${index}`);
  return node;
}

/** The only place where a node's status changes. */
function move(state: ExecutionState, node: ProgramNode, to: number): void {
  const { index } = node;
  checkNodeMove(state.nodeStatus[index] ?? 0, to, node.id);
  state.nodeStatus[index] = to;
  if (to === running || to === waiting) {
    if (state.nodeStartedMs[index] === never) state.nodeStartedMs[index] = state.nowMs;
    return;
  }
  state.ready[index] = 0;
  state.settledNodes++;
  state.nodeEndedMs[index] = state.nowMs;
}

function becomeReady(state: ExecutionState, node: ProgramNode, delayMs: number | undefined): void {
  if (delayMs !== undefined) {
    move(state, node, waiting);
    state.dueMs[node.index] = state.nowMs + delayMs;
  } else state.ready[node.index] = ++state.readyCount;
}

function startAttempt(state: ExecutionState, node: ProgramNode, attempt: number): void {
  const { index } = node;
  move(state, node, running);
  state.ready[index] = 0;
  state.attempts[index] = attempt;
  state.attemptOpen[index] = 1;
  const record = { startedMs: state.nowMs, endedMs: null, error: null };
  const log = state.attemptLog[index];
  if (log) log.push(record);
  else state.attemptLog[index] = [record];
  if (++state.runningAttempts > state.maxParallel) state.maxParallel = state.runningAttempts;
}

function endAttempt(state: ExecutionState, index: number, error: FailureInfo | null): void {
  const record = state.attemptLog[index]?.at(-1);
  if (record === undefined || state.attemptOpen[index] !== 1) throw new Error(`No attempt of node ${index} runs`);
  record.endedMs = state.nowMs;
  record.error = error;
  state.attemptOpen[index] = 0;
  state.runningAttempts--;
}

function complete(
  state: ExecutionState,
  node: ProgramNode,
  event: Extract<NodeEvent, { readonly type: 'nodeCompleted' }>,
): void {
  const { index } = node;
  if (event.output !== undefined) state.outputs[index] = event.output;
  else if (node.kind !== 'agent_task' && node.kind !== 'join') state.outputs[index] = inputOf(state, node);
  if (state.nodeStartedMs[index] === never) state.nodeStartedMs[index] = state.nowMs;
  move(state, node, completed);
  for (const edge of node.outgoing) {
    const taken = onOf(state, edge) !== 'failure' && event.not_taken?.includes(edge) !== true;
    settleEdge(state, edge, taken ? edgeDone : edgeDead);
  }
}

function fail(
  state: ExecutionState,
  node: ProgramNode,
  event: Extract<NodeEvent, { readonly type: 'nodeFailed' }>,
): void {
  const { index } = node;
  move(state, node, event.status === 'failed' ? failed : timedOut);
  state.errors[index] = event.error;
  state.outputs[index] = null;
  state.cause[index] = index;
  const takes = (edge: number): boolean => event.not_taken?.includes(edge) !== true;
  if (node.task?.continueOnFailure === true) {
    for (const edge of node.outgoing)
      settleEdge(state, edge, onOf(state, edge) !== 'failure' && takes(edge) ? edgeDone : edgeDead);
    return;
  }
  const handled = node.outgoing.some((edge) => onOf(state, edge) !== 'success' && takes(edge));
  for (const edge of node.outgoing) {
    if (onOf(state, edge) === 'success') settleEdge(state, edge, handled ? edgeDead : edgeFailed);
    else settleEdge(state, edge, takes(edge) ? edgeDone : edgeDead);
  }
  if (node.outgoing.length === 0) state.unhandled ??= index;
}

/** The first failure among those that reached the node, in the file's order. */
function passedCause(state: ExecutionState, node: ProgramNode): number {
  for (const edge of node.incoming)
    if (state.edges[edge] === edgeFailed) return state.cause[state.program.sources[edge] ?? -1] ?? -1;
  return -1;
}

function fireJoin(
  state: ExecutionState,
  node: ProgramNode,
  event: Extract<NodeEvent, { readonly type: 'joinFired' }>,
): void {
  const plan = node.join;
  if (plan === undefined || state.joinRecords.has(node.index)) throw new Error(`"${node.id}" cannot fire`);
  state.joinRecords.set(node.index, event.record);
  state.nodeStartedMs[node.index] = state.nowMs;
  const merged = merges[plan.merge](doneBranches(state, node), plan);
  if (merged.ok) state.outputs[node.index] = merged.value;
  else state.mergeErrors.set(node.index, merged.error);
}

function settleEdge(state: ExecutionState, edge: number, to: EdgeState): void {
  if (state.edges[edge] !== edgePending) throw new Error(`Edge ${edge} has settled already`);
  const target = state.program.targets[edge] ?? -1;
  state.edges[edge] = to;
  state.pendingIn[target] = (state.pendingIn[target] ?? 0) - 1;
  if (to === edgeDead) return;
  if (to === edgeDone) {
    state.doneIn[target] = (state.doneIn[target] ?? 0) + 1;
    if (state.firstDoneIn[target] === -1) state.firstDoneIn[target] = edge;
  } else {
    state.failedIn[target] = (state.failedIn[target] ?? 0) + 1;
    if (state.program.nodes[target]?.kind === 'end') state.unhandled ??= state.cause[state.program.sources[edge] ?? -1];
  }
  if (state.firstIn[target] === -1) {
    state.firstIn[target] = edge;
    state.firstInMs[target] = state.nowMs;
  }
}

function onOf(state: ExecutionState, edge: number): 'success' | 'failure' | 'always' {
  return state.program.graph.edges[edge]?.definition.on ?? 'success';
}
