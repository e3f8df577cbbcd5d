/**
 * The state as its readers see it. A view folds the events that are in the journal and nothing else (E2), so it lags behind the
 * core by what is being written.
 *
 * 1. What a node shows is built again only when it changed; a live view of 10,000 nodes stays cheap.
 */
import type { JsonValue } from '../base/json.ts';
import type { AttemptSnapshot, ExecutionSnapshot, NodeSnapshot, ShownExecutionStatus } from '../protocol/execution.ts';
import type { EngineEvent } from './events.ts';
import { applyEvent } from './fold.ts';
import type { Program } from './program.ts';
import type { Secrets } from './secrets.ts';
import { ExecutionState, never } from './state.ts';
import { isSettled, nodeStatuses, waiting } from './transitions.ts';

/** Events that are folded only when somebody looks; more are folded at once, so that memory stays bounded. */
const mostUnread = 20_000;

export class ExecutionView {
  readonly state: ExecutionState;
  readonly #file: string | null;
  readonly #secrets: Secrets;
  readonly #nodes: (NodeSnapshot | undefined)[];
  #unread: EngineEvent[] = [];

  /** @param secrets hides their values (E3) */
  constructor(program: Program, file: string | null, secrets: Secrets) {
    this.state = new ExecutionState(program);
    this.#file = file;
    this.#secrets = secrets;
    this.#nodes = new Array<NodeSnapshot | undefined>(program.nodes.length).fill(undefined);
  }

  add(events: readonly EngineEvent[]): void {
    for (const event of events) this.#unread.push(event);
    if (this.#unread.length > mostUnread) this.#read();
  }

  /** @param shown in place of the status, for an execution that nobody runs */
  snapshot(shown?: ShownExecutionStatus): ExecutionSnapshot {
    this.#read();
    const { state } = this;
    const nodes = Object.create(null) as Record<string, NodeSnapshot>;
    for (const { id, index } of state.program.nodes) nodes[id] = this.#nodes[index] ??= this.#build(index);
    return {
      id: state.id,
      workflow: state.program.definition.name,
      file: this.#file,
      status: shown ?? state.status,
      progress: progressOf(state),
      started_at: new Date(state.startedMs).toISOString(),
      ended_at: state.endedMs === undefined ? null : new Date(state.endedMs).toISOString(),
      duration_ms: state.endedMs === undefined ? null : state.endedMs - state.startedMs,
      max_parallel: state.maxParallel,
      output: this.#secrets.hide(state.output),
      error: state.error === undefined ? null : this.#secrets.hideIn(state.error),
      inputs: this.#secrets.hideInputs(state.inputs),
      ...(state.retryOf !== undefined && { retry_of: state.retryOf }),
      nodes,
    };
  }

  node(id: string): NodeSnapshot | undefined {
    this.#read();
    const index = this.state.program.graph.indexOf(id);
    return index === undefined ? undefined : (this.#nodes[index] ??= this.#build(index));
  }

  #read(): void {
    const unread = this.#unread;
    if (unread.length === 0) return;
    this.#unread = [];
    for (const event of unread) {
      applyEvent(this.state, event);
      if (!('node_id' in event)) continue;
      const index = this.state.program.graph.indexOf(event.node_id);
      if (index !== undefined) this.#nodes[index] = undefined;
    }
  }

  #build(index: number): NodeSnapshot {
    const { state } = this;
    const status = state.nodeStatus[index] ?? 0;
    const error = state.errors[index];
    const record = state.joinRecords.get(index);
    return {
      status: nodeStatuses[status] ?? 'pending',
      attempts: state.attempts[index] ?? 0,
      started_ms: this.#sinceStart(state.nodeStartedMs[index]),
      ended_ms: this.#sinceStart(state.nodeEndedMs[index]),
      output: isSettled(status) ? this.#secrets.hide(outputOf(state, index)) : null,
      error: error === undefined ? null : this.#secrets.hideIn(error),
      attempt_log: this.#attemptLog(index),
      ...(status === waiting && { retry_at_ms: (state.dueMs[index] ?? 0) - state.startedMs }),
      ...(record !== undefined && { join: this.#secrets.hideIn(record) }),
    };
  }

  #attemptLog(index: number): readonly AttemptSnapshot[] {
    const { startedMs } = this.state;
    return (this.state.attemptLog[index] ?? []).map((attempt) => ({
      started_ms: attempt.startedMs - startedMs,
      ended_ms: attempt.endedMs === null ? null : attempt.endedMs - startedMs,
      error: attempt.error === null ? null : this.#secrets.hideIn(attempt.error),
    }));
  }

  #sinceStart(timeMs: number | undefined): number | null {
    return timeMs === undefined || timeMs === never ? null : timeMs - this.state.startedMs;
  }
}

/** A node that was cancelled or skipped has no output, whatever its last attempt gave. */
function outputOf(state: ExecutionState, index: number): JsonValue {
  return nodeStatuses[state.nodeStatus[index] ?? 0] === 'completed' ? (state.outputs[index] ?? null) : null;
}

/** R2: settled nodes of all nodes, in whole per cent; 100 only when all have. */
function progressOf(state: ExecutionState): number {
  const all = state.program.nodes.length;
  return all === 0 ? 100 : Math.floor((100 * state.settledNodes) / all);
}
