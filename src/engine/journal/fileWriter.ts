/**
 * Appends to one journal file.
 *
 * 1. Appends are written in the order in which they came; those that wait are written, and made durable, together (group commit).
 * 2. A short write is continued until everything is written or the system says why not.
 * 3. After a failed write nothing more is written: what stands there then is a prefix, perhaps with a torn tail.
 */
import type { FileHandle } from 'node:fs/promises';
import type { EngineEvent } from '../events.ts';
import type { JournalWriter } from '../ports.ts';
import { encodeEvents } from './codec.ts';
import type { Lock } from './lock.ts';

/** How often, at most, the lock is looked at before a write. */
const lockCheckMs = 1_000;

interface Waiting {
  readonly bytes: Buffer;
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a writer needs of a file; a test gives one that fails. */
export type AppendFile = Pick<FileHandle, 'write' | 'datasync' | 'close'>;

export class FileWriter implements JournalWriter {
  readonly #id: string;
  readonly #file: AppendFile;
  readonly #lock: Lock;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #broken: Error | undefined;
  #checkedMs = performance.now();

  constructor(id: string, file: AppendFile, lock: Lock) {
    this.#id = id;
    this.#file = file;
    this.#lock = lock;
  }

  get bytes(): number {
    return 0;
  }

  listen(): void {
    // Nothing to tell yet.
  }

  append(events: readonly EngineEvent[], durable: boolean): Promise<void> {
    const bytes = encodeEvents(this.#id, this.#lock.fence, events);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, durable, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#broken ??= new Error('The journal is closed');
    try {
      await this.#file.close();
    } finally {
      await this.#lock.release();
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken) throw this.#broken;
        await this.#checkLock();
        await this.#write(
          group.length === 1 && group[0] ? group[0].bytes : Buffer.concat(group.map(({ bytes }) => bytes)),
        );
        if (group.some(({ durable }) => durable)) await this.#file.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#broken ??= error instanceof Error ? error : new Error(String(error));
        for (const { reject } of group) reject(this.#broken);
      }
    }
    this.#writing = undefined;
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at);
      if (bytesWritten === 0) throw new Error('The file system accepted no more bytes');
      at += bytesWritten;
    }
  }

  /** A process that was stopped for a while may have lost its lock to another. */
  async #checkLock(): Promise<void> {
    const now = performance.now();
    if (now - this.#checkedMs < lockCheckMs) return;
    this.#checkedMs = now;
    if (!(await this.#lock.isHeld())) throw new Error('Another process has taken over this execution');
  }
}
