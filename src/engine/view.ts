/**
 * What the readers of a running execution see: the fold of the events that are in the journal, and nothing else (E2).
 *
 * 1. While nothing is being written that is the core's own state. Only for who looks during a write there is another fold, which
 *    lags behind the core; its events wait unfolded until then, and there are never more of them than a bound.
 * 2. What a node shows is built again only when it changed; a live view of 10,000 nodes stays cheap.
 */
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { EngineEvent } from './events.ts';
import { applyEvent } from './fold.ts';
import type { Secrets } from './secrets.ts';
import { assemble, nodeSnapshotOf } from './snapshot.ts';
import { ExecutionState } from './state.ts';

const mostUnread = 100_000;

export class ExecutionView {
  readonly #core: ExecutionState;
  readonly #file: string | null;
  readonly #secrets: Secrets;
  readonly #nodes: (NodeSnapshot | undefined)[] = [];
  /** The `changedSeq` that each of them shows. */
  readonly #shown: Int32Array;
  /** The `Secrets.size` that they all show. */
  #hiding: number;
  #lagging: ExecutionState | undefined;
  /** Of the last event that is in the journal. */
  #seq = 0;
  /** In the journal, and not in the lagging fold; in batches. */
  #unread: (readonly EngineEvent[])[] = [];
  #unreadCount = 0;

  /**
   * @param core may be ahead of the journal
   * @param secrets hides their values (E3)
   */
  constructor(core: ExecutionState, file: string | null, secrets: Secrets) {
    this.#core = core;
    this.#file = file;
    this.#secrets = secrets;
    this.#hiding = secrets.size;
    this.#shown = new Int32Array(core.program.nodes.length);
  }

  /** These are in the journal now. */
  add(events: readonly EngineEvent[]): void {
    this.#unread.push(events);
    this.#unreadCount += events.length;
    this.#seq = events.at(-1)?.seq ?? this.#seq;
    if (this.#unreadCount > mostUnread) this.#lag();
  }

  snapshot(): ExecutionSnapshot {
    const state = this.#state();
    return assemble(state, this.#file, this.#secrets, (index) => this.#node(state, index));
  }

  node(id: string): NodeSnapshot | undefined {
    const index = this.#core.program.graph.indexOf(id);
    return index === undefined ? undefined : this.#node(this.#state(), index);
  }

  #state(): ExecutionState {
    return this.#core.seq === this.#seq ? this.#core : this.#lag();
  }

  #node(state: ExecutionState, index: number): NodeSnapshot {
    if (this.#hiding !== this.#secrets.size) {
      this.#hiding = this.#secrets.size;
      this.#nodes.length = 0;
    }
    const known = this.#nodes[index];
    const changed = state.changedSeq[index] as number;
    if (known !== undefined && this.#shown[index] === changed) return known;
    const node = nodeSnapshotOf(state, index, this.#secrets);
    if (this.#nodes.length === 0) for (let at = 0; at < this.#shown.length; at++) this.#nodes.push(undefined);
    this.#nodes[index] = node;
    this.#shown[index] = changed;
    return node;
  }

  #lag(): ExecutionState {
    const unread = this.#unread;
    this.#unread = [];
    this.#unreadCount = 0;
    this.#lagging ??= new ExecutionState(this.#core.program);
    for (const batch of unread) for (const event of batch) applyEvent(this.#lagging, event);
    return this.#lagging;
  }
}
