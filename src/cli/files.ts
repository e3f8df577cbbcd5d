import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Cli } from './cli.ts';

/** A file's text; the error is a sentence. */
export async function readText(file: string, { cwd }: Pick<Cli, 'cwd'>): Promise<Result<string, string>> {
  try {
    return ok((await readFile(path.resolve(cwd, file), 'utf8')).replace(/^\ufeff/, ''));
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
