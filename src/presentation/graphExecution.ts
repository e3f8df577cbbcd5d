import { formatDuration } from '../base/duration.ts';
import { t } from '../base/l10n.ts';
import { finish, type Steps } from '../base/steps.ts';
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { GraphExecution, GraphNodeState } from '../protocol/graph.ts';
import { failureEnd } from './branchStatus.ts';
import { approvalNotice } from './notices.ts';
import type { Outline, OutlineNode } from './outline.ts';
import { approvalsOf, steeringsOf } from './possible.ts';
import {
  attemptOf,
  isAsking,
  isLive,
  itemsText,
  joined,
  nextTry,
  nodeDuration,
  reasonOf,
  shownNodeStatus,
  sinceStart,
} from './words.ts';

/** An execution as the graph shows it. @param wallMs the time now */
export function graphExecution(
  snapshot: ExecutionSnapshot,
  outline: Outline | undefined,
  wallMs: number,
): GraphExecution {
  return finish(graphExecutionInSteps(snapshot, outline, wallMs));
}

/** A step is a node. */
export function* graphExecutionInSteps(
  snapshot: ExecutionSnapshot,
  outline: Outline | undefined,
  wallMs: number,
): Steps<GraphExecution> {
  const { id, status, progress, duration_ms: duration } = snapshot;
  const nowMs = isLive(snapshot) ? sinceStart(snapshot, wallMs) : undefined;
  const nodes = Object.create(null) as Record<string, GraphNodeState>;
  for (const [nodeId, node] of Object.entries(snapshot.nodes)) {
    const item = outline?.nodes.get(nodeId);
    const end = failureEnd(nodeId, item?.failure, snapshot);
    nodes[nodeId] = {
      status: shownNodeStatus(node.status, snapshot),
      text: textOf(node, snapshot, item, nowMs),
      error: node.error ? reasonOf(node.error) : '',
      ...(end !== undefined && { failureEnd: end }),
    };
    yield;
  }
  const text = duration === null ? '' : formatDuration(duration);
  const asks = approvalsOf(snapshot).map((nodeId) => ({ nodeId, text: approvalNotice(snapshot, nodeId) }));
  return { id, status, progress, text, nodes, can: steeringsOf(snapshot), asks };
}

/** Short: it stands in a box. While a node runs its time does not, or every second would bring a picture. */
function textOf(
  node: NodeSnapshot,
  snapshot: ExecutionSnapshot,
  item: OutlineNode | undefined,
  nowMs: number | undefined,
): string {
  const maxAttempts = item?.maxAttempts ?? 1;
  if (shownNodeStatus(node.status, snapshot) === 'interrupted') return '';
  if (node.taken_over === true) return t('taken over');
  if (isAsking(node)) return t('waits for approval');
  if (node.status === 'running') {
    if (item?.nodeKind === 'subworkflow') return innerText(item.id, snapshot);
    return itemsText(node) ?? (node.attempts > 1 ? (attemptOf(node.attempts, maxAttempts) ?? '') : '');
  }
  if (node.status === 'waiting')
    return joined([attemptOf(node.attempts + 1, maxAttempts), nowMs === undefined ? undefined : nextTry(node, nowMs)]);
  return nodeDuration(node, undefined, item?.nodeKind) ?? '';
}

/** How many of a subworkflow's nodes have settled. */
function innerText(id: string, { nodes }: ExecutionSnapshot): string {
  const inner = Object.entries(nodes).filter(([one]) => one.startsWith(`${id}/`));
  return t('{0} of {1}', inner.filter(([, { ended_ms: endedMs }]) => endedMs !== null).length, inner.length);
}
