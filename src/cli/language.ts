import { readFileSync } from 'node:fs';
import path from 'node:path';
import { useTranslations } from '../base/l10n.ts';
import type { Cli } from './cli.ts';

/** The reader's language as POSIX says it: the first of these that is set. */
export function localeOf(env: Cli['env']): string {
  return env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
}

/** Uses the translations for the locale, where there are any. */
export function useLocale({ env, packageFolder }: Pick<Cli, 'env' | 'packageFolder'>): void {
  if (!/^zh[_-](TW|HK|MO|Hant)/i.test(localeOf(env))) return;
  try {
    const text = readFileSync(path.join(packageFolder, 'l10n', 'bundle.l10n.zh-tw.json'), 'utf8');
    useTranslations(JSON.parse(text) as Readonly<Record<string, string>>);
  } catch {
    // Without its file everything is in English.
  }
}
