import { Emitter, type Event } from '../base/event.ts';

/** Tells each id at most once in a turn of the loop, however often it is marked. */
export class Coalesced {
  readonly #emitter = new Emitter<string>();
  readonly #marked = new Set<string>();

  readonly event: Event<string> = this.#emitter.event;

  mark(id: string): void {
    if (this.#marked.size === 0)
      setImmediate(() => {
        this.#tell();
      });
    this.#marked.add(id);
  }

  dispose(): void {
    this.#emitter.dispose();
  }

  #tell(): void {
    const ids = [...this.#marked];
    this.#marked.clear();
    for (const id of ids) this.#emitter.fire(id);
  }
}
