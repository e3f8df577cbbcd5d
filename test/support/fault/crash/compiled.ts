/** A scenario's workflow, and states folded from its events to compare the engine's with (invariant I7). */
import assert from 'node:assert/strict';
import type { ExecutableWorkflow } from '../../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { applyEvent } from '../../../../src/engine/fold.ts';
import { compileProgram, type Program } from '../../../../src/engine/program.ts';
import { Secrets } from '../../../../src/engine/secrets.ts';
import { snapshotOf } from '../../../../src/engine/snapshot.ts';
import { ExecutionState } from '../../../../src/engine/state.ts';
import type { ExecutionSnapshot } from '../../../../src/protocol/execution.ts';
import { workflow } from '../../engine/build.ts';
import type { Scenario } from './scenario.ts';

export interface Compiled {
  readonly workflow: ExecutableWorkflow;
  readonly program: Program;
}

const noSecrets = new Secrets([], { inputs: {}, secrets: {} });

export function compiledOf({ sketch }: Scenario): Compiled {
  const built = workflow(sketch);
  return { workflow: built, program: compileProgram(built) };
}

export function stateOf({ program }: Compiled, events: readonly EngineEvent[]): ExecutionState {
  const state = new ExecutionState(program);
  for (const event of events) applyEvent(state, event);
  return state;
}

export function snapshotText(state: ExecutionState): string {
  return JSON.stringify(snapshotOf(state, null, noSecrets));
}

/** Folds what the engine tells, beside it. */
export class LiveView {
  readonly #state: ExecutionState;
  #progress = 0;

  constructor(compiled: Compiled, past: readonly EngineEvent[]) {
    this.#state = stateOf(compiled, past);
  }

  add(event: EngineEvent): void {
    applyEvent(this.#state, event);
  }

  compare(snapshot: ExecutionSnapshot | undefined): void {
    assert(snapshot);
    assert(snapshot.progress >= this.#progress, `R2 progress falls from ${this.#progress} to ${snapshot.progress}`);
    this.#progress = snapshot.progress;
    assert.equal(JSON.stringify(snapshot), snapshotText(this.#state), 'I7 what is shown is what the events say');
  }
}
