/** What other processes do with stored executions, without reading a journal; and taking one from a process that hangs. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../systemPorts.ts';
import { journalName } from './appendedFile.ts';
import { codeOf, type Disk, systemDisk } from './fileDisk.ts';
import { giveUp, heartbeatMs, livingLock } from './lock.ts';
import { readLock } from './lockFile.ts';
import { placeOf } from './places.ts';

/** A process that lives, as far as one knows, and owns an execution. */
export interface Owner {
  /** Undefined where its lock cannot be read. */
  readonly pid: number | undefined;
  /** Its machine's name; undefined for this one. */
  readonly host: string | undefined;
  /** When its heart beat last, by the file system's clock: milliseconds since the epoch. */
  readonly beatMs: number;
}

export interface Sight {
  /** Another text whenever a reader may see another execution. */
  readonly stamp: string;
  /** The owner can write nothing at the moment, and waits (threat T17). */
  readonly isStalled: boolean;
}

export interface OtherProcesses {
  /** Undefined when nobody alive has the execution. */
  owner(id: string): Promise<Owner | undefined>;
  /**
   * Gives the owner up, whose user says that it hangs (threat T18): the next `JournalStore.open` in this process takes the execution
   * from it. False, and nothing done, when its heart beats within the time in which it must.
   */
  giveUp(id: string): Promise<boolean>;
  /** Undefined where that cannot be told. */
  look(id: string): Promise<Sight | undefined>;
}

/** So long an owner is watched: by then it has noticed itself that its heart stood still, and looks before it writes. */
const watchedMs = 2 * heartbeatMs + 1_000;
const lookMs = 250;

/** Of the executions of a {@link fileJournal} in the same folder. */
export function fileOtherProcesses(
  folder: string,
  { disk = systemDisk, clock = systemClock() }: { readonly disk?: Disk; readonly clock?: Clock } = {},
): OtherProcesses {
  return {
    async owner(id) {
      const place = placeOf(folder, id);
      const lock = place === undefined ? undefined : await living(place, disk);
      if (lock === undefined) return undefined;
      const found = await readLock(lock.path, disk);
      if (found === 'gone') return undefined;
      if (found === 'unreadable') return { pid: undefined, host: undefined, beatMs: lock.beatMs };
      const { pid, host } = found;
      return { pid, host: host === hostname() ? undefined : host, beatMs: lock.beatMs };
    },
    async giveUp(id) {
      const place = placeOf(folder, id);
      const first = place === undefined ? undefined : await living(place, disk);
      if (place === undefined || first === undefined) return true;
      const untilMs = clock.monotonicMs() + watchedMs;
      while (clock.monotonicMs() < untilMs) {
        await new Promise<void>((resolve) => clock.schedule(lookMs, resolve));
        const now = await living(place, disk);
        if (now === undefined) return true;
        if (now.path !== first.path || now.beatMs !== first.beatMs) return false;
      }
      giveUp(first.path);
      return true;
    },
    async look(id) {
      const place = placeOf(folder, id);
      if (place === undefined) return undefined;
      try {
        const [{ size, mtimeMs }, lock] = await Promise.all([
          disk.stat(join(place, journalName)),
          livingLock(place, disk),
        ]);
        const found = lock === undefined ? undefined : await readLock(lock, disk);
        const isStalled = typeof found === 'object' && found.stalled;
        const owner = lock === undefined ? 'nobody' : isStalled ? 'stalled' : 'somebody';
        return { stamp: `${size} ${mtimeMs} ${owner}`, isStalled };
      } catch {
        return undefined;
      }
    },
  };
}

async function living(
  place: string,
  disk: Disk,
): Promise<{ readonly path: string; readonly beatMs: number } | undefined> {
  try {
    const path = await livingLock(place, disk);
    return path === undefined ? undefined : { path, beatMs: (await disk.stat(path)).mtimeMs };
  } catch (error) {
    // The folder, or the lock, went meanwhile.
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
