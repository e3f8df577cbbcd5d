import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { type ExecutionSnapshot, isTerminal } from '../../protocol/execution.ts';
import { isLive } from '../../presentation/words.ts';
import { logUri } from '../executions/executionUris.ts';
import { canPause, canResume } from '../../presentation/possible.ts';
import type { Services } from '../services.ts';
import { executionIdOf, targetOf } from './arguments.ts';
import { chooseExecution, chooseSnapshot } from './chooseExecution.ts';
import { sayError, sayUntrusted } from './messages.ts';
import { showDocument } from './showDocument.ts';
import { withAnswers } from './withAnswers.ts';

/** @param argument an execution's id or row, the row of a node or a branch, or nothing */
export async function cancelExecution({ executions, list }: Services, argument: unknown): Promise<void> {
  const id = await chooseExecution(list, argument, isLive, t('Nothing runs.'));
  if (id === undefined) return;
  const cancelled = await executions.cancel(id, targetOf(argument));
  if (!cancelled.ok) sayError(cancelled.error.message);
}

/** No new attempt starts; those that run finish. */
export async function pauseExecution({ executions, list }: Services, argument: unknown): Promise<void> {
  const id = await chooseExecution(list, argument, canPause, t('Nothing runs.'));
  if (id === undefined) return;
  const paused = await executions.pause(id);
  if (!paused.ok) sayError(paused.error.message);
}

/** Goes on with a paused or an interrupted execution; secrets, which are not stored, are asked for again. */
export async function resumeExecution(services: Services, argument: unknown): Promise<void> {
  const { executions, list } = services;
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return;
  }
  const id = await chooseExecution(list, argument, canResume, t('No execution is paused or was interrupted.'));
  if (id !== undefined) await withAnswers(services, id, (options) => executions.resume(id, options));
}

/** Removes executions, when the person confirms it: what is gone cannot be brought back. */
export async function discardExecution(
  { executions, list }: Services,
  argument: unknown,
  selected: readonly unknown[],
): Promise<void> {
  const none = t('There is no execution to discard.');
  const mayGo = (one: ExecutionSnapshot): boolean => !list.isHere(one.id) && !list.isElsewhere(one);
  const chosen =
    selected.length > 1 ? selected.map(executionIdOf) : [await chooseExecution(list, argument, mayGo, none)];
  const ids = [...new Set(chosen)].filter((id) => id !== undefined);
  const found = await Promise.all(ids.map((id) => executions.get(id)));
  const snapshots = found.filter((one) => one !== undefined);
  if (snapshots.length === 0 || !(await confirmDiscard(snapshots))) return;
  const failures = new Set<string>();
  for (const { id } of snapshots) {
    const discarded = await executions.discard(id);
    if (!discarded.ok) failures.add(discarded.error.message);
  }
  for (const failure of failures) sayError(failure);
}

async function confirmDiscard(snapshots: readonly ExecutionSnapshot[]): Promise<boolean> {
  const discard = t('Discard');
  const [first] = snapshots;
  const question =
    snapshots.length === 1
      ? t('Discard the execution of {0}?', safeLine(first?.workflow ?? '', 100))
      : t('Discard {0} executions?', snapshots.length);
  const detail = snapshots.every(({ status }) => isTerminal(status))
    ? t('Log and result are removed. This cannot be undone.')
    : t('It can then neither be resumed nor looked at.');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, discard)) === discard;
}

/** Where the node fails, or begins, that is named or that the execution failed of; else at its end while more is to come. */
export async function showLog(services: Services, argument: unknown): Promise<void> {
  const snapshot = await chooseSnapshot(services, argument);
  if (!snapshot) return;
  const editor = await showDocument(logUri(snapshot));
  const node = targetOf(argument)?.nodeId ?? snapshot.error?.node_id;
  const line = node === undefined ? undefined : services.logs.get(snapshot.id)?.lineOf(node);
  if (line !== undefined) {
    const start = new vscode.Position(line, 0);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } else if (isLive(snapshot)) editor.revealRange(editor.document.lineAt(editor.document.lineCount - 1).range);
}
