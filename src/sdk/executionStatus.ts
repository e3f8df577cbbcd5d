/** An execution as the SDK and the server tell it: the snapshot's words, whether it is over, and its branches. */
import { findRegions } from '../model/graph/regions.ts';
import { neighbours } from '../model/graph/graph.ts';
import { indicesOfKind } from '../model/graph/kinds.ts';
import type { ExecutableWorkflow } from '../engine/engine.ts';
import {
  type ExecutionSnapshot,
  type FailureInfo,
  isTerminal,
  type NodeSnapshot,
  type NodeStatus,
  type ShownExecutionStatus,
} from '../protocol/execution.ts';
import { workflowIdOf } from './workflowFile.ts';

export interface ExecutionStatus {
  readonly id: string;
  /** Null for an execution of a file. */
  readonly workflowId: string | null;
  readonly workflow: string;
  readonly status: ShownExecutionStatus;
  /** 0..100. */
  readonly progress: number;
  readonly isTerminal: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly error: FailureInfo | null;
  /** The branches of its forks, in the file's order. */
  readonly branches: readonly BranchStatus[];
  readonly nodes: Readonly<Record<string, NodeSnapshot>>;
}

export interface BranchStatus {
  readonly fork: string;
  /** Its first node. */
  readonly branch: string;
  readonly status: NodeStatus;
  /** Those that lie on no other branch of the fork. */
  readonly nodes: readonly string[];
}

/** One failed attempt; of a node without attempts, or of the execution itself (`nodeId` null), its failure. */
export interface ExecutionError {
  readonly nodeId: string | null;
  readonly kind: string;
  readonly message: string;
  readonly attempt: number;
}

/** @param workflow what it executes; undefined: its branches are not known */
export function statusOf(snapshot: ExecutionSnapshot, workflow: ExecutableWorkflow | undefined): ExecutionStatus {
  const { id, file, workflow: name, status, progress, started_at, ended_at, error, nodes } = snapshot;
  return {
    id,
    workflowId: workflowIdOf(file) ?? null,
    workflow: name,
    status,
    progress,
    isTerminal: isTerminal(status),
    startedAt: started_at,
    completedAt: ended_at,
    error,
    branches: workflow ? branchesOf(workflow, nodes) : [],
    nodes,
  };
}

export function errorsOf({ nodes, error }: ExecutionSnapshot): readonly ExecutionError[] {
  const errors = Object.entries(nodes).flatMap(([nodeId, node]) => {
    const failed = node.attempt_log.flatMap((attempt, index) =>
      attempt.error ? [{ ...errorOf(nodeId, attempt.error), attempt: index + 1 }] : [],
    );
    return failed.length === 0 && node.error ? [errorOf(nodeId, node.error)] : failed;
  });
  if (!error) return errors;
  const isTold = errors.some(({ nodeId, message }) => nodeId === error.node_id && message === error.message);
  return isTold ? errors : [...errors, errorOf(error.node_id ?? null, error)];
}

function errorOf(nodeId: string | null, { kind, message }: FailureInfo): ExecutionError {
  return { nodeId, kind, message, attempt: 0 };
}

function branchesOf(
  { graph }: ExecutableWorkflow,
  snapshots: Readonly<Record<string, NodeSnapshot>>,
): readonly BranchStatus[] {
  const regions = findRegions(graph);
  return indicesOfKind(graph, 'fork').flatMap((fork) => {
    const region = new Set(regions.nodesOf(fork));
    for (const join of regions.joinsOf(fork)) region.delete(join);
    const reached = neighbours(graph, fork, 'outgoing').map(within);
    return reached.flatMap((own, at) => {
      const nodes = [...own].filter((node) => reached.every((other, index) => index === at || !other.has(node)));
      const ids = nodes.sort((one, other) => one - other).flatMap((node) => graph.nodes[node]?.id ?? []);
      const [head] = own;
      const branch = graph.nodes[head ?? -1]?.id;
      const statuses = ids.flatMap((id) => snapshots[id]?.status ?? []);
      return branch === undefined
        ? []
        : [{ fork: graph.nodes[fork]?.id ?? '', branch, status: summary(statuses), nodes: ids }];
    });

    /** What is reached from a node without leaving the region, that node first. */
    function within(head: number): ReadonlySet<number> {
      const found = new Set(region.has(head) ? [head] : []);
      for (const node of found)
        for (const next of neighbours(graph, node, 'outgoing')) if (region.has(next)) found.add(next);
      return found;
    }
  });
}

/** The first of these that a node of the branch has. */
const order: readonly NodeStatus[] = [
  'running',
  'waiting',
  'failed',
  'timed_out',
  'cancelled',
  'completed',
  'pending',
  'skipped',
];

function summary(statuses: readonly NodeStatus[]): NodeStatus {
  const first = order.find((status) => statuses.includes(status)) ?? 'pending';
  return first === 'completed' && statuses.includes('pending') ? 'running' : first;
}
