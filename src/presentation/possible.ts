/** What can be done with an execution. */
import { type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import type { Steering } from '../protocol/graph.ts';
import { isAsking, isLive, pauseReason } from './words.ts';

export function canResume(snapshot: ExecutionSnapshot): boolean {
  const { status } = snapshot;
  return status === 'interrupted' || (status === 'paused' && pauseReason(snapshot) === undefined);
}

export function canPause({ status }: ExecutionSnapshot): boolean {
  return status === 'running';
}

export function canRetry({ status }: ExecutionSnapshot): boolean {
  return isTerminal(status) && status !== 'completed';
}

/** Ids of the approvals that wait for somebody. */
export function approvalsOf(snapshot: ExecutionSnapshot): readonly string[] {
  if (!isLive(snapshot)) return [];
  return Object.entries(snapshot.nodes).flatMap(([id, node]) => (isAsking(node) ? [id] : []));
}

export function hasApprovals(snapshot: ExecutionSnapshot): boolean {
  return approvalsOf(snapshot).length > 0;
}

/** Everything of it that a person may ask for beside its picture. */
export function steeringsOf(snapshot: ExecutionSnapshot): readonly Steering[] {
  const can = { pause: canPause, resume: canResume, retry: canRetry, cancel: isLive };
  return (Object.keys(can) as Steering[]).filter((steering) => can[steering](snapshot));
}
