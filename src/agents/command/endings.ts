/** How a program ends that does not end well, for people. */
import { t } from '../../base/l10n.ts';
import type { AgentOutcome } from '../../engine/ports.ts';
import { badSetting, failed } from '../failures.ts';

export type HowItEnded =
  { readonly error: NodeJS.ErrnoException } | { readonly code: number | null; readonly signal: NodeJS.Signals | null };

const longest = 1_000;

/** The program could not be started. */
export function brokenStart(file: string, { code, message }: NodeJS.ErrnoException): AgentOutcome {
  switch (code) {
    case 'ENOENT':
      return badSetting(
        t(
          'There is no program "{0}". Install it, write its path, or check PATH where VS Code or the terminal was started.',
          file,
        ),
      );
    case 'EACCES':
    case 'EPERM':
      return badSetting(
        t('"{0}" must not be executed: it is a folder, or lacks the right to be executed (chmod +x).', file),
      );
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return failed('script', t('"{0}" cannot be started now: {1}', file, message), true);
    default:
      return badSetting(t('"{0}" cannot be started: {1}', file, message));
  }
}

/** @param said the last lines of standard error */
export function endedBadly(
  file: string,
  { code, signal }: Exclude<HowItEnded, { readonly error: unknown }>,
  said: readonly string[],
  cwd: string,
): AgentOutcome {
  const how =
    signal === null
      ? t('"{0}" ended with exit code {1}.', file, code ?? '?')
      : t('"{0}" was killed from outside ({1}).', file, signal);
  const remedy = t('To see it fail by hand, start it in the folder {0}.', cwd);
  return failed('script', `${how} ${whatItSaid(said)}${remedy}`, true);
}

/** What tells most first: rows and notifications cut off the rest. */
function whatItSaid(said: readonly string[]): string {
  const at = mostTelling(said);
  const telling = said[at];
  if (telling === undefined) return `${t('It wrote nothing to standard error.')} `;
  const first = `${t('It said: {0}', telling.length > longest ? `${telling.slice(0, longest)}…` : telling)}\n`;
  const others = lastOf(said.toSpliced(at, 1), longest - telling.length);
  return others === '' ? first : `${first}${t('Its other last lines: {0}', others)}\n`;
}

/** Programs end with the reason, unless the place or their version follows it. */
function mostTelling(said: readonly string[]): number {
  const named = said.findLastIndex((line) => reason.test(line) && !place.test(line));
  return named === -1 ? said.findLastIndex((line) => line.trim() !== '') : named;
}

const reason = /error|exception|fatal|panic|denied|not found|cannot|no such/i;
/** A line of a stack. */
const place = /^\s*(?:at\s|File "|\^)/;

/** Whole lines: the end of one could be that of a secret, which is not known by its end (threat T15). */
function lastOf(lines: readonly string[], most: number): string {
  let text = '';
  for (const line of lines.toReversed()) {
    if (line.length + 1 + text.length > most) break;
    text = text === '' ? line : `${line}\n${text}`;
  }
  return text;
}
