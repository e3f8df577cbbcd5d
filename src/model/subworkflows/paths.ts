/** Paths of subworkflows (threat T10): relative to the file that names them, with `/`, on every system the same file. */
import { t } from '../../base/l10n.ts';

/** Names that Windows takes for devices, whatever follows a dot. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Why a path cannot name a subworkflow's file, as a sentence for people; undefined for one that can. */
export function pathProblem(path: string): string | undefined {
  if (path.includes('${{')) return t('The path of a subworkflow is a plain text: it may not hold an expression.');
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) return t('The path holds a control character.');
  if (path.includes('\\')) return t('Write the path with "/" between its folders.');
  if (path.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(path))
    return t('The path must be relative to the folder of this file.');
  const parts = path.split('/');
  if (parts.some((part) => part.includes(':') || device.test(part) || isTrimmed(part)))
    return t('"{0}" is not a path that every system can read.', path);
  return isFolder(parts) ? t('"{0}" is a folder, not a file.', path) : undefined;
}

/** Windows drops spaces and dots at the end of a name. */
function isTrimmed(part: string): boolean {
  return /[ .]$/.test(part) && part !== '.' && part !== '..';
}

function isFolder(parts: readonly string[]): boolean {
  const last = parts.at(-1);
  return last === '' || last === '.' || last === '..';
}

/**
 * A path that a file names, as seen from the root's folder: no `.`, no `..` but at the beginning.
 *
 * @param from the file that names it, as seen from the root's folder
 */
export function resolvePath(from: string, path: string): string {
  const folders: string[] = [];
  for (const part of [...from.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part === '..' && folders.length > 0 && folders.at(-1) !== '..') folders.pop();
    else folders.push(part);
  }
  return folders.join('/');
}
