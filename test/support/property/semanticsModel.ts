/**
 * What `spec/semantics.md` says happens to a plan, written from its text alone and as plainly as it can be said: every question
 * is answered by looking at the whole graph again. The engine is compared with it, so it shares no code with `src/engine`.
 *
 * It knows: start, end, tasks with retries and timeouts, delays, forks, joins of every mode, merge and `remaining`, exclusive
 * gateways, conditions, failure edges, `on_failure` abort, continue and drain, limits, a cancel by the user, the time of an
 * execution. It does not know, as the generator makes none: approvals, `for_each`, subworkflows, `terminate`, `outputs`, the
 * time of a fork's region, pauses.
 */
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import type { JoinNode, Plan, Retries, TaskNode } from './plan.ts';
import { type Edge, type EdgeState, isJoin, isTask, type Node, PlanGraph, type Status } from './semanticsGraph.ts';

export interface NodeResult {
  readonly status: Status;
  readonly attempts: number;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly output: JsonValue;
  readonly winner?: string | null;
  readonly counted?: readonly [done: number, failed: number];
}

export interface ModelResult {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'timed_out';
  readonly durationMs: number;
  readonly maxParallel: number;
  readonly output: JsonValue;
  readonly nodes: Readonly<Record<string, NodeResult>>;
  /** It hung on an order within one instant that the rules do not lay down. */
  readonly undecided: boolean;
}

type Due =
  | {
      readonly atMs: number;
      readonly kind: 'attempt' | 'attemptTimeout' | 'retry';
      readonly node: Node;
      readonly attempt: number;
    }
  | { readonly atMs: number; readonly kind: 'delay' | 'totalTimeout' | 'joinTimeout'; readonly node: Node }
  | { readonly atMs: number; readonly kind: 'executionTimeout' | 'cancel' };

export function expectedOf(plan: Plan): ModelResult {
  return new Model(plan).run();
}

