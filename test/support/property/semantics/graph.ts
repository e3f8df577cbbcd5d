/** The plan as a graph with its states, and what `spec/semantics.md` says of forks, joins and regions (J6), found by trying every way. */
import type { Flow, PlanNode } from '../plan.ts';
import { allOf, type Edge, isJoin, type Node, type Scope, type Unit } from './state.ts';

/** What runs, with what its subworkflows hold; nodes are numbered as the execution has them. */
export function rootScope(plan: Flow): Scope {
  const root = scopeOf(plan, undefined, '');
  allOf(root).forEach((node, index) => (node.index = index));
  return root;
}

function scopeOf(flow: Flow, outer: Node | undefined, prefix: string): Scope {
  const scope: Scope = {
    flow,
    outer,
    graph: undefined as never,
    begun: false,
    ended: false,
    unhandled: false,
    drained: false,
    terminated: false,
  };
  scope.graph = new PlanGraph(scope, prefix);
  for (const node of scope.graph.nodes)
    if (node.plan.kind === 'subworkflow') node.inner = scopeOf(node.plan.flow, node, `${node.id}/`);
  return scope;
}

function nodeOf(plan: PlanNode, scope: Scope, prefix: string): Node {
  const node: Node = {
    index: 0,
    id: prefix + plan.id,
    plan,
    scope,
    incoming: [],
    outgoing: [],
    inner: undefined,
    units: [],
    status: 'pending',
    startedMs: null,
    endedMs: null,
    output: null,
    isReached: false,
    log: [],
    drains: false,
    drained: false,
    byUser: false,
    fired: undefined,
    winner: undefined,
    counted: undefined,
    failing: undefined,
  };
  const behaviours = plan.kind === 'task' ? [plan] : plan.kind === 'for_each' ? plan.items : [];
  node.units = behaviours.map((behaviour, index): Unit => ({
    node: node as Unit['node'],
    item: plan.kind === 'for_each' ? index : undefined,
    behaviour,
    state: 'idle',
    readyTurn: 0,
    attempts: 0,
    settledAs: 0,
    log: undefined,
  }));
  return node;
}

export class PlanGraph {
  readonly nodes: readonly Node[];
  readonly #forkOf = new Map<Node, Node>();
  readonly #regions = new Map<Node, ReadonlySet<Node>>();

  constructor(scope: Scope, prefix: string) {
    this.nodes = scope.flow.nodes.map((each) => nodeOf(each, scope, prefix));
    const byId = new Map(this.nodes.map((node) => [node.plan.id, node]));
    for (const each of scope.flow.edges) {
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
