import type { JsonObject, JsonValue } from '../base/json.ts';

/** R1. `interrupted` (no living owner, not terminal) and `unreadable` (a corrupt journal) are only what a reader shows. */
export type ExecutionStatus = 'pending' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'timed_out';
export type ShownExecutionStatus = ExecutionStatus | 'interrupted' | 'unreadable';

export type NodeStatus =
  'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'timed_out' | 'skipped' | 'cancelled';

/** F1: why an attempt, a node or an execution failed. */
export interface FailureInfo {
  /** `timeout`, `http`, `sql`, `network`, `expression`, `script`, `agent`, `rejected`, `output-too-large`, `internal`, … */
  readonly kind: string;
  /** For people; secrets already replaced. */
  readonly message: string;
  readonly retryable: boolean;
  /** A wait that the other side asked for (`Retry-After`). */
  readonly retry_after_ms?: number;
  /** The node that an execution failed of. */
  readonly node_id?: string;
}

export interface AttemptSnapshot {
  readonly started_ms: number;
  readonly ended_ms: number | null;
  readonly error: FailureInfo | null;
  /** Index of the item in a `for_each`. */
  readonly item?: number;
}

/** Times count in milliseconds from the start of the execution (`spec/cli.md`). */
export interface NodeSnapshot {
  readonly status: NodeStatus;
  readonly attempts: number;
  readonly started_ms: number | null;
  readonly ended_ms: number | null;
  readonly output: JsonValue;
  readonly error: FailureInfo | null;
  readonly attempt_log: readonly AttemptSnapshot[];
  /** A running wait of a retry or a delay: when it is over, from the start of the execution. */
  readonly retry_at_ms?: number;
  /** What a join, or a `for_each` over its items, kept beside its output (J5). */
  readonly join?: JoinRecord;
  /** Of a `for_each` that has begun. */
  readonly items?: ItemCounts;
  readonly approval?: ApprovalSnapshot;
  /** Its result comes from the execution that this one repeats (R4). */
  readonly taken_over?: true;
}

/** How many items of a `for_each` there are in all, and by state. Those not counted have not started. */
export interface ItemCounts {
  readonly total: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface ApprovalSnapshot {
  readonly message: string;
  readonly approvers: readonly string[];
  /** Null while nobody has answered. */
  readonly approved: boolean | null;
  readonly comment?: string;
}

/** R4: what became of a node, as a retry or a re-run takes it over. */
export interface TakenOver {
  /** null where it did not complete. */
  readonly output: JsonValue;
  /** Indices of the outgoing edges that it did not take. */
  readonly not_taken?: readonly number[];
  readonly join?: JoinRecord;
  /** Absent where it completed. Otherwise the execution went on all the same: its failure was handled, or it was not needed. */
  readonly ended?:
    | { readonly status: 'failed' | 'timed_out'; readonly error: FailureInfo }
    | { readonly status: 'cancelled'; readonly reason: 'join' | 'branch' };
}

/**
 * E4: what becomes of attempts that were cut off and whose agent is marked `idempotent: false`: started again all the same, or
 * failed.
 */
export type CutOffAttempts = 'restart' | 'fail';

/** What a user asks of an execution that runs (R4), also from another window or terminal. */
export type ControlRequest =
  | { readonly type: 'cancel' }
  | { readonly type: 'cancel_node'; readonly node_id: string }
  /** The branch of a fork that begins with this node. */
  | { readonly type: 'cancel_branch'; readonly fork_id: string; readonly node_id: string }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'answer'; readonly node_id: string; readonly approved: boolean; readonly comment?: string };

export interface JoinRecord {
  readonly winner: string | null;
  readonly errors: Readonly<Record<string, FailureInfo>>;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
}

/** One execution as every reader sees it: tree, graph, CLI, REST. A full value, never a delta. */
export interface ExecutionSnapshot {
  readonly id: string;
  readonly workflow: string;
  /** The file it was started from; null for one built in memory. */
  readonly file: string | null;
  readonly status: ShownExecutionStatus;
  /** 0..100, never falling (R2). */
  readonly progress: number;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  readonly max_parallel: number;
  readonly output: JsonValue;
  readonly error: FailureInfo | null;
  readonly inputs: JsonObject;
  readonly retry_of?: string;
  /** The server that executes it, by its name in the settings; absent: this machine. */
  readonly server?: string;
  readonly nodes: Readonly<Record<string, NodeSnapshot>>;
}

/** What every node shows of which nothing has been told: one for all, since there may be thousands when an execution begins. */
export const untoldNode: NodeSnapshot = Object.freeze({
  status: 'pending',
  attempts: 0,
  started_ms: null,
  ended_ms: null,
  output: null,
  error: null,
  attempt_log: Object.freeze([]),
});

/** Whether nothing can happen to it any more. */
export function isTerminal(status: ShownExecutionStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'timed_out';
}
