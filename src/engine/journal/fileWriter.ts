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
 */
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../events.ts';
import type { JournalListener, JournalWriter } from '../ports.ts';
import { type Encode, recordEncoder } from './codec.ts';
import { codeOf, type Disk, type DiskFile, messageOf, syncFolder, writeFully, writeWhole } from './fileDisk.ts';
import type { LargePart } from './largeParts.ts';
import type { Lock } from './lock.ts';

export const journalName = 'journal.jsonl';

/** How often, at most, the lock is looked at before a write. */
const lockCheckMs = 1_000;
const firstWaitMs = 250;
const longestWaitMs = 5_000;
/** More than this is synced unasked, so that not too much is kept. */
const mostUnsynced = 4 * 1024 * 1024;

interface Waiting {
  readonly bytes: Buffer;
  readonly parts: readonly LargePart[];
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface FileWriterParts {
  readonly executionId: string;
  readonly place: string;
  readonly lock: Lock;
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
  readonly #encode: Encode;
  #file: DiskFile | undefined;
  /** Bytes of the file that are surely on the disk. */
  #durable: number;
  /** Those behind it that are written, as far as one knows. */
  #unsynced: Buffer[] = [];
  #unsyncedBytes = 0;
  /** Whether an operation failed since everything was written and synced for the last time. */
  #doubtful = false;
  #andDurable: (() => Promise<void>) | undefined;
  #waiting: Waiting[] = [];
  #accepted: number;
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
    const { executionId, lock, largestText } = parts;
    this.#encode = recordEncoder({ executionId, fence: lock.fence, largestText });
    this.#durable = this.#accepted = parts.length;
    this.#andDurable = parts.andDurable;
    this.#checkedMs = parts.clock.monotonicMs();
  }

  get bytes(): number {
    return this.#accepted;
  }

  listen(listener: JournalListener): void {
    this.#requests?.dispose();
    this.#listener = listener;
    if (this.#problem !== undefined) listener.stalled(this.#problem);
    this.#requests = this.#closing ? undefined : this.#parts.watchRequests?.(listener);
  }

  append(events: readonly EngineEvent[], durable: boolean): Promise<void> {
    if (this.#over) return Promise.reject(this.#over);
    const { bytes, parts } = this.#encode(events, this.#durable);
    this.#accepted += bytes.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, parts, durable, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#requests?.dispose();
    this.#wake?.();
    await this.#running;
    this.#over ??= new Lost('The journal is closed');
    try {
      await this.#drop();
    } finally {
      await this.#parts.lock.release();
    }
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
    const [only] = group;
    const bytes = group.length === 1 && only ? only.bytes : Buffer.concat(group.map((each) => each.bytes));
    const durable = group.some((each) => each.durable);
    const parts = group.flatMap((each) => each.parts);
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      const isLast = this.#closing;
      try {
        await this.#write(bytes, parts, durable);
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

  async #write(bytes: Buffer, parts: readonly LargePart[], durable: boolean): Promise<void> {
    await this.#checkLock();
    if (parts.length > 0) await this.#writeParts(parts);
    if (this.#doubtful) await this.#writeAgain(bytes);
    else await this.#writeOn(bytes, durable);
    // Stopped before it was written, and woken up after a takeover, it would acknowledge what the new owner has never seen.
    await this.#checkLock();
  }

  async #writeOn(bytes: Buffer, durable: boolean): Promise<void> {
    this.#file ??= await this.#open('a');
    await writeFully(this.#file, bytes, null);
    if (durable || this.#unsyncedBytes + bytes.length > mostUnsynced) {
      await this.#sync(this.#file);
      this.#durable += this.#unsyncedBytes + bytes.length;
      this.#unsynced = [];
      this.#unsyncedBytes = 0;
    } else {
      this.#unsynced.push(bytes);
      this.#unsyncedBytes += bytes.length;
    }
  }

  /** Invariant 2. */
  async #writeAgain(bytes: Buffer): Promise<void> {
    const file = await this.#open('r+');
    try {
      const all = Buffer.concat([...this.#unsynced, bytes]);
      await writeFully(file, all, this.#durable);
      await this.#sync(file);
      this.#durable += all.length;
    } finally {
      await file.close();
    }
    this.#unsynced = [];
    this.#unsyncedBytes = 0;
    this.#doubtful = false;
  }

  async #sync(file: DiskFile): Promise<void> {
    const also = this.#andDurable;
    if (also) {
      const done = await Promise.allSettled([file.datasync(), also()]);
      for (const each of done) if (each.status === 'rejected') throw each.reason;
      this.#andDurable = undefined;
    } else await file.datasync();
  }

  async #writeParts(parts: readonly LargePart[]): Promise<void> {
    const { disk, place } = this.#parts;
    for (const { name, bytes } of parts) await writeWhole(disk, join(place, name), bytes, { durable: true });
    await syncFolder(disk, place);
  }

  async #open(flags: 'a' | 'r+'): Promise<DiskFile> {
    const { disk, place } = this.#parts;
    const path = join(place, journalName);
    const file = await disk.open(path, flags).catch((error: unknown) => {
      // The very first open may be what failed.
      if (flags === 'r+' && this.#durable === 0 && codeOf(error) === 'ENOENT') return disk.open(path, 'wx');
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
    if (!isDue && now - this.#checkedMs < lockCheckMs && this.#parts.lock.isRegular()) return;
    let isHeld: boolean;
    try {
      isHeld = await this.#parts.lock.isHeld();
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
