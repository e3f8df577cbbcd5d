import { t } from '../../base/l10n.ts';
import type { ExecutableWorkflow } from '../../engine/engine.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { secretNamed } from '../../engine/environment.ts';
import type { Executions } from '../../sdk/executions.ts';
import { secretNames } from '../../sdk/secretNames.ts';
import { type Cli, type ExitCode, exitCodes } from '../cli.ts';
import type { TerminalConsent } from '../consent.ts';
import type { Given } from '../inputs.ts';
import { sayProblem } from '../problem.ts';
import { Approvals } from './approvals.ts';
import { Questions } from './questions.ts';
import { writeResult } from './result.ts';
import { type Format, showing } from './showing.ts';

export interface Followed {
  readonly executions: Executions;
  readonly workflow: ExecutableWorkflow;
  readonly format: Format;
  /** The folder of `--store`: who answers from another terminal needs it. */
  readonly store: string | undefined;
  /** Absent where nothing of the workflow could start a program. */
  readonly consent?: TerminalConsent;
  /** By the options; absent where they give nothing. */
  readonly given?: Pick<Given, 'mocks' | 'secrets'>;
}

/** Of the times that a timer keeps. */
const longest = 2 ** 31 - 1;

/**
 * Shows an execution to its end and writes its result. Ctrl+C cancels it.
 *
 * @param begin starts or resumes it and gives its id, or the exit code when it could not (having said why)
 */
export async function follow(
  { executions, workflow, format, store, consent, given }: Followed,
  cli: Cli,
  begin: () => Promise<string | { readonly exit: ExitCode }>,
): Promise<ExitCode> {
  const show = showing(executions, workflow, format, cli);
  const questions = new Questions(show);
  if (format === 'text') consent?.askWith(questions);
  const { mocks } = given ?? {};
  if (given && mocks === undefined) tellMissingSecrets(workflow, given.secrets, cli);
  const approvals = new Approvals({ executions, show, questions, cli, store, mocks, interactive: format === 'text' });
  const state: { id?: string; interrupted: boolean } = { interrupted: false };
  const interrupts = cli.onInterrupt(() => {
    state.interrupted = true;
    show.say(t('Cancelling … (Ctrl+C again ends at once)'));
    if (state.id !== undefined) void executions.cancel(state.id);
  });
  // An execution that waits for a person has nothing else that would keep the process.
  const alive = setInterval(() => undefined, longest);
  let last: ExecutionSnapshot | undefined;
  try {
    const begun = await begin();
    if (typeof begun !== 'string') return begun.exit;
    state.id = begun;
    approvals.about(begun);
    const first = await executions.get(begun);
    if (first) {
      show.begin(begun, first);
      approvals.begin(first);
    }
    if (state.interrupted) void executions.cancel(begun);
    last = await executions.finished(begun);
  } finally {
    clearInterval(alive);
    interrupts.dispose();
    approvals.dispose();
    show.end(last);
  }
  writeResult(last, format, cli);
  if (last.status === 'completed') return exitCodes.done;
  return state.interrupted ? exitCodes.interrupted : exitCodes.failed;
}

/** What is not given is null, as all that is missing: an agent would fail on it without a word of why. */
function tellMissingSecrets(workflow: ExecutableWorkflow, secrets: Given['secrets'], cli: Cli): void {
  for (const name of secretNames(workflow))
    if (secretNamed(secrets, name) === undefined)
      sayProblem(cli, t('The secret "{0}" is not given, so it is empty: add --secret {0}=ENV.', name));
}
