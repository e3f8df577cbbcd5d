/**
 * Appends to one journal, and goes on when the storage does (threat T17). How bytes come to the disk: `appendedFile.ts`.
 *
 * 1. Appends are written in the order in which they came; those that wait are written, and made durable, together (group commit).
 * 2. While the storage takes nothing, appends wait; it is tried again, ever less often, until `close`.
 * 3. A lost lock is final. Whether it is lost is asked after the file was opened: a later owner goes on in another file
 *    (`fileJournal.ts`), so that this handle cannot harm it (threat T18). It is asked again before an append resolves that took
 *    long.
 */
import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../events.ts';
import type { JournalListener, JournalWriter } from '../ports.ts';
import { AppendedFile, type Batch } from './appendedFile.ts';
import { recordEncoder } from './codec.ts';
import { allDone, codeOf, type Disk, messageOf } from './fileDisk.ts';
import type { Lock } from './lock.ts';

/** How often, at most, the lock is looked at before a write. */
const lockCheckMs = 1_000;
const firstWaitMs = 250;
const longestWaitMs = 5_000;

interface Waiting {
  readonly events: readonly EngineEvent[];
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface FileWriterParts {
  readonly executionId: string;
  readonly place: string;
  readonly fence: number;
  /** Held when the place is there; what fails with it is told by the first append. */
  readonly lock: Lock | Promise<Lock>;
  readonly disk: Disk;
  readonly clock: Clock;
  /** Bytes that the journal has, all durable. */
  readonly length: number;
  readonly largestText: number;
  /** Made durable along with the first bytes that must be. */
  readonly andDurable?: () => Promise<void>;
  /** Begins to look for requests; gives what ends that. */
  readonly watchRequests?: (listener: JournalListener) => { dispose(): void };
}

/** Not the storage's trouble: nothing more can be written, ever. */
class Lost extends Error {}

export class FileWriter implements JournalWriter {
  readonly #parts: FileWriterParts;
  readonly #file: AppendedFile;
  #lock: Lock | undefined;
  #preparing: Promise<void> | undefined;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #over: Error | undefined;
  #closing = false;
  #checkedMs: number;
  #listener: JournalListener | undefined;
  #requests: { dispose(): void } | undefined;
  #problem: string | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: FileWriterParts) {
    this.#parts = parts;
    const { executionId, fence, lock, largestText, place, disk, length, andDurable } = parts;
    this.#file = new AppendedFile({
      place,
      disk,
      encode: recordEncoder({ executionId, fence, largestText }),
      length,
      andDurable,
      opened: () => this.#checkLock(true),
    });
    this.#checkedMs = parts.clock.monotonicMs();
    if (lock instanceof Promise) this.#preparing = this.#prepare(lock);
    else this.#lock = lock;
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  listen(listener: JournalListener): void {
    this.#requests?.dispose();
    this.#listener = listener;
    if (this.#problem !== undefined) listener.stalled(this.#problem);
    this.#requests = this.#closing ? undefined : this.#parts.watchRequests?.(listener);
  }

  /** What the first append needs, while it is being decided and encoded. What fails of it but the lock is done again then. */
  async #prepare(making: Promise<Lock>): Promise<void> {
    try {
      this.#lock = await making;
    } catch (error) {
      this.#over = new Lost(messageOf(error), { cause: error });
      return;
    }
    await this.#file.prepare();
  }

  append(events: readonly EngineEvent[], durable: boolean): Promise<void> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, durable, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#requests?.dispose();
    this.#wake?.();
    await this.#running;
    await this.#preparing;
    this.#over ??= new Lost('The journal is closed');
    await allDone([this.#file.close(), this.#lock?.release()]);
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#over) throw this.#over;
        await this.#put(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#over ??= error instanceof Error ? error : new Error(String(error));
        for (const { reject } of group) reject(this.#over);
      }
    }
    this.#running = undefined;
  }

  /** Until it is done, or cannot be done any more. */
  async #put(group: readonly Waiting[]): Promise<void> {
    const durable = group.some((each) => each.durable);
    const batch = this.#file.take(
      group.map(({ events }) => events),
      durable,
    );
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      const isLast = this.#closing;
      try {
        await this.#write(batch);
        this.#tell(undefined);
        return;
      } catch (error) {
        await this.#file.failed();
        if (isLast || !isTrouble(error)) throw error;
        this.#tell(t('The journal cannot be written now: {0}', messageOf(error)));
        if (!this.#isClosing()) await this.#wait(waitMs);
      }
    }
  }

  async #write(batch: Batch): Promise<void> {
    await this.#preparing;
    if (this.#over) throw this.#over;
    await this.#checkLock();
    await this.#file.write(batch);
    // Stopped before it was written, and woken up after a takeover, it would acknowledge what the new owner has never seen.
    await this.#checkLock();
  }

  /** A process that was stopped for a while may have lost its lock to another. */
  async #checkLock(isDue = false): Promise<void> {
    const now = this.#parts.clock.monotonicMs();
    if (!isDue && now - this.#checkedMs < lockCheckMs && this.#lock?.isRegular() === true) return;
    let isHeld: boolean;
    try {
      isHeld = (await this.#lock?.isHeld()) === true;
    } catch (error) {
      if (isTrouble(error)) throw error;
      throw new Lost('The folder of this execution is gone', { cause: error });
    }
    if (!isHeld) throw new Lost('Another process has taken over this execution');
    this.#checkedMs = now;
  }

  #isClosing(): boolean {
    return this.#closing;
  }

  #tell(problem: string | undefined): void {
    const isNews = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (isNews) this.#listener?.stalled(problem);
  }

  async #wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#parts.clock.schedule(ms, resolve);
      this.#wake = (): void => {
        timer.dispose();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}

/** Whether it may be another time: the system refused, and nobody has removed the folder. */
function isTrouble(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) && code !== 'ENOENT' && code !== 'ENOTDIR';
}
