import { t } from '../../base/l10n.ts';
import { analyse } from '../../model/project.ts';
import type { ExecutionFailure } from '../../sdk/executions.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, inputOptions, storeOption } from '../command.ts';
import { readGiven } from '../inputs.ts';
import { openExecutions, storeOf } from '../local.ts';
import { sayProblem, usageProblem } from '../problem.ts';
import { follow } from '../view/follow.ts';
import { formatOf } from './run.ts';

export const resume: Command = {
  usage: 'ID',
  summary: () => t('Goes on with an interrupted execution.'),
  details: () => t('Inputs are needed only where the workflow declares them secret: their values are not stored.'),
  options: { ...inputOptions, ...formatOption, ...storeOption },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const id = args.positionals[0] ?? '';
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const executions = openExecutions(store.value, cli);
  try {
    const source = await executions.source(id);
    if (source === undefined) return usageProblem(cli, t('There is no execution "{0}".', id));
    const project = analyse(source);
    if (!project.executable) return usageProblem(cli, t('Its workflow cannot be executed by this version.'));
    const given = await readGiven(args, project.definition, cli);
    if (!given.ok) return usageProblem(cli, given.error);
    return await follow(executions, project, formatOf(args), cli, async () => {
      const resumed = await executions.resume(id, given.value);
      return resumed.ok ? id : { exit: sayWhyNot(resumed.error, cli) };
    });
  } finally {
    executions.dispose();
  }
}

function sayWhyNot({ code, message }: ExecutionFailure, cli: Cli): ExitCode {
  sayProblem(cli, message);
  return code === 'storage' ? exitCodes.failed : exitCodes.usage;
}
