/** How a branch stands, as its join counts it: a failure that was handled does not make it a failed one (T3, J2). */
import type { ExecutionSnapshot, NodeStatus } from '../protocol/execution.ts';
import type { GraphNodeState } from '../protocol/graph.ts';
import type { OutlineBranch, OutlineItem, OutlineNode } from './outline.ts';
import { summarise } from './status.ts';

/** Where the failure of a node would go, by the workflow's text. Ids are the execution's. */
export interface FailureWays {
  /** By an edge that has no condition (T3), or on as if nothing had failed (F3). */
  readonly isHandled: boolean;
  /** Nodes to which edges with a condition lead that would handle it. */
  readonly handlers: readonly string[];
  /** A join of the innermost fork around it, which counts it otherwise. */
  readonly join: string | undefined;
}

/**
 * Where the failure of a node ended: at the node itself where it was handled, else at the join that counts it; undefined for one that
 * did not fail, or whose failure nobody takes. Of an edge with a condition a snapshot tells only whether its target has begun.
 */
export function failureEnd(
  id: string,
  ways: FailureWays | undefined,
  { nodes }: Pick<ExecutionSnapshot, 'nodes'>,
): string | undefined {
  if (!ways || !isFailure(nodes[id]?.status)) return undefined;
  const hasBegun = (handler: string): boolean => !notBegun.has(nodes[handler]?.status);
  return ways.isHandled || ways.handlers.some(hasBegun) ? id : ways.join;
}

interface BranchNode extends Pick<GraphNodeState, 'failureEnd'> {
  readonly id: string;
  readonly status: NodeStatus;
}

/** One status for the nodes of a branch, those of forks inside of it too: a failure that ended in the branch counts as done. */
export function branchStatus(branch: readonly BranchNode[]): NodeStatus {
  const ids = new Set(branch.map(({ id }) => id));
  return summarise(
    branch.map(({ status, failureEnd: end }) =>
      isFailure(status) && end !== undefined && ids.has(end) ? 'completed' : status,
    ),
  );
}

/** The same for a branch of the outline; undefined where the execution has none of its nodes. */
export function outlinedStatus({ children }: OutlineBranch, snapshot: ExecutionSnapshot): NodeStatus | undefined {
  const branch = children.flatMap((item): readonly BranchNode[] => {
    const { id, failure } = item;
    const status = forkState(item, snapshot)?.status ?? snapshot.nodes[id]?.status;
    const end = failureEnd(id, failure, snapshot);
    return status ? [{ id, status, ...(end !== undefined && { failureEnd: end }) }] : [];
  });
  return branch.length === 0 ? undefined : branchStatus(branch);
}

export interface ForkState {
  readonly status: NodeStatus;
  readonly branches: number;
  readonly settled: number;
}

/** How a fork that has let its branches go stands with them, and with its joins once they have ended: those decide what came of it. */
export function forkState({ id, fork, children }: OutlineNode, snapshot: ExecutionSnapshot): ForkState | undefined {
  if (!fork || snapshot.nodes[id]?.status !== 'completed') return undefined;
  const statuses = children.flatMap((item) => itemStatus(item, snapshot) ?? []);
  const ends = fork.joins.flatMap((join) => snapshot.nodes[join]?.status ?? []);
  const isOver = ends.length > 0 && ends.every(isSettled);
  return {
    status: summarise(isOver ? ends : ['completed', ...statuses]),
    branches: fork.branches,
    settled: statuses.slice(0, fork.branches).filter(isSettled).length,
  };
}

/** Of a row of the outline; undefined where the execution has nothing of it. */
export function itemStatus(item: OutlineItem, snapshot: ExecutionSnapshot): NodeStatus | undefined {
  if (item.kind === 'branch') return outlinedStatus(item, snapshot);
  return forkState(item, snapshot)?.status ?? snapshot.nodes[item.id]?.status;
}

/** Whether it stays so. */
export function isSettled(status: GraphNodeState['status']): boolean {
  return settled.has(status);
}

const settled: ReadonlySet<string> = new Set(['completed', 'failed', 'timed_out', 'cancelled', 'skipped']);

function isFailure(status: NodeStatus | undefined): boolean {
  return status === 'failed' || status === 'timed_out';
}

const notBegun: ReadonlySet<NodeStatus | undefined> = new Set(['pending', 'skipped', undefined]);
