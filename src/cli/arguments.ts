/** Reads a command's options. Every mistake is a sentence; an unknown option names the nearest one. */
import { parseArgs } from 'node:util';
import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import { err, ok, type Result } from '../base/result.ts';

export interface OptionSpec {
  /** `flag` takes no value; `list` may be given more than once. */
  readonly kind: 'flag' | 'text' | 'list';
  readonly short?: string;
  /** What the value is, for the help: `FILE`, `name=value`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly help: () => string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly positionals: readonly string[];
  has(option: string): boolean;
  text(option: string): string | undefined;
  list(option: string): readonly string[];
}

export function readArguments(args: readonly string[], specs: OptionSpecs): Result<Arguments, string> {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { kind, short }]) => [
      name,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), ...(short !== undefined && { short }) },
    ]),
  );
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const problem = problemOf(token, specs);
    if (problem !== undefined) return err(problem);
    const given = values.get(token.name) ?? [];
    if (specs[token.name]?.kind === 'text' && given.length > 0)
      return err(t('The option {0} is given twice.', token.rawName));
    values.set(token.name, [...given, token.value ?? '']);
  }
  return ok({
    positionals,
    has: (option) => values.has(option),
    text: (option) => values.get(option)?.[0],
    list: (option) => values.get(option) ?? [],
  });
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value was written into the same word: `--mocks=FILE`, `-iname=value`. */
  readonly inlineValue?: boolean | undefined;
}

/** Another option rather than a value; `-` is standard input, and `-5` a number. */
const option = /^--?[A-Za-z]/;

function problemOf({ name, rawName, value, inlineValue }: OptionToken, specs: OptionSpecs): string | undefined {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (!spec) {
    const near = nearest(name, Object.keys(specs));
    return near === undefined
      ? t('There is no option {0}.', rawName)
      : t('There is no option {0}. Did you mean --{1}?', rawName, near);
  }
  if (spec.kind === 'flag') return value === undefined ? undefined : t('The option {0} takes no value.', rawName);
  if (value === undefined) return t('The option {0} wants a value: {1}', rawName, spec.value ?? '');
  if (inlineValue === false && option.test(value))
    return t(
      'The option {0} wants a value: {1}. If "{2}" is the value, write {3}.',
      rawName,
      spec.value ?? '',
      value,
      rawName.startsWith('--') ? `${rawName}=${value}` : `${rawName}${value}`,
    );
  if (spec.choices && !spec.choices.includes(value))
    return t('The option {0} takes one of: {1}. Not "{2}".', rawName, spec.choices.join(', '), value);
  return undefined;
}
