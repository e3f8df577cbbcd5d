import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { comparisonTitle, equalResultsNotice, haveEqualResults } from '../../presentation/compareResults.ts';
import { withoutLinks } from '../../presentation/safeText.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { resultUri, timesUri } from '../executions/executionUris.ts';
import { formatTime } from '../formatTime.ts';
import type { Services } from '../services.ts';
import { executionIdOf } from './arguments.ts';
import { chooseExecution, itemOf } from './chooseExecution.ts';

/** The results of two executions as a difference, and beside it the times of their nodes. @param argument a row, an id, or nothing */
export async function compareExecutions(
  services: Services,
  argument: unknown,
  selected: readonly unknown[],
): Promise<void> {
  const { executions, list } = services;
  const none = t('Nothing has been executed yet.');
  const [one, two] = selected.map(executionIdOf).filter((id) => id !== undefined);
  const id = one !== undefined && two !== undefined ? one : await chooseExecution(list, argument, () => true, none);
  const snapshot = id === undefined ? undefined : await executions.get(id);
  if (!snapshot) return;
  const other = two !== undefined && two !== id ? await executions.get(two) : await chooseOther(services, snapshot);
  if (!other) return;
  // The older one on the left, as before and after stand elsewhere.
  const [before, after] = [snapshot, other].sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
  if (!before || !after) return;
  await vscode.window.showTextDocument(timesUri(before, after), { preview: false });
  if (haveEqualResults(before, after)) void sayEqual(before, after);
  else await showResults(before, after);
}

/** An empty difference would say nothing; who wants to see the results anyway still can. */
async function sayEqual(before: ExecutionSnapshot, after: ExecutionSnapshot): Promise<void> {
  const show = t('Show Results');
  const text = withoutLinks(equalResultsNotice(before, after));
  if ((await vscode.window.showInformationMessage(text, show)) === show) await showResults(before, after);
}

async function showResults(before: ExecutionSnapshot, after: ExecutionSnapshot): Promise<void> {
  const title = comparisonTitle(before, after, formatTime);
  await vscode.commands.executeCommand('vscode.diff', resultUri(before), resultUri(after), title, {
    preview: false,
  });
}

/** Those of the same workflow first. */
async function chooseOther(
  { list }: Services,
  { id, workflow }: ExecutionSnapshot,
): Promise<ExecutionSnapshot | undefined> {
  await list.reload();
  const others = list.all.filter((one) => one.id !== id);
  const ordered = [
    ...others.filter((one) => one.workflow === workflow),
    ...others.filter((one) => one.workflow !== workflow),
  ];
  if (ordered.length === 0)
    void vscode.window.showInformationMessage(t('There is no other execution to compare with.'));
  if (ordered.length === 0) return undefined;
  const items = ordered.map((snapshot) => ({ ...itemOf(snapshot), snapshot }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Compare with which execution?') }))?.snapshot;
}
