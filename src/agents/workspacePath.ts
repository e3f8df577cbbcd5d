/** Threat T10: paths that a workflow names stay inside the workspace. */
import { closeSync, constants, fstatSync, openSync, readlinkSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isInside, workspaceOf } from './consent.ts';
import { realPath } from './realPath.ts';

export interface WorkspacePlaces {
  /** Folder of the workflow's file; undefined for one built in memory. */
  readonly baseDirectory: string | undefined;
  readonly workspaceFolders: readonly string[];
}

/** Names that Windows keeps for devices, with any ending. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|:|$)/i;

/**
 * The real path of a file or folder that a workflow names, relative to its own folder. It need not be there. The error is a
 * sentence.
 */
export function workspacePath(
  written: string,
  { baseDirectory, workspaceFolders }: WorkspacePlaces,
): Result<string, string> {
  if (!isRelative(written))
    return err(t('"{0}" is not a path inside the workspace. Write it relative to the workflow’s file.', written));
  const workspace = workspaceOf(baseDirectory, workspaceFolders);
  const real = realPath(path.resolve(baseDirectory ?? workspace, written));
  return isInside(workspace, real) ? ok(real) : err(t('"{0}" lies outside of the workspace folder.', written));
}

/** The same on every system: a file that is refused on one is not to work on another. */
function isRelative(written: string): boolean {
  if (written === '' || written.includes('\0')) return false;
  // Absolute, `\\server\share`, `\\?\`, `C:`, `file:`.
  if (/^[\\/]/.test(written) || /^[a-z][a-z0-9+.-]*:/i.test(written)) return false;
  return written.split(/[\\/]/).every((part) => !device.test(part.trim()));
}

/** Close it when it is used. */
export interface Opened {
  readonly descriptor: number;
  close(): void;
}

/**
 * Opens what was checked, so that a link put in its place meanwhile is not followed. Call `close` when it is used.
 *
 * @param real from {@link workspacePath}
 * @returns undefined where it is not there, is something else, or is not any more what its path says
 */
export function openChecked(real: string, what: 'file' | 'folder'): Opened | undefined {
  // On Windows a folder cannot be opened.
  if (process.platform === 'win32' && what === 'folder')
    return isWhat(statSync(real, { throwIfNoEntry: false }), what) && realPath(real) === real
      ? { descriptor: -1, close: () => undefined }
      : undefined;
  // Without waiting: a pipe has no writer.
  return openedAs(real, what, () => openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW));
}

/** What `open` opens, if it is what the real path says; else undefined. */
export function openedAs(real: string, what: 'file' | 'folder', open: () => number): Opened | undefined {
  let descriptor: number;
  try {
    descriptor = open();
  } catch {
    // It is not there, or a link now.
    return undefined;
  }
  const close = (): void => {
    closeSync(descriptor);
  };
  if (isAsChecked(descriptor, real, what)) return { descriptor, close };
  close();
  return undefined;
}

/**
 * Linux says itself where what was opened lies. Elsewhere the path is looked at again, which deceives us where somebody puts a
 * link there for the opening and takes it away in the right moment.
 */
function isAsChecked(descriptor: number, real: string, what: 'file' | 'folder'): boolean {
  try {
    const opened = fstatSync(descriptor);
    if (!isWhat(opened, what)) return false;
    if (process.platform === 'linux') return readlinkSync(`/proc/self/fd/${String(descriptor)}`) === real;
    const now = statSync(real);
    return realPath(real) === real && opened.ino === now.ino && opened.dev === now.dev;
  } catch {
    return false;
  }
}

/** A path to an open folder, wherever a link leads by now; where the system has no such paths, its own. */
export function pathOf({ descriptor }: Pick<Opened, 'descriptor'>, folder: string): string {
  return process.platform === 'linux' ? `/proc/self/fd/${String(descriptor)}` : folder;
}

function isWhat(stat: Stats | undefined, what: 'file' | 'folder'): boolean {
  return what === 'file' ? stat?.isFile() === true : stat?.isDirectory() === true;
}
