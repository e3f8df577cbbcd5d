import { t } from '../base/l10n.ts';
import type { OptionSpec } from './arguments.ts';
import type { Command } from './command.ts';

export const program = 'ipa-workflow';

export function generalHelp(commands: Readonly<Record<string, Command>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary()}`);
  return [
    t('Usage: {0}', `${program} COMMAND …`),
    '',
    ...lines,
    '',
    t('{0} tells more about a command.', `${program} COMMAND --help`),
    '',
  ].join('\n');
}

export function commandHelp(name: string, { usage, summary, details, examples, options }: Command): string {
  const all = Object.entries(options).map(([option, spec]) => [syntaxOf(option, spec), spec.help()] as const);
  all.push(['--help', t('this text')]);
  const width = Math.max(...all.map(([syntax]) => syntax.length));
  return [
    t('Usage: {0}', [program, name, usage, t('[options]')].filter((part) => part !== '').join(' ')),
    '',
    summary(),
    ...(details ? ['', details()] : []),
    '',
    t('Examples:'),
    ...examples.map((example) => `  ${example}`),
    '',
    ...all.map(([syntax, help]) => `  ${syntax.padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}

function syntaxOf(name: string, { short, value, kind }: OptionSpec): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return kind === 'flag' ? names : `${names} ${value ?? ''}`;
}
