/**
 * Appends to one journal file, and goes on when the storage does (threat T17).
 *
 * 1. Appends are written in the order in which they came; those that wait are written, and made durable, together (group commit).
 * 2. What a failed write or sync leaves behind is unknown, also of bytes that were written before: after a failed `fdatasync` a
 *    second one may succeed without them. So all bytes since the last successful sync are kept, and written again in their old
 *    places; the file never gets shorter, and nothing that was acknowledged goes away, not even for a reader.
 * 3. While the storage takes nothing, appends wait; it is tried again, ever less often, until `close`.
 * 4. A lost lock is final. Whether it is lost is asked after the file was opened: a later owner goes on in another file
 *    (`fileJournal.ts`), so that this handle cannot harm it (threat T18). It is asked again before an append resolves that took
 *    long.
 * 5. Files of large parts, and what is in `andDurable`, are durable before an append that asks for it resolves.
 * 6. A large batch goes to the disk in pieces, each while the next is still being encoded. It is one batch all the same: a reader
 *    takes it whole or not at all (`codec.ts`).
 */
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../events.ts';
import type { JournalListener, JournalWriter } from '../ports.ts';
import { recordEncoder } from './codec.ts';
import {
  allDone,
  codeOf,
  type Disk,
  type DiskFile,
  messageOf,
  syncFolder,
  writeFully,
  writeWhole,
} from './fileDisk.ts';
import { EarlySync } from './earlySync.ts';
import type { Lock } from './lock.ts';
import { Tail } from './tail.ts';

export const journalName = 'journal.jsonl';

/** How often, at most, the lock is looked at before a write. */
const lockCheckMs = 1_000;
const firstWaitMs = 250;
const longestWaitMs = 5_000;
/** More than this is synced unasked, so that not too much is kept. */
const mostUnsynced = 4 * 1024 * 1024;

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
  readonly #tail: Tail;
  #lock: Lock | undefined;
  #file: DiskFile | undefined;
  /** Whether an operation failed since everything was written and synced for the last time. */
  #doubtful = false;
  #andDurable: (() => Promise<void>) | undefined;
  #makingDurable: Promise<void> | undefined;
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
    const { executionId, fence, lock, largestText } = parts;
    this.#tail = new Tail(recordEncoder({ executionId, fence, largestText }), parts.length);
    this.#andDurable = parts.andDurable;
    this.#checkedMs = parts.clock.monotonicMs();
    if (lock instanceof Promise) this.#preparing = this.#prepare(lock);
    else this.#lock = lock;
  }

  get bytes(): number {
    return this.#tail.length;
  }

  listen(listener: JournalListener): void {
    this.#requests?.dispose();
    this.#listener = listener;
    if (this.#problem !== undefined) listener.stalled(this.#problem);
    this.#requests = this.#closing ? undefined : this.#parts.watchRequests?.(listener);
  }

  /** What the first append needs, while it is being decided and encoded. What fails of it but the lock is done again then. */
  async #prepare(making: Promise<Lock>): Promise<void> {
    const { disk, place } = this.#parts;
    try {
      this.#lock = await making;
    } catch (error) {
      this.#over = new Lost(messageOf(error), { cause: error });
      return;
    }
    this.#file = await disk.open(join(place, journalName), 'a').catch(() => undefined);
    void this.#alsoDurable();
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
    await this.#makingDurable?.catch(() => undefined);
    this.#over ??= new Lost('The journal is closed');
    await allDone([this.#drop(), this.#lock?.release()]);
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
    const pieces = this.#tail.take(group.map(({ events }) => events));
    const durable = group.some((each) => each.durable);
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      const isLast = this.#closing;
      try {
        await this.#write(pieces, durable);
        this.#tell(undefined);
        return;
      } catch (error) {
        this.#doubtful = true;
        await this.#drop();
        if (isLast || !isTrouble(error)) throw error;
        this.#tell(t('The journal cannot be written now: {0}', messageOf(error)));
        if (!this.#isClosing()) await this.#wait(waitMs);
      }
    }
  }

  async #write(pieces: Generator<Buffer, undefined>, durable: boolean): Promise<void> {
    const first = pieces.next();
    await this.#preparing;
    if (this.#over) throw this.#over;
    await this.#checkLock();
    if (this.#doubtful) await this.#writeAgain(pieces);
    else await this.#writeOn(first, pieces, durable);
    // Stopped before it was written, and woken up after a takeover, it would acknowledge what the new owner has never seen.
    await this.#checkLock();
  }

  async #writeOn(
    first: IteratorResult<Buffer, undefined>,
    pieces: Generator<Buffer, undefined>,
    durable: boolean,
  ): Promise<void> {
    const file = (this.#file ??= await this.#open('a'));
    const early = durable ? new EarlySync(file) : undefined;
    let writing: Promise<void> | undefined;
    try {
      // Not by `for…of`: what is left after an error is written all the same.
      for (let next = first; next.done !== true; next = pieces.next()) {
        await writing;
        if (writing) early?.begin();
        if (this.#tail.partsFirst.length > 0) await this.#writeParts();
        writing = quiet(writeFully(file, next.value, null));
      }
      await writing;
    } finally {
      await writing?.catch(() => undefined);
      await early?.over;
    }
    if (early?.failure !== undefined) throw early.failure;
    if (!durable && this.#tail.unsyncedBytes <= mostUnsynced) return;
    await this.#sync(file);
    this.#tail.allDurable();
  }

  /** Invariant 2. */
  async #writeAgain(pieces: Generator<Buffer, undefined>): Promise<void> {
    while (pieces.next().done !== true);
    if (this.#tail.partsFirst.length > 0) await this.#writeParts();
    const file = await this.#open('r+');
    try {
      await writeFully(file, Buffer.concat(this.#tail.unsynced), this.#tail.durable);
      await this.#sync(file);
    } finally {
      await file.close();
    }
    this.#tail.allDurable();
    this.#doubtful = false;
  }

  async #sync(file: DiskFile): Promise<void> {
    const also = this.#alsoDurable();
    if (also) await allDone([file.datasync(), also]);
    else await file.datasync();
  }

  /** Until it has succeeded once. */
  #alsoDurable(): Promise<void> | undefined {
    if (this.#andDurable)
      this.#makingDurable ??= quiet(
        this.#andDurable().then(
          () => (this.#andDurable = undefined),
          (error: unknown) => {
            this.#makingDurable = undefined;
            throw error;
          },
        ),
      );
    return this.#andDurable && this.#makingDurable;
  }

  async #writeParts(): Promise<void> {
    const { disk, place } = this.#parts;
    for (const { name, bytes } of this.#tail.partsFirst)
      await writeWhole(disk, join(place, name), bytes, { durable: true });
    await syncFolder(disk, place);
    this.#tail.partsFirst = [];
  }

  async #open(flags: 'a' | 'r+'): Promise<DiskFile> {
    const { disk, place } = this.#parts;
    const path = join(place, journalName);
    const file = await disk.open(path, flags).catch((error: unknown) => {
      // The very first open may be what failed.
      if (flags === 'r+' && this.#tail.durable === 0 && codeOf(error) === 'ENOENT') return disk.open(path, 'wx');
      throw error;
    });
    try {
      await this.#checkLock(true);
      return file;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
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

  async #drop(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
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

/** Whoever awaits it hears of what went wrong, but nobody has to do so yet. */
function quiet(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
