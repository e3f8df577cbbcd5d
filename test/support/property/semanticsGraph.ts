/** The plan as a graph with its states, and what `spec/semantics.md` says of forks, joins and regions (J6), found by trying every way. */
import type { JsonValue } from '../../../src/base/json.ts';
import type { JoinNode, Plan, PlanEdge, PlanNode, TaskNode } from './plan.ts';

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

export interface Node {
  readonly index: number;
  readonly plan: PlanNode;
  readonly incoming: Edge[];
  readonly outgoing: Edge[];
  status: Status;
  attempts: number;
  startedMs: number | null;
  endedMs: number | null;
  output: JsonValue;
  /** When it became ready, as a number of turns; undefined: it is not. */
  readyTurn: number | undefined;
  /** A task's first attempt. */
  firstAttemptMs: number | undefined;
  /** A task whose attempt is the last that it may make (drain). */
  lastAttempt: boolean;
  /** A join that has fired; without an output where the merge cannot be made. */
  fired: { readonly output: JsonValue | undefined } | undefined;
  winner: string | null | undefined;
  counted: readonly [number, number] | undefined;
  /** A join that fails when these have ended (J4 drain). */
  drains: { readonly nodes: readonly Node[]; readonly status: 'failed' | 'timed_out' } | undefined;
}

export const isTask = (node: Node): node is Node & { readonly plan: TaskNode & { readonly id: string } } =>
  node.plan.kind === 'task';
export const isJoin = (node: Node): node is Node & { readonly plan: JoinNode & { readonly id: string } } =>
  node.plan.kind === 'join';

export class PlanGraph {
  readonly nodes: readonly Node[];
  readonly #forkOf = new Map<Node, Node>();
  readonly #regions = new Map<Node, ReadonlySet<Node>>();

  constructor(plan: Plan) {
    this.nodes = plan.nodes.map((each, index): Node => ({
      index,
      plan: each,
      incoming: [],
      outgoing: [],
      status: 'pending',
      attempts: 0,
      startedMs: null,
      endedMs: null,
      output: null,
      readyTurn: undefined,
      firstAttemptMs: undefined,
      lastAttempt: false,
      fired: undefined,
      winner: undefined,
      counted: undefined,
      drains: undefined,
    }));
    const byId = new Map(this.nodes.map((node) => [node.plan.id, node]));
    for (const each of plan.edges) {
      const source = byId.get(each.source)!;
      const target = byId.get(each.target)!;
      const edge: Edge = { plan: each, source, target, state: 'pending', settledAs: 0, settledInTurn: undefined };
      source.outgoing.push(edge);
      target.incoming.push(edge);
    }
    for (const node of this.nodes) {
      const fork = isJoin(node) ? this.#findFork(node) : undefined;
      if (fork) this.#forkOf.set(node, fork);
    }
    for (const node of this.nodes) if (node.plan.kind === 'fork') this.#regions.set(node, this.#findRegion(node));
  }

  /** The join's fork. */
  forkOf(join: Node): Node | undefined {
    return this.#forkOf.get(join);
  }

  /** The fork's region; of another node, none. */
  regionOf(fork: Node): ReadonlySet<Node> {
    return this.#regions.get(fork) ?? new Set();
  }

  /** The nearest fork that dominates all the sources of the join's edges, those aside that only failures lead to. */
  #findFork(join: Node): Node | undefined {
    const all = join.incoming.map(({ source }) => source);
    const ordinary = all.filter((source) => this.#isOrdinary(source));
    const sources = ordinary.length > 0 ? ordinary : all;
    const forks = this.nodes.filter(
      (fork) => fork.plan.kind === 'fork' && sources.every((source) => this.#dominates(fork, source)),
    );
    return forks.find((fork) => forks.every((other) => this.#dominates(other, fork)));
  }

  /** Dominance ignores `on: failure` edges; what only they lead to is dominated by what dominates the failing nodes. */
  #dominates(dominator: Node, node: Node): boolean {
    if (dominator === node) return true;
    if (this.#isOrdinary(node)) return !this.#reaches(node, dominator);
    return node.incoming.every(({ source }) => this.#dominates(dominator, source));
  }

  #isOrdinary(node: Node): boolean {
    return this.#reaches(node);
  }

  /** Whether a way without `on: failure` edges leads from the start to the node, around another. */
  #reaches(node: Node, around?: Node): boolean {
    const seen = new Set<Node | undefined>([around]);
    const reaches = (from: Node): boolean => {
      if (seen.has(from)) return false;
      seen.add(from);
      return from === node || from.outgoing.some(({ plan, target }) => plan.on !== 'failure' && reaches(target));
    };
    return reaches(this.nodes.find(({ plan }) => plan.kind === 'start')!);
  }

  /** Every node on a path from the fork to one of its joins; without a join, every node that it dominates. */
  #findRegion(fork: Node): ReadonlySet<Node> {
    const joins = [...this.#forkOf].filter(([, own]) => own === fork).map(([join]) => join);
    const behind = this.after(fork);
    const isHeld =
      joins.length === 0
        ? (node: Node): boolean => node !== fork && this.#dominates(fork, node)
        : (node: Node): boolean =>
            behind.has(node) && joins.some((join) => join === node || this.after(node).has(join));
    return new Set(this.nodes.filter(isHeld));
  }

  after(node: Node, seen = new Set<Node>()): ReadonlySet<Node> {
    for (const { target } of node.outgoing)
      if (!seen.has(target)) {
        seen.add(target);
        this.after(target, seen);
      }
    return seen;
  }

  before(node: Node, seen = new Set<Node>()): ReadonlySet<Node> {
    for (const { source } of node.incoming)
      if (!seen.has(source)) {
        seen.add(source);
        this.before(source, seen);
      }
    return seen;
  }
}
