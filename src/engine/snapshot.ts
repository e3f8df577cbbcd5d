/** The state as its readers see it, secrets as `***`. */
import {
  type AttemptSnapshot,
  type ExecutionSnapshot,
  isTerminal,
  type ItemCounts,
  type NodeSnapshot,
  type NodeStatus,
  untoldNode,
} from '../protocol/execution.ts';
import { outputOf } from './data.ts';
import type { Program, ProgramNode } from './program.ts';
import type { Secrets } from './secrets.ts';
import { type ExecutionState, type Items, never } from './state.ts';
import { completed, isSettled, nodeStatuses, waiting } from './transitions.ts';

export function snapshotOf(state: ExecutionState, file: string | null, secrets: Secrets): ExecutionSnapshot {
  return assemble(state, file, secrets, (index) => nodeSnapshotOf(state, index, secrets));
}

/**
 * Of an execution that has ended the nodes are built when they are first looked at: nothing changes any more (R1).
 * @param nodeAt what a node shows, by index
 */
export function assemble(
  state: ExecutionState,
  file: string | null,
  secrets: Secrets,
  nodeAt: (index: number) => NodeSnapshot,
): ExecutionSnapshot {
  const snapshot = {
    id: state.id,
    workflow: state.program.definition.name,
    file,
    status: state.status,
    progress: progressOf(state),
    started_at: dateAt(state.startedMs),
    ended_at: state.endedMs === undefined ? null : dateAt(state.endedMs),
    duration_ms: state.endedMs === undefined ? null : state.endedMs - state.startedMs,
    max_parallel: state.maxParallel,
    output: secrets.hide(state.output),
    error: state.error === undefined ? null : secrets.hideIn(state.error),
    inputs: secrets.hideInputs(state.root.inputs),
    ...(state.retryOf !== undefined && { retry_of: state.retryOf }),
  };
  const nodes = new NodesOf(state.program, nodeAt);
  if (!isTerminal(state.status)) return { ...snapshot, nodes: nodes.build() };
  return Object.defineProperties(snapshot, { [unbuilt]: { value: nodes }, nodes: builtNodes }) as ExecutionSnapshot;
}

/** The last that there is. Virtual time goes on behind it, where enough long delays follow each other. */
const lastDateMs = 8.64e15;

function dateAt(ms: number): string {
  return new Date(Math.min(ms, lastDateMs)).toISOString();
}

const unbuilt = Symbol('unbuilt nodes');

/**
 * One getter for all snapshots. V8 keeps a getter that an object has of its own, and what it holds, until its next full collection:
 * with 1,000 branches that is half of an execution's time. A `WeakMap` does the same.
 */
const builtNodes: PropertyDescriptor & ThisType<{ readonly [unbuilt]: NodesOf }> = {
  enumerable: true,
  get() {
    return this[unbuilt].build();
  },
};

class NodesOf {
  #unbuilt: { readonly program: Program; readonly nodeAt: (index: number) => NodeSnapshot } | undefined;
  readonly #nodes = Object.create(null) as Record<string, NodeSnapshot>;

  constructor(program: Program, nodeAt: (index: number) => NodeSnapshot) {
    this.#unbuilt = { program, nodeAt };
  }

  build(): Readonly<Record<string, NodeSnapshot>> {
    const unbuilt = this.#unbuilt;
    this.#unbuilt = undefined;
    if (unbuilt !== undefined)
      for (const { id, index } of unbuilt.program.nodes) this.#nodes[id] = unbuilt.nodeAt(index);
    return this.#nodes;
  }
}

export function nodeSnapshotOf(state: ExecutionState, index: number, secrets: Secrets): NodeSnapshot {
  if (state.changedSeq[index] === 0) return untoldNode;
  const status = state.slotStatus[index] as number;
  const error = state.errors[index];
  const record = state.joinRecords.get(index);
  const approval = state.approvals.get(index);
  const items = state.items.get(index);
  const id = (state.program.nodes[index] as ProgramNode).id;
  return {
    status: nodeStatuses[status] as NodeStatus,
    attempts: state.attempts[index] as number,
    started_ms: sinceStart(state, state.slotStartedMs[index] as number),
    ended_ms: sinceStart(state, state.nodeEndedMs[index] as number),
    output: status === completed ? secrets.hide(outputOf(state, index)) : null,
    error: error === undefined ? null : secrets.hideIn(error),
    attempt_log: attemptLogOf(state, index, secrets),
    ...(status === waiting &&
      approval === undefined && { retry_at_ms: (state.dueMs[index] as number) - state.startedMs }),
    ...(record !== undefined && { join: secrets.hideIn(record) }),
    ...(items !== undefined && { items: countsOf(state, items) }),
    ...(approval !== undefined && { approval: secrets.hideIn(approval) }),
    ...(isSettled(status) && Object.hasOwn(state.takenOver, id) && { taken_over: true as const }),
  };
}

function attemptLogOf(state: ExecutionState, index: number, secrets: Secrets): readonly AttemptSnapshot[] {
  return state.attemptsOf(index).map(({ startedMs, endedMs, error, item }) => ({
    started_ms: startedMs,
    ended_ms: endedMs,
    error: error === null ? null : secrets.hideIn(error),
    ...(item !== undefined && { item }),
  }));
}

function countsOf(state: ExecutionState, { values, first, done, failed, cancelled }: Items): ItemCounts {
  let open = 0;
  for (let slot = first; slot < first + values.length; slot++) if (state.open[slot] !== undefined) open++;
  return { total: values.length, running: open, completed: done, failed, cancelled };
}

function sinceStart(state: ExecutionState, timeMs: number): number | null {
  return timeMs === never ? null : timeMs - state.startedMs;
}

/** R2: settled nodes of all nodes, a running `for_each` in parts of its items, in whole per cent; 100 only when all have. */
function progressOf(state: ExecutionState): number {
  const all = state.program.nodes.length;
  let settled = state.settledNodes;
  for (const [index, { values, done, failed, cancelled }] of state.items)
    if (!isSettled(state.slotStatus[index] as number)) settled += (done + failed + cancelled) / values.length;
  return all === 0 ? 100 : Math.floor((100 * settled) / all);
}
