import { t } from '../base/l10n.ts';
import { nearest } from '../base/nearest.ts';
import { readArguments } from './arguments.ts';
import { type Cli, type ExitCode, exitCodes } from './cli.ts';
import { commands } from './commands.ts';
import { commandHelp, generalHelp, program } from './help.ts';
import { usageProblem } from './problem.ts';
import { version } from './version.ts';

/** @param args without the program's own name */
export async function dispatch(args: readonly string[], cli: Cli): Promise<ExitCode> {
  const [name, ...rest] = args;
  switch (name) {
    case undefined:
      cli.err.write(await overview());
      return exitCodes.usage;
    case '--help':
    case '-h':
    case 'help':
      if (rest[0] !== undefined) return await dispatch([rest[0], '--help'], cli);
      cli.out.write(await overview());
      return exitCodes.done;
    case '--version':
    case '-v':
      cli.out.write(`${version(cli)}\n`);
      return exitCodes.done;
    default:
      return await dispatchCommand(name, rest, cli);
  }
}

async function overview(): Promise<string> {
  const loaded = Object.entries(commands).map(async ([name, load]) => [name, await load()] as const);
  return generalHelp(Object.fromEntries(await Promise.all(loaded)));
}

async function dispatchCommand(name: string, rest: readonly string[], cli: Cli): Promise<ExitCode> {
  const command = Object.hasOwn(commands, name) ? await commands[name]?.() : undefined;
  if (!command) {
    const near = nearest(name, Object.keys(commands));
    const more = t('{0} lists the commands.', `${program} --help`);
    if (near === undefined) return usageProblem(cli, t('There is no command "{0}".', name), more);
    return usageProblem(cli, t('There is no command "{0}". Did you mean "{1}"?', name, near), more);
  }
  const help = t('{0} tells more.', `${program} ${name} --help`);
  const args = readArguments(rest, { ...command.options, help: { kind: 'flag', short: 'h', help: () => '' } });
  if (!args.ok) return usageProblem(cli, args.error, help);
  if (args.value.has('help')) {
    cli.out.write(commandHelp(name, command));
    return exitCodes.done;
  }
  const given = args.value.positionals.length;
  if (given < command.positionals.least) return usageProblem(cli, t('{0} is missing.', command.usage), help);
  if (given > command.positionals.most)
    return usageProblem(cli, t('"{0}" is one too many.', args.value.positionals[command.positionals.most] ?? ''), help);
  return await command.run(args.value, cli);
}
