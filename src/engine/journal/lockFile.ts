/** What stands in the file of a lock, and how a word of it is changed. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf, type Disk, writeFully } from './fileDisk.ts';

export interface LockFile {
  readonly pid: number;
  readonly host: string;
  /** What tells this process from a later one with the same number; null where the system does not say. */
  readonly process_start: string | null;
  readonly boot_id: string | null;
  /** Whether its owner can write nothing at the moment. Both words are changed in their places, which takes no space. */
  readonly stalled: boolean;
  readonly released: boolean;
}

export async function readLock(path: string, disk: Disk): Promise<LockFile | 'gone' | 'unreadable'> {
  let bytes: Buffer;
  try {
    bytes = await disk.read(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return 'gone';
    if (code === 'EACCES' || code === 'EPERM') return 'unreadable';
    throw error;
  }
  try {
    return JSON.parse(bytes.toString('utf8')) as LockFile;
  } catch {
    return 'unreadable';
  }
}

let described: LockFile | undefined;

/** What this process writes into its locks. */
export async function ownLock(): Promise<Buffer> {
  const own = described ?? (await describeProcess(process.pid));
  // A process without free handles cannot ask; it asks again later.
  if (own.process_start !== null) described = own;
  return Buffer.from(JSON.stringify(own));
}

/** The fields of /proc/PID/stat from the third on, the state; null where the system has none (proc_pid_stat(5)). */
async function statusFields(pid: number): Promise<readonly string[] | null> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return status?.slice(status.lastIndexOf(')') + 2).split(' ') ?? null;
}

/** Whether it has ended, and only its parent has not asked how: it keeps its number, and writes nothing any more. */
export async function isZombie(pid: number): Promise<boolean> {
  const [state] = (await statusFields(pid)) ?? [];
  return state === 'Z' || state === 'X';
}

/** Field 22 is the start in clock ticks since the boot. */
export async function describeProcess(pid: number): Promise<LockFile> {
  const [fields, boot] = await Promise.all([
    statusFields(pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null),
  ]);
  return {
    pid,
    host: hostname(),
    process_start: fields?.[19] ?? null,
    boot_id: boot?.trim() ?? null,
    stalled: false,
    released: false,
  };
}

/** No reader sees half of it. */
export async function writeWord(path: string, word: boolean, at: number, disk: Disk): Promise<void> {
  const file = await disk.open(path, 'r+');
  try {
    await writeFully(file, Buffer.from(word ? 'true ' : 'false'), at);
  } finally {
    await file.close();
  }
}