class Model {
  readonly #plan: Plan;
  readonly #nodes: readonly Node[];
  readonly #graph: PlanGraph;
  #due: Due[] = [];
  #nowMs = 0;
  #turn = 0;
  #settled = 0;
  #settling = false;
  #undecided = false;
  #maxParallel = 0;
  #unhandled = false;
  #drained = false;
  #ended: ModelResult['status'] | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#graph = new PlanGraph(plan);
    this.#nodes = this.#graph.nodes;
  }

  run(): ModelResult {
    if (this.#plan.timeoutMs !== undefined) this.#due.push({ atMs: this.#plan.timeoutMs, kind: 'executionTimeout' });
    if (this.#plan.cancelMs !== undefined) this.#due.push({ atMs: this.#plan.cancelMs, kind: 'cancel' });
    const start = this.#nodes.find(({ plan }) => plan.kind === 'start')!;
    start.startedMs = 0;
    this.#complete(start, {});
    this.#rest();
    while (this.#ended === undefined) {
      this.#nowMs = Math.max(this.#nowMs, Math.min(...this.#due.map(({ atMs }) => atMs)));
      if (this.#nowMs === Infinity) throw new Error('The model came to rest before its end');
      const now = this.#due.filter(({ atMs }) => atMs <= this.#nowMs);
      this.#due = this.#due.filter(({ atMs }) => atMs > this.#nowMs);
      this.#instant(now);
      if (this.#turn > 10_000) throw new Error('The model does not end');
    }
    return this.#result(this.#ended);
  }

  /** T6: everything due at one instant, outcomes in the file's order, then timeouts; then the fixed point; then effects. */
  #instant(due: readonly Due[]): void {
    this.#turn++;
    const inFileOrder = [...due].sort((a, b) => ('node' in a ? a.node.index : -1) - ('node' in b ? b.node.index : -1));
    for (const each of inFileOrder) {
      if (each.kind === 'attempt' && this.#isCurrent(each)) this.#endAttempt(each.node);
      if (each.kind === 'delay' && each.node.status === 'waiting') this.#completePlain(each.node);
    }
    // Whether one attempt or all together took too long is not laid down.
    const together = inFileOrder.flatMap((each) => (each.kind === 'totalTimeout' ? [each.node] : []));
    if (
      inFileOrder.some(
        (each) => each.kind === 'attemptTimeout' && this.#isCurrent(each) && together.includes(each.node),
      )
    )
      this.#undecided = true;
    for (const each of inFileOrder) {
      if (each.kind === 'attemptTimeout' && this.#isCurrent(each)) this.#failAttempt(each.node, true, true);
      if (each.kind === 'retry' && each.node.status === 'waiting' && each.node.attempts === each.attempt)
        each.node.readyTurn = this.#turn;
      if (each.kind === 'totalTimeout' && (each.node.status === 'running' || each.node.status === 'waiting'))
        this.#fail(each.node, 'timed_out');
    }
    this.#settle();
    for (const each of inFileOrder) if (each.kind === 'joinTimeout') this.#joinTimeout(each.node);
    this.#rest(due.find(({ kind }) => kind === 'cancel' || kind === 'executionTimeout')?.kind);
  }

  /** Settles, ends what is over, and starts what may start. */
  #rest(end?: Due['kind']): void {
    this.#settle();
    // Whether a failure that ends the execution in the instant of its timeout comes before that is not laid down.
    if (end === 'executionTimeout' && this.#unhandled) this.#undecided = true;
    this.#failExecution();
    this.#endIfOver();
    if (this.#ended === undefined && end !== undefined) {
      this.#cancelAll(this.#others());
      this.#settle();
      this.#ended = end === 'cancel' ? 'cancelled' : 'timed_out';
    }
    if (this.#ended === undefined) this.#start();
  }

  #isCurrent({ node, attempt }: { readonly node: Node; readonly attempt: number }): boolean {
    return node.status === 'running' && node.attempts === attempt;
  }

  // Attempts (F1, F2, F3, F5)

  /** R5 */
  #start(): void {
    for (const node of this.#nodes) {
      if (node.plan.kind !== 'delay' || node.readyTurn === undefined) continue;
      node.readyTurn = undefined;
      node.status = 'waiting';
      node.startedMs = this.#nowMs;
      this.#due.push({ atMs: this.#nowMs + node.plan.ms, kind: 'delay', node });
    }
    const ready = this.#nodes
      .filter(isTask)
      .filter(({ readyTurn }) => readyTurn !== undefined)
      .sort((a, b) => a.readyTurn! - b.readyTurn! || a.index - b.index);
    for (const node of ready) {
      if (!this.#hasRoom(node)) continue;
      node.readyTurn = undefined;
      node.status = 'running';
      node.attempts++;
      node.startedMs ??= this.#nowMs;
      const { ms, attemptTimeoutMs, totalTimeoutMs } = node.plan;
      const attempt = node.attempts;
      this.#due.push({ atMs: this.#nowMs + ms, kind: 'attempt', node, attempt });
      if (attemptTimeoutMs !== undefined)
        this.#due.push({ atMs: this.#nowMs + attemptTimeoutMs, kind: 'attemptTimeout', node, attempt });
      if (totalTimeoutMs !== undefined && attempt === 1)
        this.#due.push({ atMs: this.#nowMs + totalTimeoutMs, kind: 'totalTimeout', node });
    }
    this.#maxParallel = Math.max(
      this.#maxParallel,
      this.#running(() => true),
    );
  }

  #hasRoom(node: Node): boolean {
    if (this.#running(() => true) >= this.#plan.limit) return false;
    return this.#nodes.every((fork) => {
      if (fork.plan.kind !== 'fork' || fork.plan.limit === undefined) return true;
      const region = this.#graph.regionOf(fork);
      return !region.has(node) || this.#running((other) => region.has(other)) < fork.plan.limit;
    });
  }

  #running(among: (node: Node) => boolean): number {
    return this.#nodes.filter((node) => isTask(node) && node.status === 'running' && among(node)).length;
  }

  #endAttempt(node: Node): void {
    if (!isTask(node)) return;
    if (node.attempts <= node.plan.fails) this.#failAttempt(node, node.plan.retryable, false);
    else {
      node.output = node.plan.output;
      this.#completePlain(node);
    }
  }

  #failAttempt(node: Node, retryable: boolean, timedOut: boolean): void {
    if (!isTask(node)) return;
    const plan = this.#retriesOf(node);
    if (!retryable || node.attempts > plan.max) {
      this.#fail(node, timedOut ? 'timed_out' : 'failed');
    } else if (node.lastAttempt) {
      this.#cancel(node);
    } else {
      node.status = 'waiting';
      const k = node.attempts;
      const grown = plan.backoff === 'fixed' ? 1 : plan.backoff === 'linear' ? k : 2 ** (k - 1);
      const waitMs = Math.min(plan.waitMs * grown, 60_000);
      this.#due.push({ atMs: this.#nowMs + waitMs, kind: 'retry', node, attempt: node.attempts });
    }
  }

  /** Key by key: node, innermost fork whose region holds it, workflow. */
  #retriesOf(node: Node & { readonly plan: TaskNode }): Required<Retries> {
    const holding = this.#nodes.filter((fork) => this.#graph.regionOf(fork).has(node));
    const innermost = holding.find((fork) =>
      holding.every((other) => other === fork || this.#graph.regionOf(other).has(fork)),
    );
    // Regions that overlap, neither inside the other: which is the inner one is not laid down.
    if (holding.length > 0 && innermost === undefined) this.#undecided = true;
    const fork = innermost?.plan;
    const inherited = fork?.kind === 'fork' ? fork.retries : {};
    return { max: 0, waitMs: 1000, backoff: 'exponential', ...this.#plan.retries, ...inherited, ...node.plan.retries };
  }

  // Settling (T1 to T5)

  #settle(): void {
    this.#settling = true;
    while (this.#settleOne());
    this.#settling = false;
  }

  #settleOne(): boolean {
    {
      const plain = this.#nodes.filter(
        (node) =>
          node.status === 'pending' && !isJoin(node) && node.readyTurn === undefined && node.incoming.length > 0,
      );
      const settled = plain.filter((node) => node.incoming.every(({ state }) => state !== 'pending'));
      if (settled.length > 0) {
        // Whichever came first; it matters to `race` alone.
        const lastSettled = (node: Node): number => Math.max(...node.incoming.map(({ settledAs }) => settledAs));
        this.#enter(settled.sort((a, b) => lastSettled(a) - lastSettled(b))[0]!);
        return true;
      }
      const joins = this.#nodes.filter((node) => isJoin(node) && node.status === 'pending');
      const upstreamFirst = joins.sort(
        (a, b) => this.#graph.before(a).size - this.#graph.before(b).size || a.index - b.index,
      );
      return upstreamFirst.some((node) => this.#lookAtJoin(node));
    }
  }

  /** T4 */
  #enter(node: Node): void {
    const states = node.incoming.map(({ state }) => state);
    if (states.includes('failed')) this.#skip(node, 'failed');
    else if (!states.includes('done')) this.#skip(node, 'dead');
    else if (isTask(node)) node.readyTurn = this.#turn;
    else if (node.plan.kind === 'delay') {
      node.readyTurn = this.#turn;
      node.output = this.#inputOf(node);
    } else {
      node.startedMs = this.#nowMs;
      node.output = this.#inputOf(node);
      this.#completePlain(node);
    }
  }

  /** D1 */
  #inputOf(node: Node): JsonValue {
    const done = node.incoming.filter(({ state }) => state === 'done');
    if (done.length === 1) return done[0]!.source.output;
    return Object.fromEntries(done.map(({ source }) => [source.plan.id, source.output]));
  }

  #completePlain(node: Node): void {
    if (node.plan.kind === 'choice') {
      this.#choose(node);
      return;
    }
    const isBroken = node.outgoing.some(({ plan }) => plan.on !== 'failure' && plan.condition === 'broken');
    if (isBroken) this.#fail(node, 'failed');
    else this.#complete(node, node.output);
  }

  /** T2 */
  #complete(node: Node, output: JsonValue): void {
    this.#end(node, 'completed');
    node.output = output;
    for (const edge of node.outgoing)
      this.#settleEdge(edge, edge.plan.on !== 'failure' && isTaken(edge) ? 'done' : 'dead');
  }

  /** T5 */
  #choose(node: Node): void {
    const chosen =
      node.outgoing.find(({ plan }) => plan.condition === true || (plan.condition === undefined && !plan.isDefault)) ??
      node.outgoing.find(({ plan }) => plan.isDefault);
    if (!chosen) {
      node.startedMs = null;
      this.#fail(node, 'failed');
      return;
    }
    this.#end(node, 'completed');
    for (const edge of node.outgoing) this.#settleEdge(edge, edge === chosen ? 'done' : 'dead');
  }

  /** T3, F3 */
  #fail(node: Node, status: 'failed' | 'timed_out'): void {
    this.#end(node, status);
    node.output = null;
    const { outgoing } = node;
    if (isTask(node) && node.plan.continues) {
      for (const edge of outgoing)
        this.#settleEdge(edge, edge.plan.on !== 'failure' && isTaken(edge) ? 'done' : 'dead');
      return;
    }
    const mends = outgoing.filter((edge) => edge.plan.on !== 'success' && isTaken(edge));
    for (const edge of outgoing) {
      if (mends.includes(edge)) this.#settleEdge(edge, 'done');
      else this.#settleEdge(edge, edge.plan.on === 'success' && mends.length === 0 ? 'failed' : 'dead');
    }
    if (outgoing.length === 0) this.#unhandled = true;
  }

  #skip(node: Node, passes: 'failed' | 'dead'): void {
    this.#end(node, 'skipped');
    for (const edge of node.outgoing) this.#settleEdge(edge, passes);
  }

  #cancel(node: Node): void {
    this.#end(node, 'cancelled');
    for (const edge of node.outgoing) this.#settleEdge(edge, 'dead');
  }

  #end(node: Node, status: Status): void {
    if (node.endedMs !== null) throw new Error(`${node.plan.id} ends twice`);
    node.status = status;
    node.endedMs = this.#nowMs;
    node.readyTurn = undefined;
  }

  #settleEdge(edge: Edge, state: EdgeState): void {
    edge.state = state;
    edge.settledAs = ++this.#settled;
    edge.settledInTurn = this.#settling ? this.#turn : undefined;
    if (state === 'failed' && edge.target.plan.kind === 'end') this.#unhandled = true;
    const { target } = edge;
    if (!isJoin(target) || target.status !== 'pending' || state === 'dead' || target.plan.timeoutMs === undefined)
      return;
    const isFirst = target.incoming.every(
      (other) => other === edge || other.state === 'pending' || other.state === 'dead',
    );
    if (isFirst) this.#due.push({ atMs: this.#nowMs + target.plan.timeoutMs, kind: 'joinTimeout', node: target });
  }

  // Joins (J1 to J7)

  /** Whether anything came of it. */
  #lookAtJoin(node: Node): boolean {
    if (!isJoin(node)) return false;
    const live = node.incoming.filter(({ state }) => state !== 'dead');
    const isPending = live.some(({ state }) => state === 'pending');
    if (node.fired) {
      if (isPending) return false;
      this.#finishJoin(node, node.fired.output);
      return true;
    }
    if (node.drains) {
      if (node.drains.nodes.some(({ endedMs }) => endedMs === null)) return false;
      this.#fail(node, node.drains.status);
      return true;
    }
    if (live.length === 0) {
      this.#skip(node, 'dead');
      return true;
    }
    const verdict = this.#verdict(node, live);
    if (verdict === 'fire') return this.#fire(node);
    if (verdict === 'fail' && !(this.#plan.onFailure === 'continue' && isPending)) return this.#failJoin(node);
    return false;
  }

  /** The table of modes. */
  #verdict({ plan, ...node }: Node & { readonly plan: JoinNode }, live: readonly Edge[]): 'fire' | 'fail' | 'wait' {
    const count = (state: EdgeState): number => live.filter((edge) => edge.state === state).length;
    const [d, f, p] = [count('done'), count('failed'), count('pending')];
    const m = d + f + p;
    const quorum = (n: number): 'fire' | 'fail' | 'wait' => (d >= n ? 'fire' : d + p < n ? 'fail' : 'wait');
    switch (plan.mode) {
      case 'all': {
        const fork = this.#graph.forkOf(this.#nodes[node.index]!)?.plan;
        const isTolerant = fork?.kind === 'fork' && fork.onFailure === 'continue';
        if (f > 0 && !isTolerant) return 'fail';
        if (p > 0) return 'wait';
        return d > 0 ? 'fire' : 'fail';
      }
      case 'any':
        return d > 0 ? 'fire' : p === 0 ? 'fail' : 'wait';
      case 'race': {
        const [first] = live.filter(({ state }) => state !== 'pending').sort((a, b) => a.settledAs - b.settledAs);
        this.#undecided ||= this.#ties(first, live).some(({ state }) => state !== first?.state);
        return first === undefined ? 'wait' : first.state === 'done' ? 'fire' : 'fail';
      }
      case 'n_of_m':
        return quorum(plan.count ?? Math.ceil((plan.percent! * m) / 100));
      case 'majority':
        return quorum(Math.floor(m / 2) + 1);
      case 'all_settled':
        return p === 0 ? 'fire' : 'wait';
    }
  }

  /** Other edges that settled in the same turn with nothing laid down about which came first. */
  #ties(edge: Edge | undefined, among: readonly Edge[]): readonly Edge[] {
    if (edge?.settledInTurn === undefined) return [];
    return among.filter((other) => other !== edge && other.settledInTurn === edge.settledInTurn);
  }

  /** J3, J5 */
  #fire(node: Node & { readonly plan: JoinNode }): boolean {
    const { remaining } = node.plan;
    const live = node.incoming.filter(({ state }) => state !== 'dead');
    const done = live.filter(({ state }) => state === 'done');
    const first = [...done].sort((a, b) => a.settledAs - b.settledAs)[0];
    node.winner = this.#ties(first, done).length > 0 ? undefined : (first?.source.plan.id ?? null);
    node.counted = [done.length, live.filter(({ state }) => state === 'failed').length];
    node.startedMs = this.#nowMs;
    node.fired = { output: mergeOf(node.plan.merge, done) };
    if (remaining === 'wait' && live.some(({ state }) => state === 'pending')) return true;
    if (remaining === 'cancel') this.#cancelAll(this.#toCancel(node));
    this.#finishJoin(node, node.fired.output);
    return true;
  }

  /** One that has fired and cannot merge is a failed node; what became of the others is decided already. */
  #finishJoin(node: Node, output: JsonValue | undefined): void {
    if (output === undefined) this.#fail(node, 'failed');
    else this.#complete(node, output);
  }

  /** J4 */
  #failJoin(node: Node & { readonly plan: JoinNode }, status: 'failed' | 'timed_out' = 'failed'): boolean {
    const fork = this.#graph.forkOf(node)?.plan;
    const doomed = this.#toCancel(node);
    if (fork?.kind === 'fork' && fork.onFailure === 'drain' && this.#plan.onFailure !== 'continue') {
      this.#drain(doomed);
      node.drains = { nodes: doomed, status };
      return true;
    } else if (this.#plan.onFailure !== 'continue') this.#cancelAll(doomed);
    this.#fail(node, status);
    return true;
  }

  /** J7 */
  #joinTimeout(node: Node): void {
    if (!isJoin(node) || node.status !== 'pending' || node.fired || node.drains) return;
    const live = node.incoming.filter(({ state }) => state === 'done' || state === 'failed');
    if (this.#verdict(node, live) === 'fire') this.#fire(node);
    else this.#failJoin(node, 'timed_out');
  }

  /**
   * J3, with branches pending: the unfinished nodes behind the join's fork that lie only on the way to the join, so that wherever
   * one goes on from them, one comes to it.
   */
  #toCancel(join: Node): Node[] {
    const leadsOnlyTo = (node: Node): boolean =>
      node === join || (node.outgoing.length > 0 && node.outgoing.every(({ target }) => leadsOnlyTo(target)));
    if (join.incoming.every(({ state }) => state !== 'pending')) return [];
    const fork = this.#graph.forkOf(join);
    const branches = fork ? [...this.#graph.after(fork)] : this.#nodes;
    return branches.filter((node) => node !== join && node.endedMs === null && leadsOnlyTo(node));
  }

  #cancelAll(nodes: readonly Node[]): void {
    for (const node of nodes) if (node.endedMs === null) this.#cancel(node);
  }

  /** What runs may finish its attempt; nothing else happens in them. */
  #drain(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (isTask(node) && node.status === 'running') node.lastAttempt = true;
      else if (node.endedMs === null) this.#cancel(node);
    }
  }

  // The execution (F4, R3)

  #failExecution(): void {
    if (!this.#unhandled || this.#plan.onFailure === 'continue') return;
    if (this.#plan.onFailure !== 'drain') {
      this.#cancelAll(this.#others());
    } else if (!this.#drained) {
      this.#drained = true;
      this.#drain(this.#others());
    }
    this.#settle();
  }

  /** All but what a failure has reached already: that is not cancelled but skipped for it (T4). */
  #others(): readonly Node[] {
    return this.#nodes.filter(
      (node) => node.status !== 'pending' || isJoin(node) || node.incoming.every(({ state }) => state !== 'failed'),
    );
  }

  #endIfOver(): void {
    const isOver = this.#nodes.every(({ endedMs }) => endedMs !== null);
    if (isOver) this.#ended = this.#unhandled ? 'failed' : 'completed';
  }

  #result(status: ModelResult['status']): ModelResult {
    const reached = this.#nodes.filter((node) => node.plan.kind === 'end' && node.status === 'completed');
    const nodes = this.#nodes.map((node): [string, NodeResult] => [
      node.plan.id,
      {
        status: node.status,
        attempts: node.attempts,
        startedMs: node.startedMs,
        endedMs: node.endedMs,
        output: node.status === 'completed' ? node.output : null,
        ...(node.winner !== undefined && { winner: node.winner }),
        ...(node.counted !== undefined && { counted: node.counted }),
      },
    ]);
    return {
      status,
      durationMs: this.#nowMs,
      maxParallel: this.#maxParallel,
      output: status === 'completed' ? (reached[0]?.output ?? null) : null,
      nodes: Object.fromEntries(nodes),
      undecided: this.#undecided,
    };
  }
}

function isTaken({ plan }: Edge): boolean {
  return plan.condition !== false && plan.condition !== 'broken';
}

/** J5; undefined when it cannot be made. */
function mergeOf(merge: JoinNode['merge'], done: readonly Edge[]): JsonValue | undefined {
  const outputs = done.map(({ source }) => source.output);
  switch (merge) {
    case 'by_branch':
      return Object.fromEntries(done.map(({ source }) => [source.plan.id, source.output]));
    case 'collect_all':
      return outputs;
    case 'first_result':
      return outputs[0] ?? null;
    case 'aggregate':
      return outputs.every((output) => typeof output === 'number')
        ? outputs.reduce((sum, each) => sum + each, 0)
        : undefined;
    case 'merge_dict': {
      const merged: JsonObject = {};
      for (const output of outputs) {
        if (typeof output !== 'object' || output === null || Array.isArray(output)) return undefined;
        Object.assign(merged, output);
      }
      return merged;
    }
  }
}
