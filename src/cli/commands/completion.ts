import { t } from '../../base/l10n.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import type { Command } from '../command.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { completed } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { usageProblem } from '../problem.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export const completion: Command = {
  usage: 'bash|zsh|fish',
  summary: () => t('Prints what makes a shell complete commands, options, files and executions.'),
  examples: [
    'echo "source <(ipa-workflow completion bash)" >> ~/.bashrc',
    'echo "source <(ipa-workflow completion zsh)" >> ~/.zshrc',
    'ipa-workflow completion fish > ~/.config/fish/completions/ipa-workflow.fish',
  ],
  options: {},
  positionals: { least: 1, most: 1 },
  run,
};

async function run({ positionals: [shell = ''] }: Arguments, cli: Cli): Promise<ExitCode> {
  const write = Object.hasOwn(shells, shell) ? shells[shell as keyof typeof shells] : undefined;
  if (!write)
    return usageProblem(
      cli,
      t('There is no completion for "{0}", only for: {1}', shell, Object.keys(shells).join(', ')),
    );
  const { commands } = await import('../commands.ts');
  const loaded = Object.entries(commands).map(async ([name, load]) => completed(name, await load()));
  cli.out.write(write(await Promise.all(loaded)));
  return exitCodes.done;
}
