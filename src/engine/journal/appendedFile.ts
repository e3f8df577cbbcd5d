/**
 * The bytes of one journal: how they come to the disk, and which of them surely are there.
 *
 * 1. What a failed write or sync leaves behind is unknown, also of bytes that were written before: after a failed `fdatasync` a
 *    second one may succeed without them. So all bytes since the last successful sync are kept, and written again in their old
 *    places; the file never gets shorter, and nothing that was acknowledged goes away, not even for a reader.
 * 2. Files of large parts, and the names that lead to the journal, are durable before a batch that must be is.
 * 3. A large batch goes to the disk in pieces, each while the next is still being encoded; that the disk has begun with it is waited
 *    for with the next batch that must be durable. It is one batch all the same: a reader
 *    takes it whole or not at all (`codec.ts`).
 * 4. A small one that must be durable, with nothing before it that is not, is written and synced in one call: a node that waits for
 *    it waits for one errand to the disk instead of two. That call saves its own bytes only.
 */
import { join } from 'node:path';
import type { EngineEvent } from '../events.ts';
import type { Encode } from './codec.ts';
import { EarlySync } from './earlySync.ts';
import {
  allDone,
  codeOf,
  type Disk,
  type DiskFile,
  syncFolder,
  writeDurably,
  writeFully,
  writeWhole,
} from './fileDisk.ts';
import { type Pieces, Tail } from './tail.ts';

export const journalName = 'journal.jsonl';

/** More than this is synced unasked, so that not too much is kept. */
const mostUnsynced = 4 * 1024 * 1024;

/** With fewer pieces to come, the last sync would only have to wait for an earlier one. */
const fewestLeft = 4;

export interface AppendedFileParts {
  readonly place: string;
  readonly disk: Disk;
  readonly encode: Encode;
  /** Bytes that the journal has, all durable. */
  readonly length: number;
  /** Made durable along with the first bytes that must be. */
  readonly andDurable: (() => Promise<void>) | undefined;
  /** Rejects when nothing more may be written; asked when the file was opened. */
  readonly opened: () => Promise<void>;
}

export interface Batch {
  readonly pieces: Pieces;
  readonly durable: boolean;
}

export class AppendedFile {
  readonly #parts: AppendedFileParts;
  readonly #path: string;
  readonly #tail: Tail;
  readonly #early = new EarlySync();
  readonly #files = new Map<'a' | 'ad', DiskFile>();
  /** Whether an operation failed since everything was written and synced for the last time. */
  #doubtful = false;
  /** Whether a batch was not written in one piece. */
  #isLarge = false;
  #andDurable: (() => Promise<void>) | undefined;
  #makingDurable: Promise<void> | undefined;

  constructor(parts: AppendedFileParts) {
    this.#parts = parts;
    this.#path = join(parts.place, journalName);
    this.#tail = new Tail(parts.encode, parts.length);
    this.#andDurable = parts.andDurable;
  }

  /** With what was taken and is not written yet. */
  get bytes(): number {
    return this.#tail.length;
  }

  /** For a place that nobody else knows yet. What fails is done again with the first batch. */
  async prepare(): Promise<void> {
    // A large batch is hardly the last one: a small one follows, at the latest when all is over.
    const ways = this.#isLarge ? (['a', 'ad'] as const) : (['ad'] as const);
    const open = async (flags: 'a' | 'ad'): Promise<void> => {
      const file = await this.#parts.disk.open(this.#path, flags).catch(() => undefined);
      if (file !== undefined) this.#files.set(flags, file);
    };
    await Promise.all(ways.map(open));
  }

  take(batches: readonly (readonly EngineEvent[])[], durable: boolean): Batch {
    const pieces = this.#tail.take(batches);
    this.#isLarge ||= !pieces.isOne;
    return { pieces, durable };
  }

  /** What is rejected is to be `failed`, and can then be tried again. */
  async write({ pieces, durable }: Batch): Promise<void> {
    const { first, isOne } = pieces;
    if (this.#early.failure !== undefined) await this.#early.done();
    if (this.#doubtful) await this.#writeAgain(pieces);
    else if (durable && isOne && first?.length === this.#tail.unsyncedBytes) await this.#writeAtOnce(first);
    else await this.#writeOn(pieces, durable);
  }

  async failed(): Promise<void> {
    this.#doubtful = true;
    await this.#early.done().catch(() => undefined);
    await this.#drop();
  }

  async close(): Promise<void> {
    await this.#early.done().catch(() => undefined);
    await this.#makingDurable?.catch(() => undefined);
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.allSettled(files.map((file) => file.close()));
  }

  /** Invariant 4. */
  async #writeAtOnce(bytes: Buffer): Promise<void> {
    if (this.#tail.partsFirst.length > 0) await this.#writeParts();
    const file = this.#files.get('ad') ?? (await this.#open('ad'));
    await allDone([writeDurably(file, bytes, null), this.#alsoDurable()]);
    this.#tail.allDurable();
  }

  /** Invariant 3. */
  async #writeOn(pieces: Pieces, durable: boolean): Promise<void> {
    const file = this.#files.get('a') ?? (await this.#open('a'));
    let writing: Promise<void> | undefined;
    try {
      for (let bytes = pieces.next(); bytes !== undefined; bytes = pieces.next()) {
        await writing;
        if (writing && pieces.left >= fewestLeft) this.#early.begin(file);
        if (this.#tail.partsFirst.length > 0) await this.#writeParts();
        writing = quiet(writeFully(file, bytes, null));
      }
      await writing;
    } finally {
      await writing?.catch(() => undefined);
    }
    if (!durable && this.#tail.unsyncedBytes <= mostUnsynced) return;
    await this.#early.done();
    await allDone([file.datasync(), this.#alsoDurable()]);
    this.#tail.allDurable();
  }

  /** Invariant 1. */
  async #writeAgain(pieces: Pieces): Promise<void> {
    while (pieces.next() !== undefined);
    if (this.#tail.partsFirst.length > 0) await this.#writeParts();
    const file = await this.#open('r+');
    try {
      await writeDurably(file, Buffer.concat(this.#tail.unsynced), this.#tail.durable);
      await this.#alsoDurable();
    } finally {
      await file.close();
    }
    this.#tail.allDurable();
    this.#doubtful = false;
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

  async #open(flags: 'a' | 'ad' | 'r+'): Promise<DiskFile> {
    const { disk } = this.#parts;
    const file = await disk.open(this.#path, flags).catch((error: unknown) => {
      // The very first open may be what failed.
      if (flags === 'r+' && this.#tail.durable === 0 && codeOf(error) === 'ENOENT') return disk.open(this.#path, 'wx');
      throw error;
    });
    try {
      await this.#parts.opened();
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    if (flags !== 'r+') this.#files.set(flags, file);
    return file;
  }
}

/** Whoever awaits it hears of what went wrong, but nobody has to do so yet. */
function quiet(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
