/** What keeps a stored execution from being asked for something: looked at before its owner, another process, is asked. */
import { type ControlRequest, type ExecutionSnapshot, isTerminal } from '../protocol/execution.ts';
import type { ExecutionFailure } from './executions.ts';
import { ended, notWaiting, unknownNode } from './failures.ts';

/** Undefined where nothing does. The owner looks again. */
export function objectionTo(snapshot: ExecutionSnapshot, request: ControlRequest): ExecutionFailure | undefined {
  if (isTerminal(snapshot.status)) return ended();
  if (!('node_id' in request)) return undefined;
  const node = Object.entries(snapshot.nodes).find(([id]) => id.toLowerCase() === request.node_id.toLowerCase())?.[1];
  if (node === undefined) return unknownNode(request.node_id);
  if (request.type !== 'answer') return undefined;
  const isAsking = node.status === 'waiting' && node.approval?.approved === null;
  return isAsking ? undefined : notWaiting(request.node_id);
}
