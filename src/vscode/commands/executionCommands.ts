import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { isTerminal } from '../../protocol/execution.ts';
import { isLive } from '../../presentation/words.ts';
import { logUri } from '../executions/executionUris.ts';
import { canPause, canResume } from '../../presentation/possible.ts';
import type { Services } from '../services.ts';
import { targetOf } from './arguments.ts';
import { chooseExecution } from './chooseExecution.ts';
import { sayError, sayUntrusted } from './messages.ts';
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

/** Removes an execution. Asked first where it could still be resumed, or holds what nobody could read. */
export async function discardExecution({ executions, list }: Services, argument: unknown): Promise<void> {
  const id = await chooseExecution(
    list,
    argument,
    (one) => !list.isHere(one.id) && !list.isElsewhere(one),
    t('There is no execution to discard.'),
  );
  const snapshot = id === undefined ? undefined : await executions.get(id);
  if (id === undefined) return;
  if (snapshot && !isTerminal(snapshot.status) && !(await confirmDiscard(snapshot.workflow))) return;
  const discarded = await executions.discard(id);
  if (!discarded.ok) sayError(discarded.error.message);
}

async function confirmDiscard(workflow: string): Promise<boolean> {
  const discard = t('Discard');
  const answer = await vscode.window.showWarningMessage(
    t('Discard the execution of {0}?', safeLine(workflow, 100)),
    { modal: true, detail: t('It can then neither be resumed nor looked at.') },
    discard,
  );
  return answer === discard;
}

export async function showLog({ list }: Services, argument: unknown): Promise<void> {
  const id = await chooseExecution(list, argument, () => true, t('Nothing has been executed yet.'));
  if (id !== undefined) await vscode.window.showTextDocument(logUri(id), { preview: true });
}
