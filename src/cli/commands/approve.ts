import { t } from '../../base/l10n.ts';
import { type ExecutionSnapshot, isTerminal } from '../../protocol/execution.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, storeOption } from '../command.ts';
import { sayProblem } from '../problem.ts';
import { safeJson, safeLine } from '../safeText.ts';
import { sayRefusal, withStored } from '../stored.ts';
import { waitFor } from '../waiting.ts';
import { formatOf } from './run.ts';

/** How long the window or terminal that runs it may take to hear of the answer. */
const patienceMs = 10_000;

export const approve: Command = {
  usage: 'ID NODE',
  summary: () => t('Answers an approval that an execution waits for.'),
  examples: ['ipa-workflow approve 01a2… review --comment "Looks good"', 'ipa-workflow approve 01a2… review --reject'],
  options: {
    reject: { kind: 'flag', help: () => t('refuses it') },
    comment: { kind: 'text', value: 'TEXT', help: () => t('is kept with the answer') },
    ...formatOption,
    ...storeOption,
  },
  positionals: { least: 2, most: 2 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const nodeId = args.positionals[1] ?? '';
  return await withStored(args, cli, async (stored) => {
    const approved = !args.has('reject');
    const answered = await stored.executions.answer(stored.id, nodeId, {
      approved,
      comment: args.text('comment') ?? '',
    });
    if (!answered.ok) return await sayRefusal(stored, answered.error, cli);
    const last = await waitFor(
      { ...stored, takenBy: 'resume' },
      cli,
      (snapshot) => isTerminal(snapshot.status) || isAnswered(snapshot, nodeId),
      patienceMs,
    );
    if (last === undefined) {
      sayProblem(cli, t('The answer was handed over, but nobody has taken it yet.'));
      return exitCodes.failed;
    }
    if (formatOf(args) === 'json') cli.out.write(`${safeJson({ execution: last })}\n`);
    else cli.err.write(`${safeLine(nodeId)}: ${approved ? t('approved') : t('rejected')}\n`);
    return exitCodes.done;
  });
}

function isAnswered({ nodes }: ExecutionSnapshot, nodeId: string): boolean {
  const named = Object.entries(nodes).find(([id]) => id.toLowerCase() === nodeId.toLowerCase())?.[1];
  return (named?.approval?.approved ?? null) !== null;
}
