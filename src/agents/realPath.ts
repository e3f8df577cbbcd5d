import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * The one name of a file or folder: absolute, links followed, as the system writes it. Of one that is not there yet: the real
 * path of its folder, with its name.
 */
export function realPath(file: string): string {
  const absolute = path.resolve(file);
  try {
    return realpathSync.native(absolute);
  } catch {
    const folder = path.dirname(absolute);
    return folder === absolute ? absolute : path.join(realPath(folder), path.basename(absolute));
  }
}
