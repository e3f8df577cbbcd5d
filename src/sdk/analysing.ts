/** Analysis beside other work: of a workflow with thousands of nodes it takes a quarter of a second. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { finishAtPace, type Pace } from '../base/steps.ts';
import { analyseInSteps, type Project, type ProjectOptions } from '../model/project.ts';

/** How long it goes on while others wait. */
const longestMs = 8;

class TurnsOfEventLoop implements Pace {
  #begunMs = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#begunMs >= longestMs;
  }

  async rest(): Promise<void> {
    await nextTurn();
    this.#begunMs = performance.now();
  }
}

/** The same as `analyse`. What is in the event loop meanwhile has its turn every few milliseconds. */
export function analyseBesides(text: string, options?: ProjectOptions): Promise<Project> {
  return finishAtPace(analyseInSteps(text, options), new TurnsOfEventLoop());
}
