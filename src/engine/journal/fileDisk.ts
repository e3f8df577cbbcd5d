/**
 * The few things that the journal asks of a file system, so that tests can make each of them fail, or lose what was not synced.
 * Errors are the system's own, with their `code`.
 */
import { constants, watch } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Disposable, disposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';

export interface DiskFile {
  /** Whether what a write takes is on the disk when it resolves: nothing of it is left to sync. */
  readonly isDurable: boolean;
  /** How many bytes were taken, perhaps fewer than asked for. Without a position: where the file is, or at its end under `a`. */
  write(bytes: Uint8Array, offset: number, length: number, position: number | null): Promise<number>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileTimes {
  readonly mtimeMs: number;
  readonly size: number;
  readonly isFolder: boolean;
}

type PlainFlags = 'a' | 'r' | 'r+' | 'w' | 'wx';
/** As without the `d`, and durable where the system can do that in the same call, and as surely as by `datasync`. */
type DurableFlags = 'ad' | 'wd' | 'wxd';
export type OpenFlags = PlainFlags | DurableFlags;

export interface Disk {
  open(path: string, flags: OpenFlags): Promise<DiskFile>;
  read(path: string): Promise<Buffer>;
  names(folder: string): Promise<readonly string[]>;
  stat(path: string): Promise<FileTimes>;
  /** With those above it. Gives the topmost that was made; undefined when all were there. */
  makeFolder(path: string): Promise<string | undefined>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** With all that is in it; nothing when there is none. */
  removeFolder(path: string): Promise<void>;
  /** Sets its time to now. */
  touch(path: string): Promise<void>;
  /** Tells of changes in a folder, where the system can. */
  watch(folder: string, changed: () => void): Disposable;
}

/** Elsewhere it promises less than `datasync`, which has the disk empty its cache (macOS), or there is no such flag (Windows). */
const canWriteDurably = process.platform === 'linux';
const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC, O_EXCL, O_DSYNC } = constants;
const durableFlags: Readonly<Record<DurableFlags, number>> = {
  ad: O_WRONLY | O_CREAT | O_APPEND | O_DSYNC,
  wd: O_WRONLY | O_CREAT | O_TRUNC | O_DSYNC,
  wxd: O_WRONLY | O_CREAT | O_EXCL | O_DSYNC,
};
const isPlain = (flags: OpenFlags): flags is PlainFlags => !flags.endsWith('d');

export const systemDisk: Disk = {
  async open(path, flags) {
    const isDurable = canWriteDurably && !isPlain(flags);
    const file = await open(path, isDurable ? durableFlags[flags] : flags.replace('d', ''));
    return {
      isDurable,
      write: async (bytes, offset, length, position) =>
        (await file.write(bytes, offset, length, position)).bytesWritten,
      datasync: () => file.datasync(),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  read: (path) => readFile(path),
  names: (folder) => readdir(folder),
  async stat(path) {
    const { mtimeMs, size, ...found } = await stat(path);
    return { mtimeMs, size, isFolder: (found.mode & 0o170_000) === 0o040_000 };
  },
  makeFolder: (path) => mkdir(path, { recursive: true }),
  rename,
  link,
  remove: unlink,
  removeFolder: (path) => rm(path, { recursive: true, force: true }),
  async touch(path) {
    const now = new Date();
    await utimes(path, now, now);
  },
  watch(folder, changed) {
    try {
      const watcher = watch(folder, { persistent: false }, changed);
      watcher.on('error', () => {
        watcher.close();
      });
      return disposable(() => {
        watcher.close();
      });
    } catch {
      return disposable(() => undefined);
    }
  },
};

/** Goes on after a short write until all is written (fault F5). */
export async function writeFully(file: DiskFile, bytes: Uint8Array, position: number | null): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const taken = await file.write(bytes, at, bytes.length - at, position === null ? null : position + at);
    if (taken === 0) throw Object.assign(new Error(t('The file system accepted no more bytes')), { code: 'ENOSPC' });
    at += taken;
  }
}

export async function writeDurably(file: DiskFile, bytes: Uint8Array, position: number | null): Promise<void> {
  await writeFully(file, bytes, position);
  if (!file.isDurable) await file.datasync();
}

/** Where the owner of a folder writes what has no name yet. Others write elsewhere: an owner removes all of these. */
export const draftPrefix = 'draft-';

/**
 * Makes a file that is complete, and on the disk when `durable`, before it has its name, in a draft next to it. Leaves nothing when
 * it fails.
 */
export async function writeWhole(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  { durable, prefix = draftPrefix }: { readonly durable: boolean; readonly prefix?: string },
): Promise<void> {
  const draft = join(path, '..', prefix + randomUUID());
  try {
    await writeNew(disk, draft, 'w', bytes, durable);
    await disk.rename(draft, path);
  } catch (error) {
    await disk.remove(draft).catch(() => undefined);
    throw error;
  }
}

/** @param opened told when the disk has the bytes to write */
export async function writeNew(
  disk: Disk,
  path: string,
  flags: 'w' | 'wx',
  bytes: Uint8Array,
  durable: boolean,
  opened?: () => void,
): Promise<void> {
  const file = await disk.open(path, durable ? `${flags}d` : flags);
  try {
    // Who waits for it goes on in a later microtask.
    opened?.();
    if (durable) await writeDurably(file, bytes, null);
    else await writeFully(file, bytes, null);
  } finally {
    await file.close();
  }
}

/**
 * Makes bytes durable that a file seems to have already. Who wrote them need not have synced them; or that failed, and then a sync alone
 * saves nothing of them: they are read from memory, as if they were on the disk.
 */
export async function writeAgain(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'r+');
  try {
    await writeFully(file, bytes, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}

export async function syncFile(disk: Disk, path: string): Promise<void> {
  const file = await disk.open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** What a system says that cannot sync, or even open, a folder. */
const folderless: ReadonlySet<unknown> = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF']);

/** Makes the names in a folder durable, where the system can. */
export async function syncFolder(disk: Disk, folder: string): Promise<void> {
  try {
    const handle = await disk.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!folderless.has(codeOf(error))) throw error;
  }
}

/** At once; waits for all of them, even when one fails, so that nothing is left on its way. */
export async function allDone<const T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}

/** The system's name for an error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
