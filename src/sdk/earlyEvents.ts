import type { EngineEvent } from '../engine/events.ts';

/** Keeps an execution's first events until it is known here: who hears of one may ask for it. */
export class EarlyEvents {
  readonly #tell: (id: string, event: EngineEvent) => void;
  readonly #early: EngineEvent[] = [];
  #id: string | undefined;

  constructor(tell: (id: string, event: EngineEvent) => void) {
    this.#tell = tell;
  }

  readonly listener = (event: EngineEvent): void => {
    if (this.#id === undefined) this.#early.push(event);
    else this.#tell(this.#id, event);
  };

  /** Tells those that were kept, and from now on each at once. */
  tellAs(id: string): void {
    this.#id = id;
    for (const event of this.#early) this.#tell(id, event);
  }
}
