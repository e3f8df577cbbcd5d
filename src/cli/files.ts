import { createReadStream } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { defaultLimits } from '../model/syntax/limits.ts';
import type { Cli } from './cli.ts';

/** More bytes than these hold more characters than a text may have: three for each in UTF-8, and a byte order mark. */
const mostBytes = 3 * (defaultLimits.size + 1);

/**
 * A file's text; the error is a sentence. Of a file without end (`/dev/zero`) only the beginning, which is past the limit for
 * texts (threat T13), so that who parses it says so.
 */
export async function readText(file: string, { cwd }: Pick<Cli, 'cwd'>): Promise<Result<string, string>> {
  try {
    const stream = createReadStream(path.resolve(cwd, file), { end: mostBytes });
    return ok((await text(stream)).replace(/^\ufeff/, ''));
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
        return err(t('There is no file "{0}".', file));
      case 'EISDIR':
        return err(t('"{0}" is a folder, not a file.', file));
      default:
        return err(t('"{0}" cannot be read: {1}', file, error instanceof Error ? error.message : String(error)));
    }
  }
}
