import { formatDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, storeOption } from '../command.ts';
import { openExecutions, storeOf } from '../local.ts';
import { usageProblem } from '../problem.ts';
import { safeJson, safeLine } from '../safeText.ts';
import { statusWord } from '../view/result.ts';
import { fit, padEnd } from '../width.ts';

export const list: Command = {
  usage: '',
  summary: () => t('Lists the executions of this folder, newest first.'),
  examples: ['ipa-workflow list', 'ipa-workflow list --format json'],
  options: { ...formatOption, ...storeOption },
  positionals: { least: 0, most: 0 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const executions = openExecutions(store.value, cli);
  try {
    const snapshots = await executions.list();
    if (args.text('format') === 'json') cli.out.write(`${safeJson(snapshots.map(shortened), 2)}\n`);
    else if (snapshots.length === 0) cli.err.write(`${t('There are no executions yet.')}\n`);
    else for (const snapshot of snapshots) cli.out.write(`${line(snapshot)}\n`);
    return exitCodes.done;
  } finally {
    executions.dispose();
  }
}

/** Without inputs, outputs and nodes. */
function shortened(snapshot: ExecutionSnapshot): object {
  const { id, workflow, file, status, progress, started_at, ended_at, duration_ms, error } = snapshot;
  return { id, workflow, file, status, progress, started_at, ended_at, duration_ms, error };
}

function line({ id, workflow, status, started_at: started, duration_ms: duration }: ExecutionSnapshot): string {
  const columns = [
    id,
    padEnd(statusWord(status), 12),
    started.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
    padEnd(duration === null ? '' : formatDuration(duration), 9),
    fit(safeLine(workflow), 60),
  ];
  return columns.join('  ').trimEnd();
}
