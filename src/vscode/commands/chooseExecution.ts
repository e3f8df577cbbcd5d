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
  const items = fitting.map((snapshot) => ({ ...itemOf(snapshot), id: snapshot.id }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which execution?') }))?.id;
}

/** An execution among others to pick from. */
export function itemOf({
  workflow,
  status,
  duration_ms: took,
  started_at: started,
}: ExecutionSnapshot): vscode.QuickPickItem {
  const parts = [statusWord(status), ...(took === null ? [] : [formatDuration(took)]), formatTime(Date.parse(started))];
  return { label: `$(${statusIcon(status).name}) ${plainLabel(workflow, 100)}`, description: parts.join(' · ') };
}
