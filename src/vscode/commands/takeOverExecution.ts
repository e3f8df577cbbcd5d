import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Owner } from '../../engine/journal/otherProcesses.ts';
import { safeLine } from '../../presentation/safeText.ts';
import { ownerName } from '../../presentation/words.ts';
import type { Services } from '../services.ts';
import { chooseExecution } from './chooseExecution.ts';
import { sayUntrusted } from './messages.ts';
import { withAnswers } from './withAnswers.ts';

/** Takes an execution from a process that hangs (threat T18), and goes on with it here. Nothing is taken from one that lives. */
export async function takeOverExecution(services: Services, argument: unknown): Promise<void> {
  const { executions, list } = services;
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return;
  }
  const none = t('No execution runs in another window or terminal.');
  const id = await chooseExecution(list, argument, (one) => list.isElsewhere(one), none);
  if (id === undefined) return;
  const owner = await executions.owner(id);
  const workflow = (await executions.get(id))?.workflow;
  if (owner === undefined || workflow === undefined)
    void vscode.window.showInformationMessage(t('No other process runs this execution.'));
  else if (await confirm(workflow, owner))
    await withAnswers(services, id, (options) =>
      showing(owner, () => executions.resume(id, { ...options, takeOver: true })),
    );
  await list.reload();
}

async function confirm(workflow: string, owner: Owner): Promise<boolean> {
  const takeOver = t('Take Over');
  const seconds = Math.max(0, Math.round((Date.now() - owner.beatMs) / 1000));
  const detail = [
    t('The process {0} owns it. Its last sign of life was {1} s ago.', ownerName(owner), seconds),
    t(
      'That can then write nothing more of this execution, and stops when it goes on. If it answers, nothing is taken from it.',
    ),
    t(
      'The execution goes on in this window. What was running starts again; where an agent must not simply be started again, you are asked.',
    ),
  ];
  const answer = await vscode.window.showWarningMessage(
    t('Take over the execution of {0}?', safeLine(workflow, 100)),
    { modal: true, detail: detail.join('\n\n') },
    takeOver,
  );
  return answer === takeOver;
}

/** Its owner is watched for some seconds. */
async function showing<T>(owner: Owner, wait: () => Promise<T>): Promise<T> {
  const title = t('Waiting for a sign of life of the process {0} …', ownerName(owner));
  return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, wait);
}
