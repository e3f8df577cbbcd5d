import type { Cli, ExitCode } from './cli.ts';
import { exitCodes } from './cli.ts';
import { safeText } from './safeText.ts';
import { styleOf } from './style.ts';

/** Says what is wrong with how the program was called, or with what it was given. */
export function usageProblem(cli: Cli, message: string, more = ''): ExitCode {
  sayProblem(cli, message);
  if (more !== '') cli.err.write(`${more}\n`);
  return exitCodes.usage;
}

export function sayProblem(cli: Cli, message: string): void {
  const { red } = styleOf(cli.err, cli.env);
  cli.err.write(`${red('ipa-workflow:')} ${safeText(message)}\n`);
}
