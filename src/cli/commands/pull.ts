import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../../base/l10n.ts';
import { pull as pullFrom } from '../../remote/pull.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import type { Command } from '../command.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { sayRemoteFailure, serverOptions, withServer } from '../remoteServer.ts';
import { safeLine, safeText } from '../safeText.ts';

export const pull: Command = {
  usage: 'ID --server URL',
  summary: () =>
    t('Fetches a workflow from a remote IPA server: the file as it was pushed, else one that says the same.'),
  examples: [
    'ipa-workflow pull 5f0c… --server http://127.0.0.1:8000 > report.workflow.yaml',
    'ipa-workflow pull 5f0c… --server https://ipa.example.com --user ada --password-env IPA_PASSWORD -o report.workflow.yaml',
  ],
  options: {
    ...serverOptions,
    output: { kind: 'text', short: 'o', value: 'FILE', help: () => t('writes a new file instead of standard output') },
  },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  if (!args.has('server')) return usageProblem(cli, t('{0} is missing.', '--server URL'));
  return await withServer(args, cli, async ({ connection, signal }) => {
    const server = connection.client.address.host;
    const pulled = await pullFrom(connection, { id: args.positionals[0] ?? '', server }, signal);
    if (!pulled.ok) return sayRemoteFailure(cli, pulled.error);
    for (const warning of pulled.value.warnings) cli.err.write(`${safeLine(warning)}\n`);
    return await write(pulled.value.text, args.text('output'), cli);
  });
}

async function write(text: string, file: string | undefined, cli: Cli): Promise<ExitCode> {
  if (file === undefined) {
    // A terminal is not to be steered by what a server says; a file is to be what it was.
    cli.out.write(cli.out.isTerminal ? safeText(text) : text);
    return exitCodes.done;
  }
  try {
    await writeFile(path.resolve(cli.cwd, file), text, { flag: 'wx' });
    return exitCodes.done;
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = error instanceof Error ? error.message : String(error);
    sayProblem(cli, isThere ? t('"{0}" is there already. Name another file.', file) : reason);
    return exitCodes.usage;
  }
}
