import { t } from '../../base/l10n.ts';
import { compileProgram } from '../../engine/program.ts';
import { analyse } from '../../model/project.ts';
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
  options: { ...formatOption, ...storeOption },
  positionals: { least: 1, most: 1 },
  run,
};

async function run(args: Arguments, cli: Cli): Promise<ExitCode> {
  const id = args.positionals[0] ?? '';
  const executions = openExecutions(storeOf(args, cli), cli);
  try {
    const snapshot = await executions.get(id);
    if (!snapshot) return usageProblem(cli, t('There is no execution "{0}".', id));
    if (args.text('format') === 'json') {
      cli.out.write(`${safeJson({ execution: snapshot })}\n`);
      return exitCodes.done;
    }
    const source = await executions.source(id);
    for (const line of rowsOf(snapshot, source ?? '', cli)) cli.err.write(`${line}\n`);
    writeResult(snapshot, 'text', cli);
    return exitCodes.done;
  } finally {
    executions.dispose();
  }
}

/** None where its workflow cannot be understood any more. */
function rowsOf(snapshot: ExecutionSnapshot, source: string, cli: Cli): readonly string[] {
  const project = analyse(source);
  if (!project.executable || Object.keys(snapshot.nodes).length === 0) return [];
  const rows = new Rows(compileProgram(project.definition, project.graph));
  const room = { style: styleOf(cli.err, cli.env), columns: cli.err.columns, rows: Infinity };
  return rows.render(snapshot, snapshot.duration_ms ?? 0, 0, room);
}
