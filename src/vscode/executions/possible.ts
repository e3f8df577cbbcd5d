/** What can be done with an execution. */
import { isAsking, isLive, pauseReason } from '../../presentation/words.ts';
import { type ExecutionSnapshot, isTerminal } from '../../protocol/execution.ts';

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
