/**
 * A database file of the workspace from the moment it was checked (threat T10): a link that is put in its place, or in that of a
 * folder above it, is not followed.
 *
 * 1. Our own descriptor is opened, or made, in the folder that was checked, and no statement is executed unless SQLite has opened
 *    the same file. On Linux that is certain; elsewhere the path is looked at again.
 * 2. It stays open until SQLite is done: to close it sooner would take SQLite's locks away.
 * 3. The files that SQLite keeps beside it (`-journal`, `-wal`, `-shm`) are opened by SQLite, by their names.
 */
import { constants, fstatSync, openSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { realPath } from '../realPath.ts';
import { openChecked, type Opened, openedAs, pathOf } from '../workspacePath.ts';
import { SqlLimitReached } from './limitReached.ts';

export interface HeldFile extends Opened {
  /** A path to another name beside the file. */
  beside(name: string): string;
  /** Throws unless what this process has opened since is the file. */
  checkOpened(): void;
}

/**
 * @param file real path
 * @param mayBeMade whether it may still be to be made
 * @throws SqlLimitReached where it is not any more what its path says; an `Error` of SQLite's words where it cannot be opened
 */
export function holdFile(file: string, mayBeMade: boolean): HeldFile {
  const folder = path.dirname(file);
  const opened = openChecked(folder, 'folder');
  if (opened === undefined) throw whyNot(folder);
  const beside = (name: string): string => path.join(pathOf(opened, folder), name);
  const held = openIn(beside(path.basename(file)), file, mayBeMade);
  if (held === undefined) {
    opened.close();
    throw whyNot(file);
  }
  const own = fstatSync(held.descriptor);
  const before = openFiles();
  return {
    descriptor: held.descriptor,
    beside,
    checkOpened() {
      if (!isSameAs(own, file, before)) throw new SqlLimitReached('replaced');
    },
    close() {
      held.close();
      opened.close();
    },
  };
}

function openIn(place: string, file: string, mayBeMade: boolean): Opened | undefined {
  const { O_RDONLY, O_CREAT, O_NONBLOCK, O_NOFOLLOW } = constants;
  const make = mayBeMade ? O_CREAT : 0;
  return openedAs(file, 'file', () => openSync(place, O_RDONLY | make | O_NONBLOCK | O_NOFOLLOW, 0o644));
}

/** As SQLite says it, where it is not there, is no file, or must not be read. */
function whyNot(place: string): Error {
  return realPath(place) === place ? new Error('unable to open database file') : new SqlLimitReached('replaced');
}

function isSameAs(own: Stats, file: string, before: ReadonlyMap<string, string> | undefined): boolean {
  const isOwn = (stat: Stats | undefined): boolean => stat?.ino === own.ino && stat.dev === own.dev;
  const now = openFiles();
  if (before === undefined || now === undefined)
    return realPath(file) === file && isOwn(statSync(file, { throwIfNoEntry: false }));
  const added = [...now.keys()].filter((descriptor) => now.get(descriptor) !== before.get(descriptor));
  const files = added
    .map((descriptor) => statSync(`/proc/self/fd/${descriptor}`, { throwIfNoEntry: false }))
    .filter((stat) => stat?.isFile() === true);
  return files.length > 0 && files.every(isOwn);
}

/** What this process has open, descriptor to name; undefined where the system does not say. */
function openFiles(): ReadonlyMap<string, string> | undefined {
  if (process.platform !== 'linux') return undefined;
  const found = new Map<string, string>();
  for (const descriptor of readdirSync('/proc/self/fd'))
    try {
      found.set(descriptor, readlinkSync(`/proc/self/fd/${descriptor}`));
    } catch {
      // The one by which the list was read.
    }
  return found;
}
