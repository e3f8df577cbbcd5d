/**
 * Pictures of workflows: one at once, a better one when ELK has it.
 *
 * 1. A structure is laid out once: changed labels and states never lay out again.
 * 2. Between understanding, planning, laying out and drawing a large graph the process goes on with everything else.
 * 3. ELK works in a thread that is ended at its deadline; the linear layout stays where it does not answer.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Disposable } from '../../base/disposable.ts';
import type { IsFolded } from '../../layout/folding.ts';
import { linearLayoutInSteps } from '../../layout/linear/linearLayout.ts';
import { planInSteps } from '../../layout/plan.ts';
import type { Placement } from '../../layout/structure.ts';
import type { Project } from '../../model/project.ts';
import type { GraphPicture } from '../../protocol/graph.ts';
import { finishBesides } from '../../sdk/besides.ts';
import { LayoutWorker } from '../../sdk/elk/layoutWorker.ts';

/** Placements that are kept. */
const mostPlacements = 20;

/** ELK is waited for so long before the linear layout is shown: a picture that changes at once is worse than one that comes at once. */
const patienceMs = 70;

export interface Wanted {
  readonly project: Project;
  readonly isFolded: IsFolded;
}

export type ShowPicture = (picture: GraphPicture, provisional: boolean) => void;

export class Pictures implements Disposable {
  readonly #worker = new LayoutWorker();
  readonly #timeoutMs: () => number;
  /** By structure, the one asked for last at the end. */
  readonly #placements = new Map<string, Placement>();

  /** @param timeoutMs how long ELK may take; asked at each layout */
  constructor(timeoutMs: () => number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Shows one picture, or two: a provisional one and the one that stays. None after `signal` is aborted. */
  async show({ project, isFolded }: Wanted, signal: AbortSignal, show: ShowPicture): Promise<void> {
    const plan = await finishBesides(planInSteps(project, undefined, isFolded));
    await nextTurn();
    const draw = async (placement: Placement, provisional: boolean): Promise<void> => {
      await nextTurn();
      const picture = await finishBesides(plan.drawInSteps(placement));
      await nextTurn();
      if (!signal.aborted) show(picture, provisional);
    };
    const known = this.#placements.get(plan.key);
    if (known) {
      this.#keep(plan.key, known);
      await draw(known, false);
      return;
    }
    const asked = this.#worker.layout(plan.structure, { timeoutMs: this.#timeoutMs(), signal });
    const soon = await Promise.race([asked, pause(patienceMs)]);
    let linear: Placement | undefined;
    if (soon === undefined && !signal.aborted) {
      linear = await finishBesides(linearLayoutInSteps(plan.structure));
      await draw(linear, true);
    }
    const better = soon ?? (await asked);
    if (signal.aborted) {
      if (better) this.#keep(plan.key, better);
      return;
    }
    const placement = better ?? linear ?? (await finishBesides(linearLayoutInSteps(plan.structure)));
    this.#keep(plan.key, placement);
    await draw(placement, false);
  }

  dispose(): void {
    this.#worker.dispose();
  }

  #keep(key: string, placement: Placement): void {
    this.#placements.delete(key);
    this.#placements.set(key, placement);
    const [oldest] = this.#placements.keys();
    if (this.#placements.size > mostPlacements && oldest !== undefined) this.#placements.delete(oldest);
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, ms);
  });
}
