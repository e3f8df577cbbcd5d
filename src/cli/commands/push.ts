import { t } from '../../base/l10n.ts';
import { describeDialect } from '../../remote/dialect.ts';
import { push as pushTo } from '../../remote/push.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, storeOption } from '../command.ts';
import { storeOf } from '../local.ts';
import { usageProblem } from '../problem.ts';
import { memoryOf, sayRemoteFailure, serverOptions, withServer } from '../remoteServer.ts';
import { safeJson, safeLine } from '../safeText.ts';
import { readExecutable } from '../workflowFile.ts';

export const push: Command = {
  usage: 'FILE --server URL',
  summary: () => t('Puts a workflow on a remote IPA server; again, it replaces what it put there.'),
  examples: [
    'ipa-workflow push report.workflow.yaml --server http://127.0.0.1:8000',
    'ipa-workflow push report.workflow.yaml --server https://ipa.example.com --token-env IPA_TOKEN',
  ],
  options: {
    ...serverOptions,
    id: { kind: 'text', value: 'ID', help: () => t('the workflow on the server that is to be replaced') },
    ...formatOption,
    ...storeOption,
  },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  if (!args.has('server')) return usageProblem(cli, t('{0} is missing.', '--server URL'));
  const file = await readExecutable(args.positionals[0] ?? '', cli);
  if (!file.ok) return file.error;
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const id = args.text('id');
  return await withServer(args, cli, async ({ connection, signal }) => {
    const request = { project: file.value.project, file: file.value.path, ...(id !== undefined && { id }) };
    const pushed = await pushTo(connection, memoryOf(store.value), request, signal);
    if (!pushed.ok) return sayRemoteFailure(cli, pushed.error);
    // What the server is was said when it answered.
    const warnings = pushed.value.warnings.filter((warning) => warning !== describeDialect(connection.dialect));
    for (const warning of warnings) cli.err.write(`${safeLine(warning)}\n`);
    const { id: there, updated } = pushed.value;
    cli.err.write(`${updated ? t('Replaced. Its id on the server:') : t('Created. Its id on the server:')}\n`);
    const isJson = args.text('format') === 'json';
    cli.out.write(`${isJson ? safeJson({ id: there, updated, dialect: connection.dialect }) : safeLine(there)}\n`);
    return exitCodes.done;
  });
}
