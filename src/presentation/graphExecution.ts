import { formatDuration } from '../base/duration.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { GraphExecution, GraphNodeState } from '../protocol/graph.ts';
import type { Outline } from './outline.ts';
import { attemptOf, isLive, joined, nextTry, nodeDuration, reasonOf, shownNodeStatus, sinceStart } from './words.ts';

/** An execution as the graph shows it. @param wallMs the time now */
export function graphExecution(
  snapshot: ExecutionSnapshot,
  outline: Outline | undefined,
  wallMs: number,
): GraphExecution {
  const { id, status, progress, duration_ms: duration } = snapshot;
  const nowMs = isLive(snapshot) ? sinceStart(snapshot, wallMs) : undefined;
  const nodes = Object.create(null) as Record<string, GraphNodeState>;
  for (const [nodeId, node] of Object.entries(snapshot.nodes))
    nodes[nodeId] = {
      status: shownNodeStatus(node.status, snapshot),
      text: textOf(node, snapshot, outline?.nodes.get(nodeId)?.maxAttempts ?? 1, nowMs),
      error: node.error ? reasonOf(node.error) : '',
    };
  const text = duration === null ? '' : formatDuration(duration);
  return { id, status, progress, text, nodes };
}

/** Short: it stands in a box. While a node runs its time does not, or every second would bring a picture. */
function textOf(
  node: NodeSnapshot,
  snapshot: ExecutionSnapshot,
  maxAttempts: number,
  nowMs: number | undefined,
): string {
  if (shownNodeStatus(node.status, snapshot) === 'interrupted') return '';
  if (node.status === 'running') return node.attempts > 1 ? (attemptOf(node.attempts, maxAttempts) ?? '') : '';
  if (node.status === 'waiting')
    return joined([attemptOf(node.attempts + 1, maxAttempts), nowMs === undefined ? undefined : nextTry(node, nowMs)]);
  return nodeDuration(node, undefined) ?? '';
}
