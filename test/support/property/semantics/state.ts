/** What a node, an edge, an attempt's owner and a workflow are while the model runs. */
import type { JsonValue } from '../../../../src/base/json.ts';
import type { Behaviour, Flow, ForEachNode, JoinNode, PlanEdge, PlanNode, TaskNode } from '../plan.ts';
import type { PlanGraph } from './graph.ts';

export type EdgeState = 'pending' | 'done' | 'failed' | 'dead';
export type Status = 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'timed_out' | 'skipped' | 'cancelled';

export interface Edge {
  readonly plan: PlanEdge;
  readonly source: Node;
  readonly target: Node;
  state: EdgeState;
  /** The how manieth edge to settle; edges that settle by an outcome come in the order of the outcomes (T6). */
  settledAs: number;
  /** The turn in which it settled otherwise, by what followed from outcomes: the order within it is not laid down. */
  settledInTurn: number | undefined;
}

export interface AttemptLog {
  readonly startedMs: number;
  endedMs: number | null;
  failed: boolean;
  readonly item?: number;
}

/** What makes attempts: a task, or one item of a `for_each`. */
export interface Unit {
  readonly node: Node & { readonly plan: (TaskNode | ForEachNode) & { readonly id: string } };
  readonly item: number | undefined;
  readonly behaviour: Behaviour;
  /** `idle` before its node is reached; `closed`: cancelled, or its node has ended without it. */
  state: 'idle' | 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'closed';
  /** When it became ready, as a number of turns. */
  readyTurn: number;
  attempts: number;
  settledAs: number;
  log: AttemptLog | undefined;
}

export interface Node {
  /** Place in the whole execution: all of a workflow, then what its subworkflows hold (decisions: the file's order). */
  index: number;
  /** With the names of the subworkflows around it. */
  readonly id: string;
  readonly plan: PlanNode;
  readonly scope: Scope;
  readonly incoming: Edge[];
  readonly outgoing: Edge[];
  /** What a subworkflow holds. */
  inner: Scope | undefined;
  units: readonly Unit[];
  status: Status;
  startedMs: number | null;
  endedMs: number | null;
  output: JsonValue;
  /** A delay or an approval that is reached and has not begun. */
  isReached: boolean;
  log: AttemptLog[];
  /** Finishes what runs in it and starts nothing more (J4, F4). */
  drains: boolean;
  /** Cancelled because of a drain, or with something in it that was. */
  drained: boolean;
  /** Cancelled by the user, or skipped for one that was (R4). */
  byUser: boolean;
  /** A join, or a `for_each`, that has fired; without an output where the merge cannot be made. */
  fired: { readonly output: JsonValue | undefined } | undefined;
  winner: string | null | undefined;
  counted: readonly [done: number, failed: number] | undefined;
  /** A join, or a `for_each`, that fails when these have ended (J4 drain). */
  failing: { readonly nodes: readonly Node[]; readonly status: 'failed' | 'timed_out' } | undefined;
}

/** One workflow that runs: the whole, or what a subworkflow holds. */
export interface Scope {
  readonly flow: Flow;
  readonly outer: Node | undefined;
  graph: PlanGraph;
  begun: boolean;
  ended: boolean;
  /** A failure reached an end (R3). */
  unhandled: boolean;
  drained: boolean;
  terminated: boolean;
}

export const isJoin = (node: Node): node is Node & { readonly plan: JoinNode & { readonly id: string } } =>
  node.plan.kind === 'join';
export const isForEach = (node: Node): node is Node & { readonly plan: ForEachNode & { readonly id: string } } =>
  node.plan.kind === 'for_each';

export const isOpen = ({ state }: Unit): boolean => state === 'ready' || state === 'running' || state === 'waiting';
export const hasEnded = (node: Node): boolean => node.endedMs !== null;

/** Nothing in it runs or waits, also not what runs on behind it (J3 `ignore`). */
export const isAtRest = (node: Node): boolean => hasEnded(node) && !node.units.some(isOpen);

/** The node and the subworkflows that hold it, innermost first. */
export function holders(node: Node): Node[] {
  const { outer } = node.scope;
  return outer ? [node, ...holders(outer)] : [node];
}

/** Everything in the workflow, what its subworkflows hold included, in the execution's order. */
export function allOf(scope: Scope): Node[] {
  return [...scope.graph.nodes, ...scope.graph.nodes.flatMap(({ inner }) => (inner ? allOf(inner) : []))];
}

/** A failure has reached it already, while other edges are pending: it is skipped for that, not cancelled (T4). */
export function isReachedByFailure(node: Node): boolean {
  return node.status === 'pending' && !isJoin(node) && node.incoming.some(({ state }) => state === 'failed');
}
