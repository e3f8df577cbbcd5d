/**
 * What the readers of a running execution see: the fold of the events that are in the journal, and nothing else (E2); it lags
 * behind the core by what is being written.
 *
 * 1. What a node shows is built again only when it changed; a live view of 10,000 nodes stays cheap.
 * 2. Events wait unfolded until somebody looks; there are never more of them than a bound.
 */
import type { ExecutionSnapshot, NodeSnapshot } from '../protocol/execution.ts';
import type { EngineEvent } from './events.ts';
import { applyEvent } from './fold.ts';
import type { Program } from './program.ts';
import type { Secrets } from './secrets.ts';
import { assemble, nodeSnapshotOf } from './snapshot.ts';
import { ExecutionState } from './state.ts';

const mostUnread = 20_000;

export class ExecutionView {
  readonly #state: ExecutionState;
  readonly #file: string | null;
  readonly #secrets: Secrets;
  readonly #nodes: (NodeSnapshot | undefined)[];
  #unread: EngineEvent[] = [];

  /** @param secrets hides their values (E3) */
  constructor(program: Program, file: string | null, secrets: Secrets) {
    this.#state = new ExecutionState(program);
    this.#file = file;
    this.#secrets = secrets;
    this.#nodes = new Array<NodeSnapshot | undefined>(program.nodes.length).fill(undefined);
  }

  add(events: readonly EngineEvent[]): void {
    for (const event of events) this.#unread.push(event);
    if (this.#unread.length > mostUnread) this.#read();
  }

  snapshot(): ExecutionSnapshot {
    this.#read();
    return assemble(this.#state, this.#file, this.#secrets, (index) => this.#node(index));
  }

  node(id: string): NodeSnapshot | undefined {
    this.#read();
    const index = this.#state.program.graph.indexOf(id);
    return index === undefined ? undefined : this.#node(index);
  }

  #node(index: number): NodeSnapshot {
    return (this.#nodes[index] ??= nodeSnapshotOf(this.#state, index, this.#secrets));
  }

  #read(): void {
    const unread = this.#unread;
    if (unread.length === 0) return;
    this.#unread = [];
    for (const event of unread) {
      const { strays } = this.#state;
      applyEvent(this.#state, event);
      // Items that go on without their node may end with anything.
      if (this.#state.strays < strays) for (const index of this.#state.items.keys()) this.#nodes[index] = undefined;
      if (!('node_id' in event)) continue;
      const index = this.#state.program.graph.indexOf(event.node_id);
      if (index !== undefined) this.#nodes[index] = undefined;
    }
  }
}
