/** `--limit NAME=VALUE`: what one execution may use (threat T14), for the command line what `ipaWorkflow.limits.*` is in VS Code. */
import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import { err, ok, type Result } from '../base/result.ts';
import { defaultLimits, type EngineLimits } from '../engine/limits.ts';
import type { Arguments, OptionSpec } from './arguments.ts';

/** As one writes them here: `journal-events`. */
const names = new Map(
  Object.keys(defaultLimits).map((name) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    name as keyof EngineLimits,
  ]),
);

export const limitOption = {
  limit: {
    kind: 'list',
    value: 'NAME=VALUE',
    help: () => t('what an execution may use, a whole number each: {0}', [...names.keys()].join(', ')),
  },
} satisfies Record<string, OptionSpec>;

/** Only those that are given; the error is a sentence. `journal_events` and `journalEvents` are understood, too. */
export function limitsOf(args: Arguments): Result<Partial<EngineLimits>, string> {
  const limits: Partial<Record<keyof EngineLimits, number>> = {};
  for (const written of args.list('limit')) {
    const [, given = '', value = ''] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
    if (given === '') return err(t('"{0}" is no limit. Write NAME=VALUE.', written));
    const word = given
      .replace(/[A-Z]/g, (letter) => `-${letter}`)
      .replaceAll('_', '-')
      .toLowerCase();
    const name = names.get(word);
    if (name === undefined) return err(unknown(given, nearest(word, names.keys())));
    if (!/^\d+$/.test(value) || Number(value) < 1 || !Number.isSafeInteger(Number(value)))
      return err(t('The limit "{0}" wants a whole number above 0. Not "{1}".', given, value));
    if (limits[name] !== undefined) return err(t('The limit "{0}" is given twice.', given));
    limits[name] = Number(value);
  }
  return ok(limits);
}

function unknown(given: string, near: string | undefined): string {
  return near === undefined
    ? t('There is no limit "{0}". There are: {1}', given, [...names.keys()].join(', '))
    : t('There is no limit "{0}". Did you mean "{1}"?', given, near);
}
