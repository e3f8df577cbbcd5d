import * as vscode from 'vscode';
import { formatDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import { plainLabel } from '../../presentation/safeText.ts';
import { statusIcon, statusWord } from '../../presentation/status.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { ExecutionList } from '../executions/executionList.ts';
import { formatTime } from '../formatTime.ts';
import type { Services } from '../services.ts';
import { executionIdOf } from './arguments.ts';
import { sayError } from './messages.ts';

/** The execution that a command is about, with all that is known of it; says so where there is none. */
export async function chooseSnapshot(
  { executions, list }: Pick<Services, 'executions' | 'list'>,
  argument: unknown,
): Promise<ExecutionSnapshot | undefined> {
  const id = await chooseExecution(list, argument, () => true, t('Nothing has been executed yet.'));
  if (id === undefined) return undefined;
  const snapshot = await executions.get(id);
  if (!snapshot) sayError(t('There is no such execution.'));
  return snapshot;
}

/**
 * The execution that a command is about: the one named, the only one that fits, or the one that is picked.
 *
 * @param none what is said when none fits
 */
export async function chooseExecution(
  list: ExecutionList,
  argument: unknown,
  fits: (snapshot: ExecutionSnapshot) => boolean,
  none: string,
): Promise<string | undefined> {
  const named = executionIdOf(argument);
  if (named !== undefined) return named;
  await list.load();
  const fitting = list.all.filter(fits);
  if (fitting.length === 0) void vscode.window.showInformationMessage(none);
  if (fitting.length <= 1) return fitting[0]?.id;
  const items = fitting.map((snapshot) => ({
    label: `$(${statusIcon(snapshot.status).name}) ${plainLabel(snapshot.workflow, 100)}`,
    description: [
      statusWord(snapshot.status),
      ...(snapshot.duration_ms === null ? [] : [formatDuration(snapshot.duration_ms)]),
      formatTime(Date.parse(snapshot.started_at)),
    ].join(' · '),
    id: snapshot.id,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which execution?') }))?.id;
}
