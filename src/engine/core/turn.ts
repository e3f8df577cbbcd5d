/** What one call of `decide` works on: the state, the work lists of settling, and what comes out. */
import { applyExecutionEvent, applyNodeEvent, type ExecutionEvent, type NodeEvent } from '../fold.ts';
import type { EngineEvent } from '../events.ts';
import type { FailureInfo } from '../../protocol/execution.ts';
import { Heap } from '../heap.ts';
import type { Program, ProgramNode } from '../program.ts';
import type { ExecutionState } from '../state.ts';
import { isSettled, pending } from '../transitions.ts';
import type { Command, TimerKind } from './outcome.ts';
import { StartQueue } from './startQueue.ts';

/** Where expressions find what neither the workflow nor the execution holds. */
export interface Environment {
  readonly secret: (name: string) => string | undefined;
  readonly env: (name: string) => string | undefined;
}

/** An event without its stamp. */
type Unstamped<T> = T extends unknown ? Omit<T, 'seq' | 'time_ms'> : never;
type UnstampedNode<T> = T extends unknown ? Omit<T, 'seq' | 'time_ms' | 'node_id'> : never;

export class Turn {
  readonly program: Program;
  readonly state: ExecutionState;
  readonly environment: Environment;
  readonly queue: StartQueue;
  /** Plain nodes all of whose incoming edges have settled, in the order in which they did. */
  readonly #settled: number[] = [];
  #nextSettled = 0;
  /** Joins with an edge that has settled, in topological order, so that one that feeds another comes first. */
  readonly #joins: Heap<number>;
  readonly #joinWaits: Uint8Array;
  /** Nodes that became ready in this turn; they start in the file's order (R5). */
  readonly becameReady: number[] = [];
  /** How long the delay nodes among them wait. */
  readonly delays = new Map<number, number>();
  readonly #timers = new Set<number>();
  /** J4, F4: nodes that may finish their attempt and nothing more, and the join that waits for it. */
  readonly draining = new Map<number, number | undefined>();
  /** J4: failing joins that wait for so many attempts. */
  readonly drains = new Map<number, { readonly error: FailureInfo; left: number }>();
  /** The whole execution drains (F4). */
  drained = false;
  /** An `end` with `terminate` was reached. */
  terminated = false;
  cancelling: 'user' | 'timeout' | undefined;
  now = 0;
  events: EngineEvent[] = [];
  commands: Command[] = [];

  constructor(state: ExecutionState, environment: Environment) {
    this.state = state;
    this.program = state.program;
    this.environment = environment;
    this.queue = new StartQueue(state);
    this.#joinWaits = new Uint8Array(state.program.nodes.length);
    this.#joins = new Heap((a, b) => this.node(a).rank < this.node(b).rank);
  }

  node(index: number): ProgramNode {
    const node = this.program.nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}`);
    return node;
  }

  isSettled(index: number): boolean {
    return isSettled(this.state.nodeStatus[index] ?? 0);
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
    const stamped = {
      type,
      seq: this.state.seq + 1,
      time_ms: this.now,
      node_id: this.node(index).id,
      ...rest,
    } as NodeEvent;
    applyNodeEvent(this.state, stamped, index);
    this.events.push(stamped);
  }

  /** Records the end of a node, and hands on what its outgoing edges have settled. */
  finishNode(node: ProgramNode, event: UnstampedNode<EndEvent>): void {
    const { index } = node;
    this.#clearTimers(node);
    this.tellNode(index, event);
    for (const edge of node.outgoing) this.touch(this.node(this.program.targets[edge] ?? -1));
    if (node.join !== undefined) this.#endRegion(node.join.region);
    if (this.draining.has(index)) this.#endDrain(index);
  }

  /** An incoming edge of the node has settled. */
  touch(node: ProgramNode): void {
    if (this.state.nodeStatus[node.index] !== pending) return;
    if (node.kind === 'join') this.touchJoin(node.index);
    else if (this.state.pendingIn[node.index] === 0) this.#settled.push(node.index);
  }

  touchJoin(index: number): void {
    if (this.#joinWaits[index] === 1) return;
    this.#joinWaits[index] = 1;
    this.#joins.push(index);
  }

  /** The next node to look at; undefined at the fixed point. */
  nextSettled(): number | undefined {
    const plain = this.#settled[this.#nextSettled];
    if (plain !== undefined) {
      this.#nextSettled++;
      return plain;
    }
    this.#settled.length = 0;
    this.#nextSettled = 0;
    const join = this.#joins.pop();
    if (join !== undefined) this.#joinWaits[join] = 0;
    return join;
  }

  setTimer(timer: TimerKind, node: number, dueMs: number): void {
    this.#timers.add(this.#key(timer, node));
    this.commands.push({ kind: 'setTimer', timer, node, dueMs });
  }

  hasTimer(timer: TimerKind, node: number): boolean {
    return this.#timers.has(this.#key(timer, node));
  }

  clearTimer(timer: TimerKind, node: number): void {
    if (this.takeTimer(timer, node)) this.commands.push({ kind: 'clearTimer', timer, node });
  }

  /** Whether the timer was still set; it no longer is. */
  takeTimer(timer: TimerKind, node: number): boolean {
    return this.#timers.size > 0 && this.#timers.delete(this.#key(timer, node));
  }

  #key(timer: TimerKind, node: number): number {
    return (node + 1) * timerKinds.length + timerKinds.indexOf(timer);
  }

  #clearTimers(node: ProgramNode): void {
    if (this.#timers.size === 0) return;
    if (node.kind === 'agent_task') for (const timer of taskTimers) this.clearTimer(timer, node.index);
    else if (node.kind === 'delay') this.clearTimer('delay', node.index);
    else if (node.kind === 'join') this.clearTimer('join', node.index);
  }

  /** The time of a fork's region ends with the last of its joins. */
  #endRegion(index: number | undefined): void {
    const region = this.program.regions[index ?? -1];
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

type EndEvent = Extract<NodeEvent, { readonly type: 'nodeCompleted' | 'nodeFailed' | 'nodeSkipped' | 'nodeCancelled' }>;

const timerKinds = ['attempt', 'total', 'retry', 'delay', 'join', 'region', 'execution'] as const satisfies TimerKind[];
const taskTimers = ['attempt', 'total', 'retry'] as const;
