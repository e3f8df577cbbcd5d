/**
 * R4: what a retry or a re-run takes over from an execution that has ended.
 *
 * 1. A retry takes over every completed node.
 * 2. A re-run takes over every completed node that is neither the node nor downstream of it. A node inside of a subworkflow takes
 *    the subworkflow's own node with it, and what is downstream of that; a subworkflow's node takes all nodes inside of it.
 */
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { NodeDefinition } from '../model/definition.ts';
import type { GraphEdge, WorkflowGraph } from '../model/graph/graph.ts';
import { isTerminal, type TakenOver } from '../protocol/execution.ts';
import type { ExecutableWorkflow } from './executable.ts';
import type { EngineEvent } from './events.ts';
import { applyEvent } from './fold.ts';
import { compileProgram } from './program.ts';
import { ExecutionState } from './state.ts';

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
  for (const event of inOrder(events, Object.keys(state.takenOver))) {
    const index = graph.indexOf(event.node_id) ?? -1;
    if (again.has(index)) continue;
    const join = state.joinRecords.get(index);
    takenOver[event.node_id] = {
      output: state.outputs[index] ?? null,
      ...(event.not_taken && { not_taken: event.not_taken }),
      ...(join && { join }),
    };
  }
  return ok(takenOver);
}

type Completed = Extract<EngineEvent, { readonly type: 'nodeCompleted' }>;

/** As they first completed, also in the execution that this one repeats: what is secret is restored in that order (`restore.ts`). */
function inOrder(events: readonly EngineEvent[], taken: readonly string[]): readonly Completed[] {
  const places = new Map(taken.map((id, place) => [id, place]));
  const placeOf = ({ node_id, taken_over }: Completed): number =>
    (taken_over === true ? places.get(node_id) : undefined) ?? taken.length;
  return events.filter((event) => event.type === 'nodeCompleted').sort((a, b) => placeOf(a) - placeOf(b));
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
