/**
 * E5: one owner for each execution, by files `lock-000001`, `lock-000002`, … in its folder. The number is the fence.
 *
 * 1. A lock is taken by making the next file exclusively, complete from the start: of two who try, one has it.
 * 2. A lock is taken over only when its owner let it go or is proven dead: its process is gone, or it is another process with
 *    the same number, or the machine was started again. On another machine only a heartbeat tells.
 *    Or a user of this process gave up its owner, whose heart was seen not to beat (`otherProcesses.ts`).
 * 3. An owner that finds a newer file has lost the execution and writes nothing more (threat T18).
 * 4. A lock is let go without taking new space, and even when its file cannot be written any more, for this process at least.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf, type Disk, systemDisk, writeNew } from './fileDisk.ts';
import { describeProcess, isZombie, ownLock, readLock, writeWord } from './lockFile.ts';

export const heartbeatMs = 2_000;
export const firstFence = 1;
/** After a pause of its heart an owner looks at each of its steps, for so long, whether it still owns. */
const watchfulMs = 10_000;
/** Of an owner on another machine, whose process cannot be asked for. */
const silenceMs = 60_000;

export interface Lock {
  readonly fence: number;
  /** Whether the owner before died, or was cut off, instead of letting it go. */
  readonly tookOver: boolean;
  /**
   * The same with a higher fence than this, for when the journal has seen one that is not below this one's: the power went
   * before that lock was on the disk. Undefined when another was faster.
   */
  above(fence: number): Promise<Lock | undefined>;
  /**
   * Whether the heart has beaten all the time. If so nobody takes it for dead; if not (the process was stopped, the machine asleep)
   * somebody may be about to take over.
   */
  isRegular(): boolean;
  /** Whether this is still the newest lock. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Locks that this process let go without being able to say so in their files. */
const letGo = new Set<string>();
/** Locks that this process takes for a dead owner's, once, because its user said so. */
const givenUp = new Set<string>();
/** The fence of each folder that this process owns. */
const held = new WeakMap<Disk, Map<string, number>>();

/** Undefined when a living owner has it, or another was faster. */
export async function takeLock(folder: string, disk: Disk = systemDisk): Promise<Lock | undefined> {
  const current = await newestLock(folder, disk);
  const before = current === undefined ? 'released' : await ownerOf(folder, current, disk);
  if (before === 'alive') return undefined;
  if (current !== undefined) givenUp.delete(join(folder, lockName(current)));
  const fence = (current ?? 0) + 1;
  const path = join(folder, lockName(fence));
  const own = await ownLock();
  if (!(await makeComplete(folder, path, own, disk))) return undefined;
  try {
    // Somebody slower than two others would find the name free again that the first of them had used.
    if ((await newestLock(folder, disk)) !== fence) {
      await disk.remove(path);
      return undefined;
    }
  } catch (error) {
    await letGoOf(path, own, disk);
    throw error;
  }
  if (current !== undefined) await disk.remove(join(folder, lockName(current))).catch(() => undefined);
  return holdLock(folder, { fence, tookOver: before === 'dead' }, own, disk);
}

/** The first lock of a folder that nobody else knows yet. Gives what holds it in the folder's final place. */
export async function writeFirstLock(folder: string, disk: Disk): Promise<(place: string) => Lock> {
  const own = await ownLock();
  await writeNew(disk, join(folder, lockName(firstFence)), 'wx', own, false);
  return (place) => holdLock(place, { fence: firstFence, tookOver: false }, own, disk);
}

/** Whether somebody alive owns the execution of this folder. */
export async function isOwned(folder: string, disk: Disk = systemDisk): Promise<boolean> {
  return (await livingLock(folder, disk)) !== undefined;
}

/** The path of the newest lock, when its owner lives. */
export async function livingLock(folder: string, disk: Disk): Promise<string | undefined> {
  const current = await newestLock(folder, disk);
  if (current === undefined || (await ownerOf(folder, current, disk)) !== 'alive') return undefined;
  return join(folder, lockName(current));
}

/** The next {@link takeLock} in this process takes its owner for dead. The owner's heart must have missed its beats. */
export function giveUp(lock: string): void {
  givenUp.add(lock);
}

/** Whether this process owned a folder, and by the names in it another one has taken it. */
export function isTaken(folder: string, names: readonly string[], disk: Disk): boolean {
  return (newestOf(names) ?? 0) > (held.get(disk)?.get(folder) ?? Infinity);
}

function holdLock(folder: string, taken: Pick<Lock, 'fence' | 'tookOver'>, own: Buffer, disk: Disk): Lock {
  const path = join(folder, lockName(taken.fence));
  letGo.delete(path);
  const heldThere = held.get(disk) ?? new Map<string, number>();
  held.set(disk, heldThere.set(folder, taken.fence));
  let beatMs = performance.now();
  let watchfulUntilMs = 0;
  const isRegular = (): boolean => {
    const nowMs = performance.now();
    if (nowMs - beatMs > 2 * heartbeatMs) watchfulUntilMs = nowMs + watchfulMs;
    return nowMs >= watchfulUntilMs;
  };
  const beat = setInterval(() => {
    isRegular();
    // Not when it is told that it was done: the process may have been stopped in between.
    const nowMs = performance.now();
    disk.touch(path).then(
      () => (beatMs = nowMs),
      () => undefined,
    );
  }, heartbeatMs);
  beat.unref();
  return {
    ...taken,
    isRegular,
    async above(least) {
      const fence = least + 1;
      if (!(await makeComplete(folder, join(folder, lockName(fence)), own, disk))) return undefined;
      clearInterval(beat);
      await disk.remove(path).catch(() => undefined);
      return holdLock(folder, { fence, tookOver: true }, own, disk);
    },
    async isHeld() {
      return (await newestLock(folder, disk)) === taken.fence;
    },
    async release() {
      clearInterval(beat);
      if (heldThere.get(folder) === taken.fence) heldThere.delete(folder);
      await letGoOf(path, own, disk);
    },
  };
}

/** That takes no space. */
async function letGoOf(path: string, own: Buffer, disk: Disk): Promise<void> {
  letGo.add(path);
  try {
    await writeWord(path, true, own.lastIndexOf('false'), disk);
    letGo.delete(path);
  } catch (error) {
    // A newer owner has removed it, or the whole folder is gone.
    if (codeOf(error) === 'ENOENT') letGo.delete(path);
  }
}

/**
 * Tells other processes that the owner of this folder, which is this process, can write nothing, or can again. Where even that cannot
 * be written they do not hear it.
 */
export async function tellStalled(folder: string, isStalled: boolean, disk: Disk): Promise<void> {
  const fence = held.get(disk)?.get(folder);
  if (fence === undefined) return;
  const path = join(folder, lockName(fence));
  const field = '"stalled":';
  try {
    const at = (await disk.read(path)).indexOf(field);
    if (at >= 0) await writeWord(path, isStalled, at + field.length, disk);
  } catch {
    return;
  }
}

function lockName(fence: number): string {
  return `lock-${String(fence).padStart(6, '0')}`;
}

async function newestLock(folder: string, disk: Disk): Promise<number | undefined> {
  return newestOf(await disk.names(folder));
}

function newestOf(names: readonly string[]): number | undefined {
  let newest: number | undefined;
  for (const name of names) {
    const fence = /^lock-(\d+)$/.exec(name)?.[1];
    if (fence !== undefined) newest = Math.max(newest ?? 0, Number(fence));
  }
  return newest;
}

/** What a system says that has no hard links there. */
const linkless: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** False when the file is there already. Never leaves it half written. */
async function makeComplete(folder: string, path: string, text: Buffer, disk: Disk): Promise<boolean> {
  const draft = join(folder, `taking-${randomUUID()}`);
  try {
    await writeNew(disk, draft, 'w', text, false);
    await disk.link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!linkless.has(codeOf(error))) throw error;
    return await makeExclusively(path, text, disk);
  } finally {
    await disk.remove(draft).catch(() => undefined);
  }
}

