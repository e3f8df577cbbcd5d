/**
 * E3: one folder for each execution: `definition.json` (the workflow's text, the inputs), `journal.jsonl`, files of large outputs,
 * and its lock.
 *
 * 1. A folder has its name only when `definition.json` is complete; that never changes, and is durable before any event is acknowledged.
 * 2. Nothing but an owner changes a folder, but for requests to the owner. An owner cuts a torn tail, and keeps what it cut in
 *    `journal.corrupt-N` (threat T16).
 * 3. Who takes over from an owner that did not let go continues in a copy of the journal: whatever the old one has still open,
 *    it cannot write into the new one's file (threat T18).
 */
import type { Clock } from '../../base/clock.ts';
import { defaultLimits } from '../limits.ts';
import type { JournalStore } from '../ports.ts';
import { systemClock } from '../systemPorts.ts';
import { type Disk, systemDisk } from './fileDisk.ts';
import { sendRequest, watchRequests } from './fileRequests.ts';
import { FileWriter, type FileWriterParts } from './fileWriter.ts';
import { firstFence, type Lock, takeLock } from './lock.ts';
import {
  exists,
  listTimes,
  makePlace,
  NamesAbove,
  placeOf,
  placeSync,
  removePlace,
  removeUnfinished,
} from './places.ts';
import { described, isReadable, makeOwn, type Place, problemOf, readPlace, readStored } from './storedPlace.ts';

export interface FileJournalOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  /** R6: bytes of an event's text from which its large parts are kept in files beside the journal; asked for each writer. */
  readonly outputInJournal: () => number | undefined;
}

/** One folder for each execution under `folder`, which is made when needed. */
export function fileJournal(folder: string, options: Partial<FileJournalOptions> = {}): JournalStore {
  const { disk = systemDisk, clock = systemClock() } = options;
  const above = new NamesAbove(folder);
  const beside = (place: string): Beside => besides(folder, place, disk, above);
  const writerIn = (place: string, executionId: string, owned: Owned): FileWriter => {
    const largestText = options.outputInJournal?.() ?? defaultLimits.outputInJournal;
    return new FileWriter({ executionId, place, ...owned, disk, clock, largestText, ...beside(place) });
  };
  let isTidy = false;
  return {
    async create(definition, isEarly = false) {
      const id = definition.execution_id;
      const place = placeOf(folder, id);
      if (place === undefined) throw new Error(`"${id}" cannot be the id of an execution`);
      if (!isTidy) await removeUnfinished(folder, clock.wallMs(), disk);
      isTidy = true;
      let busy = (): void => undefined;
      const isBusy = new Promise<void>((resolve) => (busy = resolve));
      const lock = makePlace(folder, place, definition, disk, { above, busy });
      await (isEarly ? Promise.race([isBusy, lock]) : lock);
      return writerIn(place, id, { fence: firstFence, lock, length: 0 });
    },
    list: async () => (await listTimes(folder, disk)).map(({ id }) => id),
    times: () => listTimes(folder, disk),
    async read(id) {
      const place = placeOf(folder, id);
      return place === undefined || !(await exists(place, disk)) ? undefined : await readStored(place, id, disk);
    },
    async open(id) {
      const place = placeOf(folder, id);
      if (place === undefined || !(await exists(place, disk))) return { kind: 'missing' };
      const lock = await takeLock(place, disk);
      if (lock === undefined) return { kind: 'owned' };
      const taken = await takeOver(place, id, lock, disk);
      if (taken.kind !== 'taken') return taken;
      const { found, lock: own } = taken;
      const writer = writerIn(place, id, { fence: own.fence, lock: own, length: found.journal.goodBytes });
      return { kind: 'opened', writer, execution: described(id, found, 'owned') };
    },
    async request(id, request) {
      const place = placeOf(folder, id);
      if (place === undefined || !(await exists(place, disk))) return false;
      return await sendRequest(place, request, disk, clock);
    },
    async remove(id) {
      const place = placeOf(folder, id);
      if (place === undefined || !(await exists(place, disk))) return false;
      const lock = await takeLock(place, disk);
      if (lock === undefined) return false;
      try {
        await removePlace(folder, place, disk);
      } finally {
        await lock.release();
      }
      return true;
    },
  };
}

type Owned = Pick<FileWriterParts, 'fence' | 'lock' | 'length'>;

type Beside = Pick<FileWriterParts, 'andDurable' | 'watchRequests'>;

type Taken =
  | { readonly kind: 'taken'; readonly lock: Lock; readonly found: Place }
  | { readonly kind: 'owned' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads and prepares what this process owns by the lock; gives it up when it is not to be had. */
async function takeOver(place: string, id: string, taken: Lock, disk: Disk): Promise<Taken> {
  let lock = taken;
  try {
    const found = await readPlace(place, id, disk);
    const { fence } = found.journal;
    if (!isReadable(found)) {
      await lock.release();
      return { kind: 'unreadable', problem: problemOf(found) ?? '' };
    }
    if (fence >= lock.fence) {
      const above = await lock.above(fence);
      if (above === undefined) {
        await lock.release();
        return { kind: 'owned' };
      }
      lock = above;
    }
    await makeOwn(place, found, lock, disk);
    return { kind: 'taken', lock, found };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What a writer has to do beside its journal. */
function besides(folder: string, place: string, disk: Disk, above: NamesAbove): Beside {
  return {
    andDurable: placeSync(folder, place, disk, above),
    watchRequests: (listener) =>
      watchRequests(place, disk, (request) => {
        listener.requested(request);
      }),
  };
}
