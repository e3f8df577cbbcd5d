/** What holds at every event of every execution, whatever happens in it. */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { doneBranches } from '../../../src/engine/data.ts';
import { applyEvent } from '../../../src/engine/fold.ts';
import { mapOf } from '../../../src/engine/join/merges/byBranch.ts';
import type { Program, ProgramNode } from '../../../src/engine/program.ts';
import { Secrets } from '../../../src/engine/secrets.ts';
import { snapshotOf } from '../../../src/engine/snapshot.ts';
import { edgePending, ExecutionState } from '../../../src/engine/state.ts';
import { Limits } from './limits.ts';
import type { Plan } from './plan.ts';

const terminal: readonly EngineEvent['type'][] = [
  'executionCompleted',
  'executionFailed',
  'executionCancelled',
  'executionTimedOut',
];

const endOfNode: readonly EngineEvent['type'][] = ['nodeCompleted', 'nodeFailed', 'nodeSkipped', 'nodeCancelled'];

/** Folds event by event and looks at the state after each. */
export class Watch {
  readonly state: ExecutionState;
  readonly #limits: Limits;
  readonly #fired = new Set<string>();
  readonly #ended = new Set<string>();
  #progress = 0;
  #timeMs = 0;
  #isPaused = false;
  #isOver = false;

  constructor(plan: Plan, program: Program) {
    this.#limits = new Limits(plan);
    this.state = new ExecutionState(program);
  }

  see(event: EngineEvent): void {
    assert.equal(event.seq, this.state.seq + 1, 'E1 numbers without a gap');
    assert(!this.#isOver, `I6 nothing happens after the end: ${event.type}`);
    assert(event.time_ms >= this.#timeMs, 'time does not go back');
    this.#timeMs = event.time_ms;
    applyEvent(this.state, event);
    this.#seeNode(event);
    this.#limits.see(event);
    if (event.type === 'executionPaused') this.#isPaused = true;
    if (event.type === 'executionResumed') this.#isPaused = false;
    if (terminal.includes(event.type)) this.#end();
    this.#look();
  }

  #seeNode(event: EngineEvent): void {
    if (event.type === 'joinFired') once(this.#fired, event.node_id, 'I5 a join fires once');
    if (endOfNode.includes(event.type) && 'node_id' in event) once(this.#ended, event.node_id, 'I6 a node ends once');
    if (event.type !== 'attemptStarted') return;
    assert(!this.#isPaused, 'R4 no attempt starts while it is paused');
    // J3: items that a for_each ignores run on.
    if (event.item === undefined) assert(!this.#ended.has(event.node_id), 'E4 what has ended never runs again');
    else assert(!this.#limits.isClosed(event.node_id), 'E4 what has ended never runs again');
  }

  #look(): void {
    const { progress } = snapshotOf(this.state, null, noSecrets);
    assert(progress >= this.#progress && progress <= 100, `R2 progress goes from ${this.#progress} to ${progress}`);
    this.#progress = progress;
  }

  #end(): void {
    this.#isOver = true;
    const { state } = this;
    assert(!this.#isPaused, 'R1 what is paused resumes before it ends');
    assert.equal(state.runningAttempts, 0, 'R3 nothing runs at the end');
    assert.equal(state.maxParallel, this.#limits.maxParallel, 'the most that ran');
    assert(!state.edges.includes(edgePending), 'T1 every edge has settled at the end');
    assert.equal(state.settledNodes, state.program.nodes.length, 'R3 every node has settled at the end');
    assert.equal(this.#ended.size, state.program.nodes.length, 'I6 every node has ended');
  }

  /** After the last event. */
  finish(): void {
    assert(this.#isOver, 'I6 there is one terminal event, the last');
  }
}

export const noSecrets = new Secrets([], { inputs: {}, secrets: {} });

function once(seen: Set<string>, id: string, rule: string): void {
  assert(!seen.has(id), `${rule}: ${id}`);
  seen.add(id);
}

/**
 * All of a state, so that two can be compared; the journal keeps no difference between 0 and -0, or a missing prototype. Outputs are what
 * a reader would find: in one of the two somebody may have read already.
 */
export function portable(state: ExecutionState): string {
  const found = state.outputs.map((output, slot) =>
    state.unmerged.has(slot) ? mapOf(doneBranches(state, state.program.nodes[slot] as ProgramNode)) : output,
  );
  return JSON.stringify(state, (key, value: unknown) => {
    if (key === 'program') return undefined;
    if (value === state.outputs) return found;
    if (value instanceof Map) return [...value.entries()];
    return ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value;
  });
}
