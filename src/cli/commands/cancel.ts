import { t } from '../../base/l10n.ts';
import { isTerminal } from '../../protocol/execution.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, inputOptions, storeOption, takeOverOption } from '../command.ts';
import { sayRefusal, withWorkflow } from '../stored.ts';
import { writeResult } from '../view/result.ts';
import { waitFor } from '../waiting.ts';
import { formatOf } from './run.ts';

export const cancel: Command = {
  usage: 'ID',
  summary: () => t('Cancels an execution that runs or is paused, and waits for its end.'),
  details: () =>
    t('Where another window or terminal runs it, that is asked. Nothing is executed, so mocks change nothing.'),
  examples: ['ipa-workflow cancel 01a2…'],
  options: { ...takeOverOption, mocks: inputOptions.mocks, ...formatOption, ...storeOption },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  return await withWorkflow(args, cli, async (stored) => {
    const cancelled = await stored.executions.cancel(stored.id, undefined, { takeOver: args.has('take-over') });
    if (!cancelled.ok) return await sayRefusal(stored, cancelled.error, cli);
    const last = await waitFor(
      { ...stored, takenBy: 'cancel' },
      cli,
      ({ status }) => isTerminal(status) || status === 'interrupted',
    );
    if (last === undefined) return exitCodes.interrupted;
    writeResult(last, formatOf(args), cli);
    return last.status === 'cancelled' ? exitCodes.done : exitCodes.failed;
  });
}
