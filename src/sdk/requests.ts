/** What an execution is asked for, and what keeps it from that: looked at before its owner, another process, is asked. */
import { type ControlRequest, type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import type { CancelTarget, ExecutionFailure } from './executions.ts';
import { ended, notWaiting, unknownNode } from './failures.ts';

export function cancelRequest(target: CancelTarget | undefined): ControlRequest {
  if (target === undefined) return { type: 'cancel' };
  const { nodeId: node_id, forkId: fork_id } = target;
  return fork_id === undefined ? { type: 'cancel_node', node_id } : { type: 'cancel_branch', fork_id, node_id };
}

/** Undefined where nothing does. The owner looks again. */
export function objectionTo(snapshot: ExecutionSnapshot, request: ControlRequest): ExecutionFailure | undefined {
  if (isTerminal(snapshot.status)) return ended();
  // Its owner may read it.
  if (!('node_id' in request) || snapshot.status === 'unreadable') return undefined;
  const node = Object.entries(snapshot.nodes).find(([id]) => id.toLowerCase() === request.node_id.toLowerCase())?.[1];
  if (node === undefined) return unknownNode(request.node_id);
  if (request.type !== 'answer') return undefined;
  const isAsking = node.status === 'waiting' && node.approval?.approved === null;
  return isAsking ? undefined : notWaiting(request.node_id);
}
