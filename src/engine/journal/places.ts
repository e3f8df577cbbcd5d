/** The folders of executions: which there are, and how one comes and goes as a whole. */
import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { t } from '../../base/l10n.ts';
import type { StoredDefinition, StoredTimes } from '../ports.ts';
import { journalName } from './appendedFile.ts';
import {
  allDone,
  codeOf,
  type Disk,
  type FileTimes,
  messageOf,
  syncFile,
  syncFolder,
  writeAgain,
  writeNew,
} from './fileDisk.ts';
import { type Lock, writeFirstLock } from './lock.ts';
import { formatVersion, sealLine } from './record.ts';

/** Ids that are not plain names reach no path (threat T10). */
const plainName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
/** A folder that is being made, or removed, has a name that is no id. */
const unfinished = /^\.(new|old)-/;
/** An unfinished folder of this age is left over from a crash. */
const longAgoMs = 3_600_000;

export const definitionName = 'definition.json';

export function placeOf(folder: string, id: string): string | undefined {
  return plainName.test(id) ? join(folder, id) : undefined;
}

export async function exists(place: string, disk: Disk): Promise<boolean> {
  return (await timesOf(place, disk)) !== undefined;
}

/** The names that lead to the folder of all executions. They are made durable with the first execution that is stored there. */
export class NamesAbove {
  readonly #folder: string;
  /** The uppermost folder of which a name may not be on the disk; undefined when all are. */
  #upTo: { readonly path: string } | undefined;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.#upTo = { path: dirname(this.#folder) };
  }

  /** A folder in it was made. @param topmost what was made with it, if not it alone */
  made(draft: string, topmost: string | undefined): void {
    if (topmost !== undefined && resolve(topmost) !== resolve(draft)) this.#upTo = { path: dirname(resolve(topmost)) };
  }

  async sync(disk: Disk): Promise<void> {
    const upTo = this.#upTo;
    if (upTo === undefined) return;
    const folders: string[] = [];
    for (let at = this.#folder; at !== upTo.path && at !== dirname(at);) folders.push((at = dirname(at)));
    await allDone(folders.map((each) => syncFolder(disk, each)));
    if (this.#upTo === upTo) this.#upTo = undefined;
  }
}

/**
 * Makes an execution's folder with its definition and its lock. It has its name only when it is complete; when that fails
 * nothing is left that could be taken for an execution. It is on the disk with the first events (`syncPlace`), not before: the disk
 * would be waited for twice.
 *
 * @param busy told when the disk is about to take its time, so that others can use it
 */
export async function makePlace(
  folder: string,
  place: string,
  definition: StoredDefinition,
  disk: Disk,
  { above, busy }: { readonly above: NamesAbove; readonly busy: () => void },
): Promise<Lock> {
  const draft = join(folder, `.new-${randomUUID()}`);
  const id = definition.execution_id;
  try {
    above.made(draft, await disk.makeFolder(draft));
    const line = sealLine(id, `{"v":${formatVersion},"definition":${JSON.stringify(definition)}`);
    const [holdIn, isTaken] = await allDone([
      writeFirstLock(draft, disk),
      exists(place, disk),
      writeNew(disk, join(draft, definitionName), 'wx', line, false, busy),
    ]);
    if (isTaken) throw Object.assign(new Error(t('There is an execution {0} already', id)), { code: 'EEXIST' });
    await disk.rename(draft, place);
    return holdIn(place);
  } catch (error) {
    await disk.removeFolder(draft).catch(() => undefined);
    throw Object.assign(new Error(t('The execution cannot be stored: {0}', messageOf(error)), { cause: error }), {
      code: codeOf(error),
    });
  }
}

/** At once for every reader, then its files. */
export async function removePlace(folder: string, place: string, disk: Disk): Promise<void> {
  const old = join(folder, `.old-${randomUUID()}`);
  await disk.rename(place, old);
  await disk.removeFolder(old);
}

/**
 * What makes the definition durable, and the names that lead to an execution. When it failed it is called again, and writes the
 * definition again: a second sync may succeed without what the first should have saved.
 */
export function placeSync(folder: string, place: string, disk: Disk, above: NamesAbove): () => Promise<void> {
  const definition = join(place, definitionName);
  let isFirst = true;
  const syncDefinition = async (): Promise<void> => {
    if (isFirst) {
      isFirst = false;
      await syncFile(disk, definition);
    } else await writeAgain(disk, definition, await disk.read(definition));
  };
  return async () => {
    await allDone([syncDefinition(), ...[place, folder].map((each) => syncFolder(disk, each)), above.sync(disk)]);
  };
}

/** Removes what crashes left while a folder was made or removed. */
export async function removeUnfinished(folder: string, nowMs: number, disk: Disk): Promise<void> {
  const names = await disk.names(folder).catch(() => []);
  for (const name of names) {
    if (!unfinished.test(name)) continue;
    const path = join(folder, name);
    const made = await timesOf(path, disk).catch(() => undefined);
    if (made && nowMs - made.mtimeMs > longAgoMs) await disk.removeFolder(path).catch(() => undefined);
  }
}

/** Newest first. */
export async function listTimes(folder: string, disk: Disk): Promise<readonly StoredTimes[]> {
  const names = await disk.names(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const found = await Promise.all(names.filter((name) => plainName.test(name)).map((id) => timesIn(folder, id, disk)));
  return found
    .filter((times) => times !== undefined)
    .sort((a, b) => b.created_ms - a.created_ms || (a.id < b.id ? 1 : -1));
}

async function timesIn(folder: string, id: string, disk: Disk): Promise<StoredTimes | undefined> {
  const place = join(folder, id);
  const [made, changed] = await Promise.all([
    timesOf(join(place, definitionName), disk).catch(() => undefined),
    timesOf(join(place, journalName), disk).catch(() => undefined),
  ]);
  const madeMs = made?.mtimeMs ?? (await folderMs(place, disk));
  return madeMs === undefined
    ? undefined
    : { id, created_ms: madeMs, changed_ms: Math.max(madeMs, changed?.mtimeMs ?? 0) };
}

/** Undefined for what is no folder. */
async function folderMs(place: string, disk: Disk): Promise<number | undefined> {
  const found = await timesOf(place, disk).catch(() => undefined);
  return found?.isFolder === true ? found.mtimeMs : undefined;
}

/** Undefined when there is nothing of that name. */
async function timesOf(path: string, disk: Disk): Promise<FileTimes | undefined> {
  try {
    return await disk.stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
