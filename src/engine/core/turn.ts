/** What one call of `decide` works on: the state, the work lists of settling, and what comes out. */
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { applyExecutionEvent, applyNodeEvent, type ExecutionEvent, type NodeEvent } from '../fold.ts';
import type { EngineEvent } from '../events.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { Heap } from '../heap.ts';
import type { EngineLimits } from '../limits.ts';
import { ListBuilder } from '../listBuilder.ts';
import type { Program, ProgramNode, Scope } from '../program.ts';
import { type ExecutionState, never, type ScopeState } from '../state.ts';
import { isSettled, pending } from '../transitions.ts';
import type { Command, TimerKind } from './outcome.ts';
import { isHeldBack } from './strays.ts';
import { tellCompleted } from './frequentEvents.ts';
import { StartQueue } from './startQueue.ts';
import { surelyWaits } from './verdict.ts';

/** Where expressions find what neither the workflow nor the execution holds. */
export interface Environment {
  readonly secret: (name: string) => string | undefined;
  readonly env: (name: string) => string | undefined;
  /** The date at time 0; real time counts from the epoch already. */
  readonly dateMs?: number;
}

/** What of the engine's limits the core itself holds to. */
export type CoreLimits = Pick<EngineLimits, 'items'>;

/** An event without its stamp. */
type Unstamped<T> = T extends unknown ? Omit<T, 'seq' | 'time_ms'> : never;
type UnstampedNode<T> = T extends unknown ? Omit<T, 'seq' | 'time_ms' | 'node_id'> : never;
type UnstampedSlot<T> = T extends unknown ? Omit<T, 'seq' | 'time_ms' | 'node_id' | 'item'> : never;

export class Turn {
  readonly program: Program;
  readonly state: ExecutionState;
  readonly environment: Environment;
  readonly queue: StartQueue;
  /** Plain nodes all of whose incoming edges have settled, in the order in which they did. */
  #settled: number[] = [];
  #nextSettled = 0;
  /** Joins with an edge that has settled, `for_each` nodes with such an item, in topological order, so that one that feeds another comes first. */
  readonly #joins: Heap<number>;
  readonly #joinWaits: Uint8Array;
  /** Slots that became ready in this turn; they start in the file's order (R5). */
  readonly becameReady: number[] = [];
  /** Of the nodes among them: how long a delay waits, what a `for_each` goes over, what an approval asks. */
  readonly delays = new Map<number, number>();
  readonly lists = new Map<number, readonly JsonValue[]>();
  readonly questions = new Map<number, string>();
  /** What subworkflows are given that is being tried against patterns. */
  readonly checking = new Map<number, JsonObject>();
  readonly #timers = new Set<number>();
  /** J4, F4: nodes that may finish their attempt and nothing more, and the join that waits for it. */
  readonly draining = new Map<number, number | undefined>();
  /** J4: failing joins that wait for so many attempts. */
  readonly drains = new Map<number, { readonly error: FailureInfo; left: number }>();
  /** Scopes that drain (F4), and those of which an `end` with `terminate` was reached. */
  readonly drained = new Set<number>();
  readonly terminated = new Set<number>();
  /** Scopes in which a drain kept something from starting. */
  readonly keptFromStarting = new Set<number>();
  /** Scopes of which everything is to be cancelled. */
  readonly cancelling = new Map<number, 'user' | 'timeout' | 'limit'>();
  /** Scopes that no longer wait for the items that go on without their node (`strays.ts`). */
  readonly strayless = new Set<number>();
  /** Those of them in which such items were aborted. */
  readonly cutShort = new Set<number>();
  /** J4: a `for_each` that fails once its running items have finished. */
  readonly failing = new Map<number, FailureInfo>();
  limitError: FailureInfo | undefined;
  readonly limits: CoreLimits;
  /** Of all events of an instant. Not a number from the start (`shapes.ts`). */
  now!: number;
  readonly events = new ListBuilder<EngineEvent>();
  readonly commands = new ListBuilder<Command>();

  constructor(state: ExecutionState, environment: Environment, limits: CoreLimits) {
    this.limits = limits;
    this.state = state;
    this.program = state.program;
    this.environment = environment;
    this.queue = new StartQueue(state, (slot) => isHeldBack(this, slot));
    this.#joinWaits = new Uint8Array(state.program.nodes.length);
    this.#joins = new Heap((a, b) => this.node(a).rank < this.node(b).rank);
  }

  node(index: number): ProgramNode {
    return this.program.nodes[index] as ProgramNode;
  }

  nodeOf(slot: number): ProgramNode {
    return this.node(this.state.nodeOf(slot));
  }

  /** Of a node or of an item. */
  isSettled(slot: number): boolean {
    return isSettled(this.state.slotStatus[slot] as number);
  }

  scope(index: number): Scope {
    return this.program.scopes[index] as Scope;
  }

  tell(event: Unstamped<ExecutionEvent>): void {
    const { type, ...rest } = event;
    const stamped = { type, seq: this.state.seq + 1, time_ms: this.now, ...rest } as ExecutionEvent;
    applyExecutionEvent(this.state, stamped);
    this.events.push(stamped);
  }

