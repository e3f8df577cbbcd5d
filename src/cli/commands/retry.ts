import { t } from '../../base/l10n.ts';
import type { Result } from '../../base/result.ts';
import type { ExecutionFailure, Executions, ResumeOptions } from '../../sdk/executions.ts';
import type { Arguments } from '../arguments.ts';
import type { Cli, ExitCode } from '../cli.ts';
import { type Command, formatOption, inputOptions, storeOption } from '../command.ts';
import { connectionOptions } from '../connections.ts';
import { allowCommandsOption } from '../consent.ts';
import { limitOption } from '../limits.ts';
import { usageProblem } from '../problem.ts';
import { sayFailure, withWorkflow } from '../stored.ts';
import { follow } from '../view/follow.ts';
import { formatOf } from './run.ts';

const secretsOnly = (): string =>
  t('Inputs are needed only where the workflow declares them secret: their values are not stored.');

export const retry: Command = {
  usage: 'ID',
  summary: () => t('Executes again what failed, was cancelled or never started, as a new execution.'),
  details: secretsOnly,
  examples: ['ipa-workflow retry 01a2…', 'ipa-workflow retry 01a2… --secret API_KEY=MY_API_KEY'],
  options: {
    ...inputOptions,
    ...limitOption,
    ...allowCommandsOption,
    ...connectionOptions,
    ...formatOption,
    ...storeOption,
  },
  positionals: { least: 1, most: 1 },
  run: (args, cli) => repeat(args, cli, (executions, id, given) => executions.retry(id, given)),
};

export const rerun: Command = {
  usage: 'ID --from NODE',
  summary: () => t('Executes a node and everything behind it again, as a new execution.'),
  details: secretsOnly,
  examples: ['ipa-workflow rerun 01a2… --from fetch_api'],
  options: {
    from: { kind: 'text', value: 'NODE', help: () => t('the node to begin with; in a subworkflow outer/inner') },
    ...inputOptions,
    ...limitOption,
    ...allowCommandsOption,
    ...connectionOptions,
    ...formatOption,
    ...storeOption,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, cli) => {
    const from = args.text('from');
    if (from === undefined) return usageProblem(cli, t('{0} is missing.', '--from NODE'));
    return await repeat(args, cli, (executions, id, given) => executions.rerun(id, from, given));
  },
};

async function repeat(
  args: Arguments,
  cli: Cli,
  start: (executions: Executions, id: string, given: ResumeOptions) => Promise<Result<string, ExecutionFailure>>,
): Promise<ExitCode> {
  return await withWorkflow(args, cli, async ({ executions, id, workflow, given, consent }) =>
    follow(
      { executions, workflow, format: formatOf(args), store: args.text('store'), consent, given },
      cli,
      async () => {
        const started = await start(executions, id, given);
        return started.ok ? started.value : { exit: sayFailure(started.error, cli) };
      },
    ),
  );
}
