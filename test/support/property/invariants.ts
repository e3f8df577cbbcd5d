/** What holds at every event of every execution, whatever happens in it. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import type { Program } from '../../../src/engine/program.ts';
import { Secrets } from '../../../src/engine/secrets.ts';
import { snapshotOf } from '../../../src/engine/snapshot.ts';
import { edgePending, ExecutionState } from '../../../src/engine/state.ts';
import type { Plan } from './plan.ts';

const terminal: readonly EngineEvent['type'][] = [
  'executionCompleted',
  'executionFailed',
  'executionCancelled',
  'executionTimedOut',
];

/** Folds event by event and looks at the state after each. */
export class Watch {
  readonly state: ExecutionState;
  readonly #plan: Plan;
  readonly #fired = new Set<string>();
  readonly #completed = new Set<string>();
  #progress = 0;
  #timeMs = 0;
  #ended = false;

  constructor(plan: Plan, program: Program) {
    this.#plan = plan;
    this.state = new ExecutionState(program);
  }

  see(event: EngineEvent): void {
    assert.equal(event.seq, this.state.seq + 1, 'E1 numbers without a gap');
    assert(!this.#ended, `R1 nothing happens after the end: ${event.type}`);
    assert(event.time_ms >= this.#timeMs, 'time does not go back');
    this.#timeMs = event.time_ms;
    applyEvent(this.state, event);
    if (event.type === 'joinFired') once(this.#fired, event.node_id, 'J3 a join fires once');
    if (event.type === 'nodeCompleted') once(this.#completed, event.node_id, 'a node completes once');
    if (event.type === 'attemptStarted')
      assert(!this.#completed.has(event.node_id), 'E4 a completed node never runs again');
    if (terminal.includes(event.type)) this.#end();
    this.#look();
  }

  #look(): void {
    const { state } = this;
    const { runningAttempts } = state;
    assert(runningAttempts >= 0 && runningAttempts <= this.#plan.limit, `R5 ${runningAttempts} attempts run`);
    assert(state.maxParallel <= this.#plan.limit, 'R5 the most that ran');
    for (const region of state.program.regions) {
      const running = region.nodes.filter((index) => state.attemptOpen[index] === 1).length;
      assert(running <= (region.limit ?? Infinity), `R5 ${running} attempts run in a fork`);
    }
    const { progress } = snapshotOf(state, null, noSecrets);
    assert(progress >= this.#progress && progress <= 100, `R2 progress goes from ${this.#progress} to ${progress}`);
    this.#progress = progress;
  }

  #end(): void {
    this.#ended = true;
    const { state } = this;
    assert.equal(state.runningAttempts, 0, 'R3 nothing runs at the end');
    assert(!state.edges.includes(edgePending), 'T1 every edge has settled at the end');
    assert.equal(state.settledNodes, state.program.nodes.length, 'R3 every node has settled at the end');
  }

  /** After the last event. */
  finish(): void {
    assert(this.#ended, 'there is one terminal event, the last');
  }
}

export const noSecrets = new Secrets([], { inputs: {}, secrets: {} });

function once(seen: Set<string>, id: string, rule: string): void {
  assert(!seen.has(id), `${rule}: ${id}`);
  seen.add(id);
}

/** All of a state, so that two can be compared; the journal keeps no difference between 0 and -0, or a missing prototype. */
export function portable(state: ExecutionState): string {
  return JSON.stringify(state, (key, value: unknown) => {
    if (key === 'program') return undefined;
    if (value instanceof Map) return [...value.entries()];
    return ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value;
  });
}
