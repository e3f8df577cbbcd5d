import { t } from '../../base/l10n.ts';
import type { StartFailure } from '../../sdk/executions.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, inputOptions, storeOption } from '../command.ts';
import { connectionOptions, reachOf, readConnections } from '../connections.ts';
import { allowCommandsOption, TerminalConsent } from '../consent.ts';
import { readGiven } from '../inputs.ts';
import { limitOption, limitsOf } from '../limits.ts';
import { openExecutions, storeOf } from '../local.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { follow } from '../view/follow.ts';
import type { Format } from '../view/showing.ts';
import { readExecutable } from '../workflowFile.ts';

export const run: Command = {
  usage: 'FILE',
  summary: () => t('Executes a workflow.'),
  examples: [
    'ipa-workflow run report.workflow.yaml -i query="SELECT * FROM users" -i limit=10',
    'ipa-workflow run report.workflow.yaml --inputs inputs.json --connection default=sqlite:./data/users.db',
    'ipa-workflow run report.workflow.yaml --mocks mocks.yaml --format json',
  ],
  options: {
    ...inputOptions,
    ...limitOption,
    ...formatOption,
    ...storeOption,
    ...allowCommandsOption,
    ...connectionOptions,
  },
  positionals: { least: 1, most: 1 },
  run: execute,
};

async function execute(args: Arguments, cli: Cli): Promise<ExitCode> {
  const limits = limitsOf(args);
  if (!limits.ok) return usageProblem(cli, limits.error);
  const workflow = await readExecutable(args.positionals[0] ?? '', cli);
  if (!workflow.ok) return workflow.error;
  const { path, project } = workflow.value;
  const named = await readConnections(args, cli);
  if (!named.ok) return usageProblem(cli, named.error);
  const given = await readGiven(args, project, cli, named.value.secrets);
  if (!given.ok) return usageProblem(cli, given.error);
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const consent = new TerminalConsent(args, cli);
  const reach = reachOf(named.value, given.value.secrets);
  const executions = openExecutions(store.value, cli, limits.value, consent, reach);
  try {
    const followed = {
      executions,
      workflow: project,
      format: formatOf(args),
      store: args.text('store'),
      consent,
      given: given.value,
    };
    return await follow(followed, cli, async () => {
      const files = Object.fromEntries(project.files);
      const started = await executions.start({ text: project.text, file: path, files, ...given.value });
      return started.ok ? started.value : { exit: sayWhyNot(started.error, cli) };
    });
  } finally {
    executions.dispose();
  }
}

export function formatOf(args: Arguments): Format {
  return args.text('format') === 'json' ? 'json' : 'text';
}

export function sayWhyNot(failure: StartFailure, cli: Cli): ExitCode {
  if (failure.code !== 'invalid-inputs') sayProblem(cli, failure.message);
  else for (const { message } of failure.problems) sayProblem(cli, message);
  return failure.code === 'storage' ? exitCodes.failed : exitCodes.usage;
}
