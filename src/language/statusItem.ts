import { t } from '../base/l10n.ts';
import type { Project } from '../model/project.ts';

/** What the language's item in the status bar says of a file. */
export interface LanguageStatus {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'none' | 'warning' | 'error';
}

/** Hints do not count: they are no problems. */
export function languageStatus({
  diagnostics,
  blockers,
  syntax,
}: Pick<Project, 'diagnostics' | 'blockers' | 'syntax'>): LanguageStatus {
  if (!syntax.root && diagnostics.length === 0)
    return { text: t('empty'), detail: t('Ask for suggestions to begin with a whole workflow.'), severity: 'none' };
  let [errors, warnings, others] = [0, 0, 0];
  for (const { severity } of diagnostics)
    if (severity === 'error') errors++;
    else if (severity === 'warning') warnings++;
    else if (severity === 'info') others++;
  const count = errors + warnings + others;
  if (count === 0 && blockers.length > 0)
    return {
      text: t('cannot be executed'),
      detail: t('Silenced mistakes that keep it from being executed: {0}', blockers.length),
      severity: 'warning',
    };
  const text = count === 0 ? t('valid') : count === 1 ? t('1 problem') : t('{0} problems', count);
  const detail =
    count === 0 ? t('Nothing is wrong with this workflow.') : t('Errors: {0}, warnings: {1}', errors, warnings);
  return { text, detail, severity: errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'none' };
}