/** For file systems without hard links. */
async function makeExclusively(path: string, text: Buffer, disk: Disk): Promise<boolean> {
  try {
    await writeNew(disk, path, 'wx', text, false);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    await disk.remove(path).catch(() => undefined);
    throw error;
  }
}

async function ownerOf(folder: string, fence: number, disk: Disk): Promise<'alive' | 'dead' | 'released'> {
  const path = join(folder, lockName(fence));
  const lock = await readLock(path, disk);
  if (lock === 'gone') return 'dead';
  if (letGo.has(path) || (typeof lock === 'object' && lock.released)) return 'released';
  if (givenUp.has(path)) return 'dead';
  if (lock === 'unreadable' || lock.host !== hostname()) return (await hasBeat(path, disk)) ? 'alive' : 'dead';
  const now = await describeProcess(lock.pid);
  if (lock.boot_id !== null && now.boot_id !== null && lock.boot_id !== now.boot_id) return 'dead';
  if (!isRunning(lock.pid) || (await isZombie(lock.pid))) return 'dead';
  const isSame = lock.process_start === null || now.process_start === null || lock.process_start === now.process_start;
  return isSame ? 'alive' : 'dead';
}

async function hasBeat(path: string, disk: Disk): Promise<boolean> {
  try {
    return Date.now() - (await disk.stat(path)).mtimeMs < silenceMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
