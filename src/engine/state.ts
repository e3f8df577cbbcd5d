/**
 * The state of an execution: a pure fold over its events (E1).
 *
 * 1. Only {@link applyEvent} changes a state; the core, a replay and a live view all go through it.
 * 2. An event changes its node and its node's outgoing edges, nothing else: no event scans the graph (a join's merge aside).
 * 3. Every change of status passes the table of `transitions.ts` (R1).
 * 4. Every edge settles once (T1).
 * 5. What attempts are counted by is a slot: a node's own, with its index, or an item's of a `for_each`, behind all nodes.
 * 6. Indices of nodes, edges, scopes and slots are the program's own, so what stands there is read without asking whether it is there.
 */
import { emptyObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { ApprovalSnapshot, ExecutionStatus, FailureInfo, JoinRecord, TakenOver } from '../protocol/execution.ts';
import type { CancelReason } from './events.ts';
import type { Program, ProgramNode } from './program.ts';
import { shapes } from './shapes.ts';

/** States of an edge (T1). */
export const edgePending = 0;
export const edgeDone = 1;
export const edgeFailed = 2;
export const edgeDead = 3;
export type EdgeState = typeof edgePending | typeof edgeDone | typeof edgeFailed | typeof edgeDead;

export interface AttemptRecord {
  /** Counted from the execution's start. */
  readonly startedMs: number;
  /** The same; null while it runs. */
  endedMs: number | null;
  error: FailureInfo | null;
  /** Index of the item in a `for_each`. */
  readonly item: number | undefined;
  /** The node's attempt that started before. */
  readonly previous: AttemptRecord | undefined;
}

/** D4: the items of a `for_each` that has begun, each with a slot of its own. */
export interface Items {
  readonly values: readonly JsonValue[];
  /** The slot of the first. */
  readonly first: number;
  done: number;
  failed: number;
  cancelled: number;
  /** The first to settle, and the first that succeeded, by index; -1: none. */
  firstSettled: number;
  firstDone: number;
}

/** One scope of the program (`scopes.ts`). */
export interface ScopeState {
  inputs: JsonObject;
  /** When it began; {@link never}: it has not. */
  startedMs: number;
  /** Of its own nodes. */
  settled: number;
  /** R3: the node whose failure reached an end unhandled, first. */
  unhandled: number | undefined;
  /** Why all of it is being cancelled, once a node was cancelled for it. */
  cancelReason: Extract<CancelReason, 'user' | 'timeout' | 'limit'> | undefined;
  /** R4: whether the user cancelled a node or a branch in it, or what that cut off. */
  branchCancelled: boolean;
}

/** Marks a time that has not come. */
export const never = -1;

export class ExecutionState {
  readonly program: Program;
  readonly shapes = shapes;
  status: ExecutionStatus = 'pending';
  id = '';
  seed = 0;
  retryOf: string | undefined;
  takenOver: Readonly<Record<string, TakenOver>> = {};
  /** Of the last event. */
  seq = 0;
  nowMs = 0;
  startedMs = 0;
  endedMs: number | undefined;
  output: JsonValue = null;
  error: FailureInfo | undefined;
  settledNodes = 0;
  runningAttempts = 0;
  maxParallel = 0;
  /** Counts the slots that became ready, so that they start in that order (R5). */
  readyCount = 0;
  /** J3 `ignore`: items that go on though their node has settled. */
  strays = 0;
  readonly scopes: readonly ScopeState[];

  /** By slot. A settled item has a node's status of the same name. */
  slotStatus: Uint8Array;
  attempts: Int32Array;
  /** The number of the attempt to come. */
  nextAttempt: Int32Array;
  /** 0, or its place in the order in which slots became ready and have not started. */
  ready: Int32Array;
  /** When a waiting one's wait is over. */
  dueMs: Float64Array;
  slotStartedMs: Float64Array;
  /** The attempt that runs. */
  readonly open: (AttemptRecord | undefined)[];
  /** Read by `outputOf`. */
  readonly outputs: JsonValue[];
  readonly errors: (FailureInfo | undefined)[];
  /** The node of each item's slot, from the first behind the nodes' own. */
  readonly itemNodes: number[] = [];

  /** By node. */
  readonly items = new Map<number, Items>();
  readonly nodeEndedMs: Float64Array;
  /** `seq` of the last event that changed what the node shows. */
  readonly changedSeq: Int32Array;
  /** The attempt that started last. */
  readonly lastAttempt: (AttemptRecord | undefined)[];
  /** The failed node whose failure a skipped or failed node passes on; -1: none. */
  readonly cause: Int32Array;
  /** R4: cancelled by the user with its branch, or cut off or not reached because of that. */
  readonly cutOff: Uint8Array;
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
  readonly approvals = new Map<number, ApprovalSnapshot>();
  /** Joins whose output nobody has asked for yet (`data.ts`). */
  readonly unmerged = new Set<number>();

  /** By edge. */
  readonly edges: Uint8Array;

  constructor(program: Program) {
    const nodes = program.nodes.length;
    this.program = program;
    this.scopes = program.scopes.map(() => ({
      inputs: emptyObject(),
      startedMs: never,
      settled: 0,
      unhandled: undefined,
      cancelReason: undefined,
      branchCancelled: false,
    }));
    const columns = new Columns(nodes, program.sources.length);
    this.slotStatus = columns.bytes();
    this.attempts = columns.counts();
    this.nextAttempt = columns.counts().fill(1);
    this.ready = columns.counts();
    this.dueMs = columns.times();
    this.slotStartedMs = columns.times();
    this.open = new Array<AttemptRecord | undefined>(nodes).fill(undefined);
    this.outputs = new Array<JsonValue>(nodes).fill(null);
    this.errors = new Array<FailureInfo | undefined>(nodes).fill(undefined);
    this.nodeEndedMs = columns.times();
    this.changedSeq = columns.counts();
    this.lastAttempt = new Array<AttemptRecord | undefined>(nodes).fill(undefined);
    this.cause = columns.counts().fill(-1);
    this.cutOff = columns.bytes();
    this.pendingIn = columns.counts();
    this.pendingIn.set(program.incoming);
    this.doneIn = columns.counts();
    this.failedIn = columns.counts();
    this.firstIn = columns.counts().fill(-1);
    this.firstInMs = columns.times();
    this.firstDoneIn = columns.counts().fill(-1);
    this.edges = columns.edges;
    columns.close();
  }

  /** The scope of the whole execution. */
  get root(): ScopeState {
    return this.scopes[0] as ScopeState;
  }

  scopeOf(node: number): ScopeState {
    return this.scopes[(this.program.nodes[node] as ProgramNode).scope] as ScopeState;
  }

  /** The node whose attempts a slot counts. */
  nodeOf(slot: number): number {
    const nodes = this.program.nodes.length;
    return slot < nodes ? slot : (this.itemNodes[slot - nodes] as number);
  }

  /** The index of a slot's item; undefined for a node's own slot. */
  itemOf(slot: number): number | undefined {
    return slot < this.program.nodes.length ? undefined : slot - (this.items.get(this.nodeOf(slot)) as Items).first;
  }

  /** The next event, of a node. */
  advance(seq: number, timeMs: number, node: number): void {
    this.seq = seq;
    this.nowMs = timeMs;
    this.changedSeq[node] = seq;
  }

  /** All attempts of a node, in the order in which they started. */
  attemptsOf(node: number): AttemptRecord[] {
    const records: AttemptRecord[] = [];
    for (let record = this.lastAttempt[node]; record !== undefined; record = record.previous) records.push(record);
    return records.reverse();
  }

  lastAttemptOf(node: number, item: number | undefined): AttemptRecord | undefined {
    let record = this.lastAttempt[node];
    while (record !== undefined && record.item !== item) record = record.previous;
    return record;
  }

  slotOf(node: number, item: number | undefined): number {
    if (item === undefined) return node;
    const items = this.items.get(node);
    if (items === undefined || item < 0 || item >= items.values.length)
      throw new Error(`Node ${node} has no item ${item}`);
    return items.first + item;
  }

  /** Makes a slot for each item. */
  addItems(node: number, values: readonly JsonValue[]): Items {
    const first = this.slotStatus.length;
    const length = first + values.length;
    const items = { values, first, done: 0, failed: 0, cancelled: 0, firstSettled: -1, firstDone: -1 };
    this.items.set(node, items);
    this.slotStatus = grown(this.slotStatus, new Uint8Array(length));
    this.attempts = grown(this.attempts, new Int32Array(length));
    this.nextAttempt = grown(this.nextAttempt, new Int32Array(length).fill(1));
    this.ready = grown(this.ready, new Int32Array(length));
    this.dueMs = grown(this.dueMs, new Float64Array(length).fill(never));
    this.slotStartedMs = grown(this.slotStartedMs, new Float64Array(length).fill(never));
    for (let slot = first; slot < length; slot++) {
      this.open.push(undefined);
      this.outputs.push(null);
      this.errors.push(undefined);
      this.itemNodes.push(node);
    }
    return items;
  }
}

/** So many columns of each kind has a state by node. */
const timeColumns = 4;
const countColumns = 10;
const byteColumns = 2;

/** The columns of a state in one piece of memory: to ask for each by itself takes twice as long as to fill them. */
class Columns {
  readonly edges: Uint8Array;
  readonly #nodes: number;
  readonly #buffer: ArrayBuffer;
  /** Where the next of each kind begins; the wider a kind, the earlier it comes. */
  #timesAt = 0;
  #countsAt: number;
  #bytesAt: number;

  constructor(nodes: number, edges: number) {
    this.#nodes = nodes;
    this.#countsAt = timeColumns * 8 * nodes;
    this.#bytesAt = this.#countsAt + countColumns * 4 * nodes;
    const edgesAt = this.#bytesAt + byteColumns * nodes;
    this.#buffer = new ArrayBuffer(edgesAt + edges);
    this.edges = new Uint8Array(this.#buffer, edgesAt, edges);
  }

  times(): Float64Array {
    const column = new Float64Array(this.#buffer, this.#timesAt, this.#nodes);
    this.#timesAt += column.byteLength;
    return column.fill(never);
  }

  counts(): Int32Array {
    const column = new Int32Array(this.#buffer, this.#countsAt, this.#nodes);
    this.#countsAt += column.byteLength;
    return column;
  }

  bytes(): Uint8Array {
    const column = new Uint8Array(this.#buffer, this.#bytesAt, this.#nodes);
    this.#bytesAt += column.byteLength;
    return column;
  }

  /** @throws Error when there are more or fewer columns than were counted: some would be in others' place */
  close(): void {
    const { byteOffset } = this.edges;
    const isFull = this.#timesAt === timeColumns * 8 * this.#nodes && this.#bytesAt === byteOffset;
    if (!isFull || this.#countsAt !== byteOffset - byteColumns * this.#nodes)
      throw new Error('The columns of the state were not counted right');
  }
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
