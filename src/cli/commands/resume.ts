import { t } from '../../base/l10n.ts';
import { type CutOffAttempts, isTerminal } from '../../protocol/execution.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, inputOptions, storeOption, takeOverOption } from '../command.ts';
import { connectionOptions } from '../connections.ts';
import { allowCommandsOption } from '../consent.ts';
import { limitOption } from '../limits.ts';
import { sayRefusal, type Stored, withWorkflow } from '../stored.ts';
import { follow } from '../view/follow.ts';
import { writeResult } from '../view/result.ts';
import type { Format } from '../view/showing.ts';
import { waitFor } from '../waiting.ts';
import { formatOf } from './run.ts';

export const resume: Command = {
  usage: 'ID',
  summary: () => t('Goes on with a paused or an interrupted execution.'),
  details: () => t('Inputs are needed only where the workflow declares them secret: their values are not stored.'),
  examples: ['ipa-workflow resume 01a2…', 'ipa-workflow resume 01a2… --cut-off restart'],
  options: {
    ...inputOptions,
    ...limitOption,
    ...allowCommandsOption,
    ...connectionOptions,
    ...formatOption,
    ...storeOption,
    ...takeOverOption,
    'cut-off': {
      kind: 'text',
      value: 'restart|fail',
      choices: ['restart', 'fail'],
      help: () => t('what becomes of attempts that were cut off and whose agent is not idempotent'),
    },
  },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  return await withWorkflow(args, cli, async (stored) => {
    const { executions, id, workflow, given, snapshot, consent } = stored;
    const format = formatOf(args);
    const takeOver = args.has('take-over');
    if (snapshot.status === 'paused' && !takeOver) return await resumeElsewhere(stored, format, cli);
    return await follow({ executions, workflow, format, store: args.text('store'), consent, given }, cli, async () => {
      const cutOff = cutOffOf(args);
      const resumed = await executions.resume(id, { ...given, takeOver, ...(cutOff && { cutOff }) });
      if (resumed.ok) return id;
      const exit = await sayRefusal(stored, resumed.error, cli);
      if (resumed.error.code === 'owned-elsewhere')
        cli.err.write(`${t('Where that does not answer any more, add --take-over.')}\n`);
      if (resumed.error.code === 'cut-off') cli.err.write(`${t('Add --cut-off restart, or --cut-off fail.')}\n`);
      return { exit };
    });
  });
}

function cutOffOf(args: Arguments): CutOffAttempts | undefined {
  const given = args.text('cut-off');
  return given === 'restart' || given === 'fail' ? given : undefined;
}

/** One that is paused belongs to a process that lives: it goes on there. */
async function resumeElsewhere(stored: Stored, format: Format, cli: Cli): Promise<ExitCode> {
  const resumed = await stored.executions.resume(stored.id);
  if (!resumed.ok) return await sayRefusal(stored, resumed.error, cli);
  cli.err.write(`${t('It goes on in the window or terminal that runs it.')}\n`);
  const last = await waitFor(
    { ...stored, takenBy: 'resume' },
    cli,
    ({ status }) => isTerminal(status) || status === 'interrupted',
  );
  if (last === undefined) return exitCodes.interrupted;
  writeResult(last, format, cli);
  return last.status === 'completed' ? exitCodes.done : exitCodes.failed;
}
