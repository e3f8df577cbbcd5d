import { Emitter, type Event } from '../base/event.ts';
import type { EngineEvent } from './events.ts';
import type { Logger } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { ExecutionView } from './view.ts';

export interface ReadersParts {
  readonly id: string;
  readonly past: readonly EngineEvent[];
  readonly secrets: Secrets;
  readonly listener: ((event: EngineEvent) => void) | undefined;
  readonly ports: { readonly logger: Logger };
}

/** Those who follow an execution. They see what is in the journal (E2), without the secrets' values; none of them can harm it. */
export class Readers {
  readonly view: ExecutionView;
  readonly #parts: ReadersParts;
  readonly #events: Emitter<EngineEvent>;
  readonly #changes: Emitter<void>;

  constructor(parts: ReadersParts, view: ExecutionView) {
    this.view = view;
    view.add(parts.past);
    this.#parts = parts;
    const failed = (error: unknown): void => {
      this.#failed('A', error);
    };
    this.#events = new Emitter(failed);
    this.#changes = new Emitter(failed);
  }

  get onEvent(): Event<EngineEvent> {
    return this.#events.event;
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** These are in the journal now. */
  tell(events: readonly EngineEvent[]): void {
    const { secrets, listener } = this.#parts;
    this.view.add(events);
    if (listener !== undefined || this.#events.listenerCount > 0) {
      for (const event of events) {
        const shown = secrets.any ? secrets.hideEvent(event) : event;
        try {
          listener?.(shown);
        } catch (error) {
          this.#failed('The', error);
        }
        if (this.#events.listenerCount > 0) this.#events.fire(shown);
      }
    }
    this.changed();
  }

  /** Something of it is other than it was, though no event says so. */
  changed(): void {
    this.#changes.fire();
  }

  #failed(which: 'The' | 'A', error: unknown): void {
    const { id, ports } = this.#parts;
    ports.logger.log('error', `${which} listener of execution ${id} failed: ${String(error)}`);
  }
}
