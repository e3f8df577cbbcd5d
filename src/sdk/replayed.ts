import type { Steps } from '../base/steps.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { ExecutableWorkflow } from '../engine/executable.ts';
import { applyEvent } from '../engine/fold.ts';
import { compileProgram, type Program } from '../engine/program.ts';
import { noSecrets } from '../engine/secrets.ts';
import { snapshotOf } from '../engine/snapshot.ts';
import { ExecutionState } from '../engine/state.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';

/** An execution as it was after each of its events: a fold over the first of them (E1). */
export class Replayed {
  readonly #program: Program;
  readonly #events: readonly EngineEvent[];
  #state: ExecutionState;
  #done = 0;

  /** @param events secrets as `***` */
  constructor(workflow: ExecutableWorkflow, events: readonly EngineEvent[]) {
    this.#program = compileProgram(workflow);
    this.#events = events;
    this.#state = new ExecutionState(this.#program);
  }

  /**
   * All steps of one before the first of the next: they go on from where the last one was.
   * @param count of events, from 1
   * @throws Error for events that are not of this workflow
   */
  *at(count: number): Steps<ExecutionSnapshot> {
    if (count < this.#done) {
      this.#state = new ExecutionState(this.#program);
      this.#done = 0;
    }
    for (const event of this.#events.slice(this.#done, count)) {
      applyEvent(this.#state, event);
      this.#done += 1;
      yield;
    }
    return snapshotOf(this.#state, null, noSecrets);
  }
}
