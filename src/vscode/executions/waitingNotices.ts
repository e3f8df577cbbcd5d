/** The notifications while an execution runs here: one when a person is asked, one when nothing can be stored. */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { approvalNotice, stalledNotice } from '../../presentation/notices.ts';
import { pauseReason } from '../../presentation/words.ts';
import type { Executions } from '../../sdk/executions.ts';
import { commands } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';
import { approvalsOf } from '../../presentation/possible.ts';

export function notifyWaiting(executions: Executions, list: ExecutionList): Disposable {
  const stalled = new Set<string>();
  const disposables = new DisposableStore();
  disposables.add(
    executions.onEvent(({ id, event }) => {
      if (event.type === 'approvalRequested') void askForApproval(executions, id, event.node_id);
    }),
  );
  disposables.add(
    list.onDidChange(({ ids }) => {
      for (const id of ids) {
        const snapshot = list.get(id);
        const isStalled = snapshot !== undefined && list.isHere(id) && pauseReason(snapshot) !== undefined;
        if (isStalled && !stalled.has(id)) void vscode.window.showWarningMessage(stalledNotice(snapshot));
        if (isStalled) stalled.add(id);
        else stalled.delete(id);
      }
    }),
  );
  return disposables;
}

async function askForApproval(executions: Executions, id: string, nodeId: string): Promise<void> {
  const snapshot = await executions.get(id);
  // A mock answers at once.
  if (!snapshot || !approvalsOf(snapshot).includes(nodeId)) return;
  const approve = t('Approve');
  const reject = t('Reject');
  const answer = await vscode.window.showInformationMessage(approvalNotice(snapshot, nodeId), approve, reject);
  const argument = { executionId: id, nodeId };
  if (answer === approve) await vscode.commands.executeCommand(commands.approve, argument);
  if (answer === reject) await vscode.commands.executeCommand(commands.reject, argument);
}
