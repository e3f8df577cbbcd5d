/** What mocks have the user do on real time: answer approvals, cancel the execution or single nodes. */
import type { Disposable } from '../base/disposable.ts';
import type { ControlRequest } from '../protocol/execution.ts';
import type { Mocks } from './mocks.ts';
import type { Clock } from './ports.ts';
import { toMs } from './units.ts';

export class MockedUser {
  readonly #clock: Clock;
  readonly #mocks: Mocks | undefined;
  readonly #ask: (request: ControlRequest) => void;
  readonly #timers = new Set<Disposable>();

  constructor(clock: Clock, mocks: Mocks | undefined, ask: (request: ControlRequest) => void) {
    this.#clock = clock;
    this.#mocks = mocks;
    this.#ask = ask;
  }

  /** @param sinceMs how long ago the execution started */
  begin(nodeIds: readonly string[], sinceMs: number): void {
    if (this.#mocks === undefined) return;
    const { cancelAtSeconds, nodes } = this.#mocks;
    if (cancelAtSeconds !== undefined) this.#later(toMs(cancelAtSeconds) - sinceMs, { type: 'cancel' });
    for (const id of nodeIds) {
      const at = nodes.get(id.toLowerCase())?.cancelAtSeconds;
      if (at !== undefined) this.#later(toMs(at) - sinceMs, { type: 'cancel_node', node_id: id });
    }
  }

  approvalRequested(nodeId: string): void {
    const mock = this.#mocks?.nodes.get(nodeId.toLowerCase());
    if (mock?.approve === undefined) return;
    const { approve: approved, comment, delaySeconds } = mock;
    const answer = { type: 'answer', node_id: nodeId, approved, ...(comment !== undefined && { comment }) } as const;
    this.#later(toMs(delaySeconds), answer);
  }

  dispose(): void {
    for (const timer of this.#timers) timer.dispose();
    this.#timers.clear();
  }

  #later(inMs: number, request: ControlRequest): void {
    const timer = this.#clock.schedule(Math.max(0, inMs), () => {
      this.#timers.delete(timer);
      this.#ask(request);
    });
    this.#timers.add(timer);
  }
}
