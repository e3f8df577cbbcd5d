/** Answers to approvals. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { approvalNotice } from '../../presentation/notices.ts';
import { plainLabel, safeLine, withoutIcons } from '../../presentation/safeText.ts';
import { approvalsOf } from '../../presentation/possible.ts';
import type { Services } from '../services.ts';
import { executionIdOf, targetOf } from './arguments.ts';
import { sayError, sayUntrusted } from './messages.ts';

interface Approval {
  readonly id: string;
  readonly nodeId: string;
}

export function approve(services: Services, argument: unknown): Promise<void> {
  return answer(services, argument, true);
}

export function reject(services: Services, argument: unknown): Promise<void> {
  return answer(services, argument, false);
}

/** @param argument the row of an approval, an execution's id or row, or nothing */
async function answer(services: Services, argument: unknown, approved: boolean): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void sayUntrusted();
    return;
  }
  const chosen = await chooseApproval(services, argument);
  if (!chosen) return;
  const { id, nodeId } = chosen;
  const snapshot = await services.executions.get(id);
  const comment = await vscode.window.showInputBox({
    title: approved ? t('Approve') : t('Reject'),
    prompt: snapshot ? approvalNotice(snapshot, nodeId) : safeLine(nodeId, 300),
    placeHolder: t('A comment, if any'),
    ignoreFocusOut: true,
  });
  if (comment === undefined) return;
  const answered = await services.executions.answer(id, nodeId, { approved, comment: comment.trim() });
  if (!answered.ok) sayError(answered.error.message);
}

/** The one named, the only one that waits, or the one that is picked. */
async function chooseApproval({ list }: Services, argument: unknown): Promise<Approval | undefined> {
  const id = executionIdOf(argument);
  const nodeId = targetOf(argument)?.nodeId;
  if (id !== undefined && nodeId !== undefined) return { id, nodeId };
  // What other windows and terminals wait for, too.
  await list.reload();
  const waiting = list.all
    .filter((snapshot) => id === undefined || snapshot.id === id)
    .flatMap((snapshot) => approvalsOf(snapshot).map((one) => ({ id: snapshot.id, nodeId: one, snapshot })));
  if (waiting.length === 0) void vscode.window.showInformationMessage(t('Nothing waits for approval.'));
  if (waiting.length <= 1) return waiting[0];
  const items = waiting.map((one) => ({
    label: plainLabel(one.nodeId, 300),
    description: withoutIcons(approvalNotice(one.snapshot, one.nodeId)),
    approval: one,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which approval?') }))?.approval;
}
