/** R1: the moves that executions and nodes may make. Any other throws with both names; it is a bug. */
import type { ExecutionStatus, NodeStatus } from '../protocol/execution.ts';

const nodeMoves: Readonly<Record<NodeStatus, readonly NodeStatus[]>> = {
  pending: ['running', 'waiting', 'completed', 'failed', 'timed_out', 'skipped', 'cancelled'],
  running: ['waiting', 'completed', 'failed', 'timed_out', 'cancelled'],
  waiting: ['running', 'completed', 'failed', 'timed_out', 'cancelled'],
  completed: [],
  failed: [],
  timed_out: [],
  skipped: [],
  cancelled: [],
};

const executionMoves: Readonly<Record<ExecutionStatus, readonly ExecutionStatus[]>> = {
  pending: ['running'],
  running: ['paused', 'completed', 'failed', 'cancelled', 'timed_out'],
  paused: ['running'],
  completed: [],
  failed: [],
  cancelled: [],
  timed_out: [],
};

/** Node statuses as the small numbers that the state keeps. */
export const nodeStatuses = [
  'pending',
  'running',
  'waiting',
  'completed',
  'failed',
  'timed_out',
  'skipped',
  'cancelled',
] as const satisfies readonly NodeStatus[];

export const pending = 0;
export const running = 1;
export const waiting = 2;
export const completed = 3;
export const failed = 4;
export const timedOut = 5;
export const skipped = 6;
export const cancelled = 7;

/** From `completed` on, nothing can happen to a node any more. */
export function isSettled(status: number): boolean {
  return status >= completed;
}

const width = nodeStatuses.length;
const allowed = new Uint8Array(width * width);
nodeStatuses.forEach((from, i) => {
  for (const to of nodeMoves[from]) allowed[i * width + nodeStatuses.indexOf(to)] = 1;
});

/** @param nodeId for the message only */
export function checkNodeMove(from: number, to: number, nodeId: string): void {
  if (allowed[from * width + to] === 1) return;
  throw new Error(
    `The node "${nodeId}" cannot move from ${nodeStatuses[from] as NodeStatus} to ${nodeStatuses[to] as NodeStatus}`,
  );
}

export function checkExecutionMove(from: ExecutionStatus, to: ExecutionStatus): void {
  if (!executionMoves[from].includes(to)) throw new Error(`An execution cannot move from ${from} to ${to}`);
}
