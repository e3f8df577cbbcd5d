/**
 * The journal of one execution in memory, which stops the engine at a record (fault F1): what the engine then asks of it never
 * comes back, as in a process that is gone. What survived is decoded for the next life as the real journal decodes it.
 */
import assert from 'node:assert/strict';
import type { EngineEvent } from '../../../../src/engine/events.ts';
import { decodeJournal, recordEncoder } from '../../../../src/engine/journal/codec.ts';
import type { JournalStore, JournalWriter, StoredDefinition, StoredExecution } from '../../../../src/engine/ports.ts';

/**
 * Where in writing a record: before it; after half of its bytes; written and not synced, and then `kept` or `lost` with all that
 * was not synced; synced, but nobody was told; told, and everything that follows at once was done.
 */
export const phases = ['before', 'half', 'kept', 'lost', 'synced', 'effect'] as const;
export type Phase = (typeof phases)[number];

/** Record number `record` (from 1) of those that one life writes. */
export interface Point {
  readonly record: number;
  readonly phase: Phase;
}

/** One for each who waits: a promise keeps alive all that wait for it. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** A record as it was handed over, and as text. */
export interface Handed {
  readonly event: EngineEvent;
  readonly text: string;
}

export class CrashStore {
  readonly #point: Point | undefined;
  readonly #fence: number;
  #bytes: Buffer;
  /** Bytes, and records of all lives, that are surely on the disk. */
  #savedBytes: number;
  #savedRecords: number;
  #definition: StoredDefinition | undefined;
  #state: 'runs' | 'stops' | 'stopped' = 'runs';
  /** Before this life. */
  readonly past: readonly EngineEvent[];
  readonly handed: Handed[] = [];
  /** How many of `handed` the engine was told to be written, and how many to be durable. */
  told = 0;
  toldDurable = 0;
  /** How many records, of all lives, the next life is to find. */
  expected = 0;
  closed = false;

  private constructor(
    point: Point | undefined,
    life: { fence: number; bytes: Buffer; past: readonly EngineEvent[]; definition?: StoredDefinition },
  ) {
    this.#point = point;
    this.#fence = life.fence;
    this.#bytes = life.bytes;
    this.#savedBytes = life.bytes.length;
    this.#savedRecords = life.past.length;
    this.past = life.past;
    this.#definition = life.definition;
  }

  static empty(point: Point | undefined): CrashStore {
    return new CrashStore(point, { fence: 1, bytes: Buffer.alloc(0), past: [] });
  }

  /** The store of the next life, with what survived of this one. */
  next(point: Point | undefined): CrashStore {
    assert(this.#definition);
    const { execution_id: id } = this.#definition;
    const decoded = decodeJournal(id, this.#bytes);
    assert(!decoded.corrupt, 'I1 what a crash leaves is torn, never corrupt');
    return new CrashStore(point, {
      fence: this.#fence + 1,
      bytes: this.#bytes.subarray(0, decoded.goodBytes),
      past: decoded.events,
      definition: this.#definition,
    });
  }

  get hasCrashed(): boolean {
    return this.#state !== 'runs';
  }

  /** Of this life, how many records are surely on the disk. */
  get durable(): number {
    return this.#savedRecords - this.past.length;
  }

  store(): JournalStore {
    const unused = (): Promise<never> => Promise.reject(new Error('An engine does not ask for this'));
    return {
      create: (definition) => {
        this.#definition = definition;
        return Promise.resolve(this.#writer());
      },
      list: unused,
      times: unused,
      read: unused,
      open: unused,
      request: unused,
      remove: unused,
    };
  }

  /** As `JournalStore.open` gives it. */
  opened(): { readonly writer: JournalWriter; readonly execution: StoredExecution } {
    assert(this.#definition);
    const { execution_id: id } = this.#definition;
    const execution = { id, definition: this.#definition, events: this.past, state: 'owned' } as const;
    return { writer: this.#writer(), execution };
  }

  #writer(): JournalWriter {
    return {
      bytes: 0,
      listen: () => undefined,
      append: (events, durable) => this.#append(events, durable),
      close: () => {
        this.closed = true;
        return Promise.resolve();
      },
    };
  }

  async #append(events: readonly EngineEvent[], durable: boolean): Promise<void> {
    assert(!this.closed, 'Nothing is written after the end');
    if (this.#state !== 'runs') return await never();
    const { record = 0, phase } = this.#point ?? {};
    const before = this.handed.length;
    const lines = this.#encode(events);
    for (const event of events) this.handed.push({ event, text: JSON.stringify(event) });
    const at = record - before - 1;
    const isHere = at >= 0 && at < events.length;
    if (isHere && phase !== 'effect') {
      this.#crash(lines, at, phase ?? 'before');
      return await never();
    }
    this.#write(lines);
    await Promise.resolve();
    if (durable) this.#save();
    this.told = this.handed.length;
    if (durable) this.toldDurable = this.handed.length;
    if (!isHere) return;
    this.#state = 'stops';
    this.expected = this.past.length + this.handed.length;
  }

  /** Of a batch that is not there as a whole, nothing is found again: it was not acknowledged. */
  #crash(lines: readonly Buffer[], at: number, phase: Phase): void {
    const before = this.past.length + this.handed.length - lines.length;
    const line = lines[at] ?? Buffer.alloc(0);
    this.#state = 'stopped';
    this.#write(lines.slice(0, at));
    if (phase === 'half') this.#write([line.subarray(0, line.length >> 1)]);
    else if (phase !== 'before') this.#write([line]);
    const isWhole = at === lines.length - 1 && phase !== 'before' && phase !== 'half';
    this.expected = before + (isWhole ? lines.length : 0);
    if (phase !== 'lost') return;
    this.#bytes = this.#bytes.subarray(0, this.#savedBytes);
    this.expected = this.#savedRecords;
  }

  /** One line for each. */
  #encode(events: readonly EngineEvent[]): readonly Buffer[] {
    const executionId = this.#definition?.execution_id ?? '';
    const { bytes } = recordEncoder({ executionId, fence: this.#fence, largestText: Infinity })(events);
    const lines: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(10, at) + 1;
      lines.push(bytes.subarray(at, end));
      at = end;
    }
    return lines;
  }

  #write(lines: readonly Buffer[]): void {
    this.#bytes = Buffer.concat([this.#bytes, ...lines]);
  }

  #save(): void {
    this.#savedBytes = this.#bytes.length;
    this.#savedRecords = this.past.length + this.handed.length;
  }
}
