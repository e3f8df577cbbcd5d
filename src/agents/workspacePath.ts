/** Threat T10: paths that a workflow names stay inside the workspace. */
import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
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

/**
 * Opens what was checked, so that a link put in its place meanwhile is not followed. Call `close` when it is used.
 *
 * @param real from {@link workspacePath}
 * @returns undefined where it is not there, is something else, or is not any more what its path says
 */
export function openChecked(
  real: string,
  what: 'file' | 'folder',
): { readonly descriptor: number; readonly close: () => void } | undefined {
  // On Windows a folder cannot be opened.
  if (process.platform === 'win32' && what === 'folder')
    return isWhat(statSync(real, { throwIfNoEntry: false }), what) && realPath(real) === real
      ? { descriptor: -1, close: () => undefined }
      : undefined;
  try {
    // Without waiting: a pipe has no writer.
    const descriptor = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const close = (): void => {
      closeSync(descriptor);
    };
    const opened = fstatSync(descriptor);
    const now = statSync(real);
    if (isWhat(opened, what) && realPath(real) === real && opened.ino === now.ino && opened.dev === now.dev)
      return { descriptor, close };
    close();
  } catch {
    // It is not there any more.
  }
  return undefined;
}

function isWhat(stat: Stats | undefined, what: 'file' | 'folder'): boolean {
  return what === 'file' ? stat?.isFile() === true : stat?.isDirectory() === true;
}
