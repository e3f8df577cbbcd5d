/**
 * R4: what a retry or a re-run takes over from an execution that has ended.
 *
 * 1. A retry takes over every completed node, and every failure from which something completed has followed: to try that node again
 *    would take another way too (T2).
 * 2. A re-run takes over what is neither the node nor downstream of it: what completed, and failures that were handled; of an
 *    execution that is completed also what was cancelled, since it was not needed. A node inside of a subworkflow takes the
 *    subworkflow's own node with it, and what is downstream of that; a subworkflow's node takes all nodes inside of it.
 * 3. What was skipped is skipped again by itself.
 */
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { NodeDefinition } from '../model/definition.ts';
import type { GraphEdge, WorkflowGraph } from '../model/graph/graph.ts';
import { isTerminal, type TakenOver } from '../protocol/execution.ts';
import type { ExecutableWorkflow } from './executable.ts';
import { outputOf } from './data.ts';
import type { EngineEvent } from './events.ts';
import { applyEvent } from './fold.ts';
import { compileProgram, type ProgramNode } from './program.ts';
import { edgeDone, edgeFailed, ExecutionState } from './state.ts';
import { cancelled, completed, pending } from './transitions.ts';

export interface TakeOverFailure {
  readonly code: 'not-ended' | 'nothing-to-retry' | 'unknown-node';
  readonly message: string;
}

export type TakenOverNodes = Readonly<Record<string, TakenOver>>;

/**
 * @param events of the execution, secrets in their places
 * @param from the node that a re-run starts with; undefined: a retry
 * @throws Error for events that are not of this workflow
 */
export function takeOver(
  workflow: ExecutableWorkflow,
  events: readonly EngineEvent[],
  from?: string,
): Result<TakenOverNodes, TakeOverFailure> {
  const state = new ExecutionState(compileProgram(workflow));
  for (const event of events) applyEvent(state, event);
  const { graph } = state.program;
  if (!isTerminal(state.status))
    return err({ code: 'not-ended', message: t('The execution has not ended. Resume it, or cancel it first.') });
  if (from === undefined && state.status === 'completed')
    return err({ code: 'nothing-to-retry', message: t('The execution is completed, so there is nothing to retry.') });
  const start = from === undefined ? undefined : graph.indexOf(from);
  if (from !== undefined && start === undefined)
    return err({ code: 'unknown-node', message: t('The execution has no node "{0}".', from) });
  const again = start === undefined ? new Set<number>() : startedAgain(graph, start);
  const takenOver = Object.create(null) as Record<string, TakenOver>;
  const handling = new Handling(state, start !== undefined);
  for (const event of inOrder(events, Object.keys(state.takenOver))) {
    const index = graph.indexOf(event.node_id) ?? -1;
    if (again.has(index)) continue;
    const result = resultOf(event, handling, index);
    if (result) takenOver[event.node_id] = result;
  }
  return ok(takenOver);
}

/** What ends a node that is taken over. */
export function endOf({ not_taken, ended }: TakenOver): Unstamped<End> {
  const notTaken = not_taken && { not_taken };
  if (ended === undefined) return { type: 'nodeCompleted', taken_over: true, ...notTaken };
  if (ended.status === 'cancelled') return { type: 'nodeCancelled', reason: ended.reason };
  return { type: 'nodeFailed', ...ended, ...notTaken };
}

type End = Extract<EngineEvent, { readonly type: 'nodeCompleted' | 'nodeFailed' | 'nodeCancelled' }>;
type Unstamped<T> = T extends unknown ? Omit<T, 'seq' | 'time_ms' | 'node_id'> : never;

function isEnd(event: EngineEvent): event is End {
  return event.type === 'nodeCompleted' || event.type === 'nodeFailed' || event.type === 'nodeCancelled';
}

