/** An execution's events in order, each once, whoever runs it: those of its journal, then those that come. */
import { endsExecution, type EngineEvent } from '../engine/events.ts';
import { isTerminal } from '../protocol/execution.ts';
import type { Executions } from './executions.ts';

/** How often the journal is looked at of an execution that another process runs. */
const lookMs = 500;

/** Events that may wait for a slow reader; those past that are read from the journal. */
const mostWaiting = 10_000;

export interface EventStreamOptions {
  /** The number of the last event that is known already. */
  readonly after?: number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
}

/** Ends with the execution, or when nobody works on it any more. */
export async function* eventsOf(
  executions: Pick<Executions, 'events' | 'get' | 'owner' | 'onEvent'>,
  id: string,
  { after = 0, signal }: EventStreamOptions = {},
): AsyncGenerator<EngineEvent, void, undefined> {
  const live = new Live();
  const listening = executions.onEvent((told) => {
    if (told.id === id) live.add(told.event);
  });
  const stop = (): void => {
    live.wake();
  };
  signal?.addEventListener('abort', stop);
  let seq = after;
  try {
    while (signal?.aborted !== true) {
      // Before the events: what it ended with is then among them.
      const status = (await executions.get(id))?.status ?? 'interrupted';
      for (const event of await executions.events(id)) {
        if (event.seq <= seq) continue;
        seq = event.seq;
        yield event;
        if (isAborted(signal)) return;
      }
      if (isTerminal(status) || status === 'interrupted' || status === 'unreadable') return;
      // As long as each follows the one before, the journal need not be read.
      for (;;) {
        const event = live.next(seq);
        if (event) {
          seq = event.seq;
          yield event;
          if (isAborted(signal) || endsExecution(event)) return;
        } else if (live.hasGap || !(await live.within(lookMs))) break;
        if (isAborted(signal)) return;
      }
      live.clear();
    }
  } finally {
    listening.dispose();
    signal?.removeEventListener('abort', stop);
  }
}

/** Asked anew after each event: it changes meanwhile. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Events that were told and are not read yet. */
class Live {
  #events: EngineEvent[] = [];
  #wake: (() => void) | undefined;
  /** Whether one is missing before those that wait. */
  hasGap = false;

  add(event: EngineEvent): void {
    if (this.#events.length < mostWaiting) this.#events.push(event);
    else this.hasGap = true;
    this.wake();
  }

  /** The one that follows a number; undefined while there is none. */
  next(seq: number): EngineEvent | undefined {
    while ((this.#events[0]?.seq ?? Infinity) <= seq) this.#events.shift();
    const [event] = this.#events;
    if (event && event.seq > seq + 1) this.hasGap = true;
    return event?.seq === seq + 1 ? this.#events.shift() : undefined;
  }

  /** The journal is read next, which has those that wait. */
  clear(): void {
    this.hasGap = false;
  }

  wake(): void {
    this.#wake?.();
  }

  /** True when something was told within a time. */
  async within(ms: number): Promise<boolean> {
    return await new Promise((resolve) => {
      const done = (told: boolean): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(told);
      };
      const timer = setTimeout(done, ms, false);
      this.#wake = () => {
        done(true);
      };
    });
  }
}
