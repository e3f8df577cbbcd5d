/**
 * E5: one owner for each execution, by files `lock-000001`, `lock-000002`, … in its folder. The number is the fence.
 *
 * 1. A lock is taken by making the next file exclusively, complete from the start: of two who try, one has it.
 * 2. A lock is taken over only when its owner let it go or is proven dead: its process is gone, or it is another process with
 *    the same number, or the machine was started again. On another machine only a heartbeat tells.
 * 3. An owner that finds a newer file has lost the execution and writes nothing more (threat T18).
 */
import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const heartbeatMs = 2_000;
/** Of an owner on another machine, whose process cannot be asked for. */
const silenceMs = 60_000;

interface LockFile {
  readonly pid: number;
  readonly host: string;
  /** What tells this process from a later one with the same number; null where the system does not say. */
  readonly process_start: string | null;
  readonly boot_id: string | null;
  readonly released?: boolean;
}

export interface Lock {
  readonly fence: number;
  /** Whether this is still the newest lock. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Undefined when a living owner has it, or another was faster. */
export async function takeLock(folder: string): Promise<Lock | undefined> {
  const current = await newestLock(folder);
  if (current !== undefined && (await isAlive(folder, current))) return undefined;
  const fence = (current ?? 0) + 1;
  const path = join(folder, lockName(fence));
  const own = await describeProcess(process.pid);
  if (!(await makeComplete(folder, path, JSON.stringify(own)))) return undefined;
  // Somebody slower than two others would find the name free again that the first of them had used.
  if ((await newestLock(folder)) !== fence) {
    await rm(path, { force: true });
    return undefined;
  }
  if (current !== undefined) await rm(join(folder, lockName(current)), { force: true });
  return holdLock(folder, fence, own);
}

/** Whether somebody alive owns the execution of this folder. */
export async function isOwned(folder: string): Promise<boolean> {
  const current = await newestLock(folder);
  return current !== undefined && (await isAlive(folder, current));
}

function holdLock(folder: string, fence: number, own: LockFile): Lock {
  const path = join(folder, lockName(fence));
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  beat.unref();
  return {
    fence,
    async isHeld() {
      return (await newestLock(folder)) === fence;
    },
    async release() {
      clearInterval(beat);
      if ((await newestLock(folder).catch(() => undefined)) !== fence) return;
      const draft = `${path}.${randomUUID()}`;
      await writeFile(draft, JSON.stringify({ ...own, released: true }));
      await rename(draft, path);
    },
  };
}

function lockName(fence: number): string {
  return `lock-${String(fence).padStart(6, '0')}`;
}

async function newestLock(folder: string): Promise<number | undefined> {
  let newest: number | undefined;
  for (const name of await readdir(folder)) {
    const fence = /^lock-(\d+)$/.exec(name)?.[1];
    if (fence !== undefined) newest = Math.max(newest ?? 0, Number(fence));
  }
  return newest;
}

/** False when the file is there already. Never leaves it half written. */
async function makeComplete(folder: string, path: string, text: string): Promise<boolean> {
  const draft = join(folder, `draft-${randomUUID()}`);
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    return await makeExclusively(path, text);
  } finally {
    await rm(draft, { force: true });
  }
}

/** For file systems without hard links. */
async function makeExclusively(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function isAlive(folder: string, fence: number): Promise<boolean> {
  const path = join(folder, lockName(fence));
  const lock = await readLock(path);
  if (lock === 'gone' || (typeof lock === 'object' && lock.released === true)) return false;
  if (lock === 'unreadable' || lock.host !== hostname()) return await hasBeat(path);
  const now = await describeProcess(lock.pid);
  if (lock.boot_id !== null && now.boot_id !== null && lock.boot_id !== now.boot_id) return false;
  if (!isRunning(lock.pid)) return false;
  return lock.process_start === null || now.process_start === null || lock.process_start === now.process_start;
}

async function readLock(path: string): Promise<LockFile | 'gone' | 'unreadable'> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockFile;
  } catch (error) {
    return isCode(error, 'ENOENT') ? 'gone' : 'unreadable';
  }
}

async function hasBeat(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs < silenceMs;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** Field 22 of /proc/PID/stat, behind the name in brackets, is the start in clock ticks since the boot (proc_pid_stat(5)). */
async function describeProcess(pid: number): Promise<LockFile> {
  const [status, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null),
  ]);
  const started = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return { pid, host: hostname(), process_start: started ?? null, boot_id: boot?.trim() ?? null };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
