/** What the commands about one stored execution have in common. */
import { t } from '../base/l10n.ts';
import type { ExecutableWorkflow } from '../engine/engine.ts';
import { statusWord } from '../presentation/status.ts';
import type { ExecutionSnapshot } from '../protocol/execution.ts';
import type { ExecutionFailure, Executions } from '../sdk/executions.ts';
import { notOfThisVersion } from '../sdk/storedExecutions.ts';
import type { Arguments } from './arguments.ts';
import { type Cli, type ExitCode, exitCodes } from './cli.ts';
import { reachOf, readConnections } from './connections.ts';
import { TerminalConsent } from './consent.ts';
import { type Given, readGivenAgain, readSecrets, withKnown } from './inputs.ts';
import { program } from './help.ts';
import { limitsOf } from './limits.ts';
import { openExecutions, storeOf } from './local.ts';
import { sayProblem, usageProblem } from './problem.ts';
import { storeArgument } from './storeArgument.ts';

export interface Stored {
  readonly executions: Executions;
  readonly id: string;
  readonly snapshot: ExecutionSnapshot;
  /** The folder of `--store`. */
  readonly store: string | undefined;
  readonly consent: TerminalConsent;
  /** Secrets of the file of `--connections`. */
  readonly known: Readonly<Record<string, string>>;
}

/** Opens the store for the execution that the first argument names. */
export async function withStored(
  args: Arguments,
  cli: Cli,
  perform: (stored: Stored) => Promise<ExitCode>,
): Promise<ExitCode> {
  const id = args.positionals[0] ?? '';
  const store = await storeOf(args, cli);
  if (!store.ok) return usageProblem(cli, store.error);
  const limits = limitsOf(args);
  if (!limits.ok) return usageProblem(cli, limits.error);
  const consent = new TerminalConsent(args, cli);
  const named = await readConnections(args, cli);
  if (!named.ok) return usageProblem(cli, named.error);
  const secrets = readSecrets(args, cli);
  if (!secrets.ok) return usageProblem(cli, secrets.error);
  const reach = reachOf(named.value, withKnown(secrets.value, named.value.secrets));
  const executions = openExecutions(store.value, cli, limits.value, consent, reach);
  try {
    const snapshot = await executions.get(id);
    if (!snapshot) return usageProblem(cli, t('There is no execution "{0}".', id));
    return await perform({ executions, id, snapshot, store: args.text('store'), consent, known: named.value.secrets });
  } finally {
    executions.dispose();
  }
}

/** The same for one whose workflow is needed, with what the options give. */
export async function withWorkflow(
  args: Arguments,
  cli: Cli,
  perform: (stored: Stored & { readonly workflow: ExecutableWorkflow; readonly given: Given }) => Promise<ExitCode>,
): Promise<ExitCode> {
  return await withStored(args, cli, async (stored) => {
    const workflow = await stored.executions.workflow(stored.id);
    if (!workflow) return usageProblem(cli, stored.snapshot.error?.message ?? notOfThisVersion());
    const given = await readGivenAgain(args, workflow, cli, stored.known);
    return given.ok ? await perform({ ...stored, workflow, given: given.value }) : usageProblem(cli, given.error);
  });
}

export function sayFailure({ code, message }: ExecutionFailure, cli: Cli): ExitCode {
  sayProblem(cli, message);
  return code === 'storage' ? exitCodes.failed : exitCodes.usage;
}

/** The same of what was asked of one execution; where that has ended, how it is executed again (R4). */
export async function sayRefusal(
  { executions, id, store }: Pick<Stored, 'executions' | 'id' | 'store'>,
  failure: ExecutionFailure,
  cli: Cli,
): Promise<ExitCode> {
  const ended = failure.code === 'ended' ? await executions.get(id) : undefined;
  if (!ended) return sayFailure(failure, cli);
  const { status } = ended;
  const again = status === 'completed' ? `rerun ${id} --from NODE` : `retry ${id}`;
  return usageProblem(
    cli,
    t('The execution {0} has ended: {1}.', id, statusWord(status)),
    t('To execute it again: {0}', `${program} ${again}${storeArgument(store)}`),
  );
}