/** Undefined for what is to be done again. */
function resultOf(event: End, handling: Handling, index: number): TakenOver | undefined {
  const { state, isRerun } = handling;
  switch (event.type) {
    case 'nodeCompleted': {
      const join = state.joinRecords.get(index);
      const notTaken = event.not_taken && { not_taken: event.not_taken };
      return { output: outputOf(state, index), ...notTaken, ...(join && { join }) };
    }
    case 'nodeFailed': {
      if (!handling.isHandled(index)) return undefined;
      const { status, error, not_taken } = event;
      const ended = { status, error };
      return { output: null, ...(not_taken && { not_taken }), ended };
    }
    case 'nodeCancelled': {
      const { reason } = event;
      const isAccepted = isRerun && state.status === 'completed' && (reason === 'join' || reason === 'branch');
      return isAccepted ? { output: null, ended: { status: 'cancelled', reason } } : undefined;
    }
  }
}

/**
 * Whether the execution has gone on from what failed: by an edge that was taken all the same, or in joins that did not need it
 * and completed (J2). For a retry only if that has led to something that is completed.
 */
class Handling {
  readonly state: ExecutionState;
  readonly isRerun: boolean;
  readonly #known = new Map<number, boolean>();

  constructor(state: ExecutionState, isRerun: boolean) {
    this.state = state;
    this.isRerun = isRerun;
  }

  /** @param index of a node that failed, or was skipped since something before it did */
  isHandled(index: number): boolean {
    let handled = this.#known.get(index);
    if (handled === undefined) this.#known.set(index, (handled = this.#find(index)));
    return handled;
  }

  #find(index: number): boolean {
    const { edges, program } = this.state;
    const { outgoing } = program.nodes[index] as ProgramNode;
    const done = outgoing.filter((edge) => edges[edge] === edgeDone);
    if (done.length > 0) return this.isRerun || done.some((edge) => this.#goesOnAt(program.targets[edge] as number));
    const failed = outgoing.filter((edge) => edges[edge] === edgeFailed);
    return failed.length > 0 && failed.every((edge) => this.#goesOnAt(program.targets[edge] as number));
  }

  #goesOnAt(index: number): boolean {
    const status = this.state.slotStatus[index];
    if (status === completed) return true;
    return status !== cancelled && status !== pending && this.isHandled(index);
  }
}

/** As they first ended, also in the execution that this one repeats: what is secret is restored in that order (`restore.ts`). */
function inOrder(events: readonly EngineEvent[], taken: readonly string[]): readonly End[] {
  const places = new Map(taken.map((id, place) => [id, place]));
  const placeOf = ({ node_id }: End): number => places.get(node_id) ?? taken.length;
  return events.filter(isEnd).sort((a, b) => placeOf(a) - placeOf(b));
}

/** The node, what is downstream of it and of the subworkflows around it, and all that is inside of these. */
function startedAgain(graph: WorkflowGraph, from: number): ReadonlySet<number> {
  const outers: number[] = [];
  for (let id = outerOf((graph.nodes[from] as NodeDefinition).id); id !== undefined; id = outerOf(id)) {
    const outer = graph.indexOf(id);
    if (outer !== undefined) outers.push(outer);
  }
  const again = new Set([from, ...outers]);
  // A set hands out what is added while it is walked.
  for (const index of again)
    for (const edge of graph.outgoing[index] as readonly number[]) again.add((graph.edges[edge] as GraphEdge).target);
  const whole = [...again].filter((index) => !outers.includes(index)).map((index) => graph.nodes[index]);
  const inside = whole.flatMap((node) => (node?.kind === 'subworkflow' ? [`${node.id}/`] : []));
  graph.nodes.forEach(({ id }, index) => {
    if (inside.some((prefix) => id.startsWith(prefix))) again.add(index);
  });
  return again;
}

/** The node of the subworkflow that a node is in: `outer/mid` of `outer/mid/inner`. */
function outerOf(id: string): string | undefined {
  const end = id.lastIndexOf('/');
  return end === -1 ? undefined : id.slice(0, end);
}
