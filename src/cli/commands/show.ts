import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/engine.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Arguments } from '../arguments.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { type Command, formatOption, storeOption } from '../command.ts';
import { openExecutions, storeOf } from '../local.ts';
import { usageProblem } from '../problem.ts';
import { safeJson } from '../safeText.ts';
import { styleOf } from '../style.ts';
import { writeResult } from '../view/result.ts';
import { Rows } from '../view/rows.ts';

export const show: Command = {
  usage: 'ID',
  summary: () => t('Shows one execution.'),
  examples: ['ipa-workflow show 01a2…', 'ipa-workflow show 01a2… --format json'],
  options: { ...formatOption, ...storeOption },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const id = args.positionals[0] ?? '';
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const executions = openExecutions(store.value, cli);
  try {
    const snapshot = await executions.get(id);
    if (!snapshot) return usageProblem(cli, t('There is no execution "{0}".', id));
    if (args.text('format') === 'json') {
      cli.out.write(`${safeJson({ execution: snapshot })}\n`);
      return exitCodes.done;
    }
    const workflow = await executions.workflow(id);
    for (const line of workflow ? rowsOf(snapshot, workflow, cli) : []) cli.err.write(`${line}\n`);
    writeResult(snapshot, 'text', cli);
    return exitCodes.done;
  } finally {
    executions.dispose();
  }
}

function rowsOf(snapshot: ExecutionSnapshot, workflow: ExecutableWorkflow, cli: Cli): readonly string[] {
  if (Object.keys(snapshot.nodes).length === 0) return [];
  const rows = new Rows(workflow);
  const room = { style: styleOf(cli.err, cli.env), columns: cli.err.columns, rows: Infinity };
  return rows.render(snapshot, shownUntil(snapshot), 0, room);
}

/** Milliseconds from its start to what is shown: to now while it runs, else to the last that is known of it. */
function shownUntil({ status, started_at: started, duration_ms: duration, nodes }: ExecutionSnapshot): number {
  if (duration !== null) return duration;
  if (status === 'running' || status === 'paused') return Math.max(0, Date.now() - Date.parse(started));
  return Math.max(0, ...Object.values(nodes).map(({ started_ms: from, ended_ms: until }) => until ?? from ?? 0));
}
