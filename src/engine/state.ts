/**
 * The state of an execution: a pure fold over its events (E1).
 *
 * 1. Only {@link applyEvent} changes a state; the core, a replay and a live view all go through it.
 * 2. An event changes its node and its node's outgoing edges, nothing else: no event scans the graph (a join's merge aside).
 * 3. Every change of status passes the table of `transitions.ts` (R1).
 * 4. Every edge settles once (T1).
 */
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { ExecutionStatus, FailureInfo, JoinRecord } from '../protocol/execution.ts';
import type { CancelReason } from './events.ts';
import type { Program } from './program.ts';

/** States of an edge (T1). */
export const edgePending = 0;
export const edgeDone = 1;
export const edgeFailed = 2;
export const edgeDead = 3;
export type EdgeState = typeof edgePending | typeof edgeDone | typeof edgeFailed | typeof edgeDead;

export interface AttemptRecord {
  readonly startedMs: number;
  /** Null while it runs. */
  endedMs: number | null;
  error: FailureInfo | null;
}

/** Marks a time that has not come. */
export const never = -1;

export class ExecutionState {
  readonly program: Program;
  status: ExecutionStatus = 'pending';
  id = '';
  seed = 0;
  inputs: JsonObject = {};
  retryOf: string | undefined;
  /** Of the last event. */
  seq = 0;
  nowMs = 0;
  startedMs = 0;
  endedMs: number | undefined;
  output: JsonValue = null;
  error: FailureInfo | undefined;
  /** R3: the node whose failure reached an end unhandled, first. */
  unhandled: number | undefined;
  /** Why the whole execution is being cancelled, once a node was cancelled for it. */
  cancelReason: Extract<CancelReason, 'user' | 'timeout'> | undefined;
  settledNodes = 0;
  runningAttempts = 0;
  maxParallel = 0;
  /** Counts the nodes that became ready, so that they start in that order (R5). */
  readyCount = 0;

  /** By node. */
  readonly nodeStatus: Uint8Array;
  readonly attempts: Int32Array;
  /** The number of the attempt to come. */
  readonly nextAttempt: Int32Array;
  readonly attemptOpen: Uint8Array;
  /** 0, or its place in the order in which nodes became ready and have not started. */
  readonly ready: Int32Array;
  readonly nodeStartedMs: Float64Array;
  readonly nodeEndedMs: Float64Array;
  /** When a waiting node's wait is over. */
  readonly dueMs: Float64Array;
  readonly outputs: JsonValue[];
  readonly errors: (FailureInfo | undefined)[];
  readonly attemptLog: (AttemptRecord[] | undefined)[];
  /** The failed node whose failure a skipped or failed node passes on; -1: none. */
  readonly cause: Int32Array;
  /** Incoming edges by state. */
  readonly pendingIn: Int32Array;
  readonly doneIn: Int32Array;
  readonly failedIn: Int32Array;
  /** The first incoming edge to settle `done` or `failed`, and when; -1: none. For joins. */
  readonly firstIn: Int32Array;
  readonly firstInMs: Float64Array;
  /** The first incoming edge to settle `done`; -1: none. */
  readonly firstDoneIn: Int32Array;
  /** What joins recorded when they fired, and why a merge gave nothing. */
  readonly joinRecords = new Map<number, JoinRecord>();
  readonly mergeErrors = new Map<number, string>();

  /** By edge. */
  readonly edges: Uint8Array;

  constructor(program: Program) {
    const nodes = program.nodes.length;
    this.program = program;
    this.nodeStatus = new Uint8Array(nodes);
    this.attempts = new Int32Array(nodes);
    this.nextAttempt = new Int32Array(nodes).fill(1);
    this.attemptOpen = new Uint8Array(nodes);
    this.ready = new Int32Array(nodes);
    this.nodeStartedMs = new Float64Array(nodes).fill(never);
    this.nodeEndedMs = new Float64Array(nodes).fill(never);
    this.dueMs = new Float64Array(nodes).fill(never);
    this.outputs = new Array<JsonValue>(nodes).fill(null);
    this.errors = new Array<FailureInfo | undefined>(nodes).fill(undefined);
    this.attemptLog = new Array<AttemptRecord[] | undefined>(nodes).fill(undefined);
    this.cause = new Int32Array(nodes).fill(-1);
    this.pendingIn = Int32Array.from(program.nodes, (node) => node.incoming.length);
    this.doneIn = new Int32Array(nodes);
    this.failedIn = new Int32Array(nodes);
    this.firstIn = new Int32Array(nodes).fill(-1);
    this.firstInMs = new Float64Array(nodes).fill(never);
    this.firstDoneIn = new Int32Array(nodes).fill(-1);
    this.edges = new Uint8Array(program.sources.length);
  }
}
