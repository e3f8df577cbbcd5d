import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { analyse } from '../../model/project.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { isTerminal } from '../../protocol/execution.ts';
import { logUri } from '../executions/executionUris.ts';
import type { Services } from '../services.ts';
import { askSecrets } from './askInputs.ts';
import { chooseExecution } from './chooseExecution.ts';
import { sayError, sayUntrusted } from './messages.ts';

/** @param argument an execution's id or row, or nothing */
export async function cancelExecution({ executions, list }: Services, argument: unknown): Promise<void> {
  const id = await chooseExecution(list, argument, (one) => list.isHere(one.id), t('Nothing runs.'));
  if (id === undefined) return;
  const cancelled = await executions.cancel(id);
  if (!cancelled.ok) sayError(cancelled.error.message);
}

/** Goes on with an interrupted execution; its secrets, which are not stored, are asked for again. */
export async function resumeExecution({ executions, list }: Services, argument: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return;
  }
  const id = await chooseExecution(
    list,
    argument,
    ({ status }) => status === 'interrupted',
    t('No execution was interrupted.'),
  );
  if (id === undefined) return;
  let resumed = await executions.resume(id);
  if (!resumed.ok && resumed.error.code === 'secrets-needed') {
    const answers = await askSecrets(analyse((await executions.source(id)) ?? '').definition);
    if (!answers) return;
    resumed = await executions.resume(id, answers);
  }
  if (resumed.ok) return;
  if (resumed.error.code === 'untrusted') void sayUntrusted();
  else sayError(resumed.error.message);
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
