import { t } from '../../base/l10n.ts';
import type { Project } from '../../model/project.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { Executions } from '../../sdk/executions.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import { writeResult } from './result.ts';
import { type Format, showing } from './showing.ts';

/**
 * Shows an execution to its end and writes its result. Ctrl+C cancels it.
 *
 * @param begin starts or resumes it and gives its id, or the exit code when it could not (having said why)
 */
export async function follow(
  executions: Executions,
  project: Project,
  format: Format,
  cli: Cli,
  begin: () => Promise<string | { readonly exit: ExitCode }>,
): Promise<ExitCode> {
  const show = showing(executions, project, format, cli);
  const state: { id?: string; interrupted: boolean } = { interrupted: false };
  const interrupts = cli.onInterrupt(() => {
    state.interrupted = true;
    show.say(t('Cancelling … (Ctrl+C again ends at once)'));
    if (state.id !== undefined) void executions.cancel(state.id);
  });
  let last: ExecutionSnapshot | undefined;
  try {
    const begun = await begin();
    if (typeof begun !== 'string') return begun.exit;
    state.id = begun;
    const first = await executions.get(begun);
    if (first) show.begin(begun, first);
    if (state.interrupted) void executions.cancel(begun);
    last = await executions.finished(begun);
  } finally {
    interrupts.dispose();
    show.end(last);
  }
  writeResult(last, format, cli);
  if (last.status === 'completed') return exitCodes.done;
  return state.interrupted ? exitCodes.interrupted : exitCodes.failed;
}
