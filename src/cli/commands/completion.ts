import { t } from '../../base/l10n.ts';
import { exitCodes } from '../cli.ts';
import type { Command } from '../command.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { completed } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { usageProblem } from '../problem.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** @param commands all of them, this one too */
export function completionOf(commands: Readonly<Record<string, () => Promise<Command>>>): Command {
  return {
    usage: 'bash|zsh|fish',
    summary: () => t('Prints what makes a shell complete commands, options, files and executions.'),
    examples: [
      'echo "source <(ipa-workflow completion bash)" >> ~/.bashrc',
      'echo "source <(ipa-workflow completion zsh)" >> ~/.zshrc',
      'ipa-workflow completion fish > ~/.config/fish/completions/ipa-workflow.fish',
    ],
    options: {},
    positionals: { least: 1, most: 1 },
    run: async ({ positionals: [shell = ''] }, cli) => {
      const write = Object.hasOwn(shells, shell) ? shells[shell as keyof typeof shells] : undefined;
      if (!write) {
        const known = Object.keys(shells).join(', ');
        return usageProblem(cli, t('There is no completion for "{0}", only for: {1}', shell, known));
      }
      const loaded = Object.entries(commands).map(async ([name, load]) => completed(name, await load()));
      cli.out.write(write(await Promise.all(loaded)));
      return exitCodes.done;
    },
  };
}
