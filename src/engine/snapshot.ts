/** The state as its readers see it, secrets as `***`. */
import type { AttemptSnapshot, ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { Secrets } from './secrets.ts';
import { type ExecutionState, never } from './state.ts';
import { completed, nodeStatuses, waiting } from './transitions.ts';

export function snapshotOf(state: ExecutionState, file: string | null, secrets: Secrets): ExecutionSnapshot {
  return assemble(state, file, secrets, (index) => nodeSnapshotOf(state, index, secrets));
}

/** @param nodeAt what a node shows, by index */
export function assemble(
  state: ExecutionState,
  file: string | null,
  secrets: Secrets,
  nodeAt: (index: number) => NodeSnapshot,
): ExecutionSnapshot {
  const nodes = Object.create(null) as Record<string, NodeSnapshot>;
  for (const { id, index } of state.program.nodes) nodes[id] = nodeAt(index);
  return {
    id: state.id,
    workflow: state.program.definition.name,
    file,
    status: state.status,
    progress: progressOf(state),
    started_at: new Date(state.startedMs).toISOString(),
    ended_at: state.endedMs === undefined ? null : new Date(state.endedMs).toISOString(),
    duration_ms: state.endedMs === undefined ? null : state.endedMs - state.startedMs,
    max_parallel: state.maxParallel,
    output: secrets.hide(state.output),
    error: state.error === undefined ? null : secrets.hideIn(state.error),
    inputs: secrets.hideInputs(state.inputs),
    ...(state.retryOf !== undefined && { retry_of: state.retryOf }),
    nodes,
  };
}

export function nodeSnapshotOf(state: ExecutionState, index: number, secrets: Secrets): NodeSnapshot {
  const status = state.nodeStatus[index] ?? 0;
  const error = state.errors[index];
  const record = state.joinRecords.get(index);
  return {
    status: nodeStatuses[status] ?? 'pending',
    attempts: state.attempts[index] ?? 0,
    started_ms: sinceStart(state, state.nodeStartedMs[index]),
    ended_ms: sinceStart(state, state.nodeEndedMs[index]),
    output: status === completed ? secrets.hide(state.outputs[index] ?? null) : null,
    error: error === undefined ? null : secrets.hideIn(error),
    attempt_log: attemptLogOf(state, index, secrets),
    ...(status === waiting && { retry_at_ms: (state.dueMs[index] ?? 0) - state.startedMs }),
    ...(record !== undefined && { join: secrets.hideIn(record) }),
  };
}

function attemptLogOf(state: ExecutionState, index: number, secrets: Secrets): readonly AttemptSnapshot[] {
  return (state.attemptLog[index] ?? []).map((attempt) => ({
    started_ms: attempt.startedMs - state.startedMs,
    ended_ms: attempt.endedMs === null ? null : attempt.endedMs - state.startedMs,
    error: attempt.error === null ? null : secrets.hideIn(attempt.error),
  }));
}

function sinceStart(state: ExecutionState, timeMs: number | undefined): number | null {
  return timeMs === undefined || timeMs === never ? null : timeMs - state.startedMs;
}

/** R2: settled nodes of all nodes, in whole per cent; 100 only when all have. */
function progressOf(state: ExecutionState): number {
  const all = state.program.nodes.length;
  return all === 0 ? 100 : Math.floor((100 * state.settledNodes) / all);
}