  /** Records an event of a node, and applies it to the state. */
  tellNode(index: number, event: UnstampedNode<NodeEvent>): void {
    const { type, ...rest } = event;
    const stamp = { type, seq: this.state.seq + 1, time_ms: this.now, node_id: this.node(index).id };
    const stamped = { ...stamp, ...rest } as NodeEvent;
    applyNodeEvent(this.state, stamped, index);
    this.events.push(stamped);
  }

  /** Records an event of an attempt. */
  tellSlot(slot: number, event: UnstampedSlot<SlotEvent>): void {
    const { state } = this;
    const item = state.itemOf(slot);
    this.tellNode(state.nodeOf(slot), item === undefined ? event : { ...event, item });
  }

  /** Records the end of a node, and hands on what its outgoing edges have settled. */
  finishNode(node: ProgramNode, event: UnstampedNode<EndEvent>): void {
    this.#clearTimers(node);
    this.tellNode(node.index, event);
    this.#hasEnded(node);
  }

  /** The same for one of which there is nothing to say but that it has completed. */
  finishPlainly(node: ProgramNode): void {
    this.#clearTimers(node);
    tellCompleted(this, node);
    this.#hasEnded(node);
  }

  #hasEnded(node: ProgramNode): void {
    const { index, outgoing } = node;
    for (let at = 0; at < outgoing.length; at++)
      this.touch(this.node(this.program.targets[outgoing[at] as number] as number));
    if (node.join !== undefined) this.#endRegion(node.join.region);
    this.touchOwner(node);
    if (this.draining.size > 0 && this.draining.has(index)) this.#endDrain(index);
  }

  /** An incoming edge of the node has settled. */
  touch(node: ProgramNode): void {
    if (this.state.slotStatus[node.index] !== pending) return;
    if (node.kind === 'join') {
      if (!surelyWaits(this.state, node)) this.touchJoin(node.index);
    } else if (this.state.pendingIn[node.index] === 0) this.#settled.push(node.index);
  }

  touchJoin(index: number): void {
    if (this.#joinWaits[index] === 1) return;
    this.#joinWaits[index] = 1;
    this.#joins.push(index);
  }

  /** Something in the node's scope has settled. */
  touchOwner({ scope }: ProgramNode): void {
    if (scope > 0 && (this.state.scopes[scope] as ScopeState).startedMs !== never)
      this.touchJoin(this.scope(scope).owner);
  }

  /** The next node to look at; undefined at the fixed point. */
  nextSettled(): number | undefined {
    if (this.#nextSettled < this.#settled.length) return this.#settled[this.#nextSettled++];
    if (this.#nextSettled > 0) {
      this.#settled = [];
      this.#nextSettled = 0;
    }
    const join = this.#joins.pop();
    if (join !== undefined) this.#joinWaits[join] = 0;
    return join;
  }

  setTimer(timer: TimerKind, slot: number, dueMs: number): void {
    this.#timers.add(this.#key(timer, slot));
    this.commands.push({ kind: 'setTimer', timer, slot, dueMs });
  }

  hasTimer(timer: TimerKind, slot: number): boolean {
    return this.#timers.has(this.#key(timer, slot));
  }

  clearTimer(timer: TimerKind, slot: number): void {
    if (this.takeTimer(timer, slot)) this.commands.push({ kind: 'clearTimer', timer, slot });
  }

  /** Whether the timer was still set; it no longer is. */
  takeTimer(timer: TimerKind, slot: number): boolean {
    return this.#timers.size > 0 && this.#timers.delete(this.#key(timer, slot));
  }

  #key(timer: TimerKind, slot: number): number {
    return (slot + 1) * timerKinds.length + timerKinds.indexOf(timer);
  }

  #clearTimers(node: ProgramNode): void {
    if (this.#timers.size === 0) return;
    for (const timer of timersOf[node.kind]) this.clearTimer(timer, node.index);
  }

  /** The time of a fork's region ends with the last of its joins. */
  #endRegion(index: number | undefined): void {
    const region = index === undefined ? undefined : this.program.regions[index];
    if (region?.timeoutMs === undefined) return;
    if (region.joins.every((join) => this.isSettled(join))) this.clearTimer('region', region.fork);
  }

  #endDrain(index: number): void {
    const join = this.draining.get(index);
    this.draining.delete(index);
    const drain = join === undefined ? undefined : this.drains.get(join);
    if (join === undefined || drain === undefined) return;
    drain.left--;
    if (drain.left === 0) this.touchJoin(join);
  }
}

type SlotEvent = Extract<
  NodeEvent,
  {
    readonly type:
      'attemptStarted' | 'attemptSucceeded' | 'attemptFailed' | 'retryScheduled' | 'agentLogged' | 'agentProgressed';
  }
>;
type EndEvent = Extract<NodeEvent, { readonly type: 'nodeCompleted' | 'nodeFailed' | 'nodeSkipped' | 'nodeCancelled' }>;

const timerKinds = [
  'attempt',
  'total',
  'retry',
  'delay',
  'approval',
  'join',
  'region',
  'scope',
] as const satisfies TimerKind[];

/** The timers that end with a node. */
const timersOf: Readonly<Record<ProgramNode['kind'], readonly TimerKind[]>> = {
  start: [],
  end: [],
  agent_task: ['attempt', 'total', 'retry'],
  fork: [],
  join: ['join'],
  exclusive_gateway: [],
  approval: ['approval'],
  delay: ['delay'],
  for_each: ['total'],
  subworkflow: ['scope', 'attempt', 'total', 'retry'],
};
