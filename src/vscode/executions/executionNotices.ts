/** The notifications that nobody asked for: one after a failure, one for what was interrupted. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Disposable } from '../../base/disposable.ts';
import { failureNotice, interruptedNotice } from '../../presentation/notices.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { commands, showExecutionsView } from '../contributions.ts';
import type { Services } from '../services.ts';
import { onStartup } from '../settings.ts';
import type { ExecutionList } from './executionList.ts';

/** One notification after each execution that failed here. Success and cancellation are quiet. */
export function notifyFailures(list: ExecutionList): Disposable {
  return list.onDidEnd((snapshot) => {
    if (snapshot.status === 'failed' || snapshot.status === 'timed_out') void notifyFailure(snapshot);
    else if (snapshot.status === 'interrupted') void offerResume([snapshot]);
  });
}

async function notifyFailure(snapshot: ExecutionSnapshot): Promise<void> {
  const showLog = t('Show Log');
  const openGraph = t('Open Graph');
  const answer = await vscode.window.showErrorMessage(failureNotice(snapshot), showLog, openGraph);
  if (answer === showLog) await vscode.commands.executeCommand(commands.showLog, snapshot.id);
  if (answer === openGraph) await vscode.commands.executeCommand(commands.openGraph, { executionId: snapshot.id });
}

/**
 * Once for each window: what an earlier one left behind is resumed or discarded as the setting says, or the person is asked. Nothing
 * where nothing may be executed.
 */
export async function takeUpInterrupted({ executions, list }: Pick<Services, 'executions' | 'list'>): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  await list.load();
  const interrupted = list.all.filter(({ status }) => status === 'interrupted');
  switch (onStartup()) {
    case 'resume':
      for (const { id } of interrupted) await vscode.commands.executeCommand(commands.resumeExecution, id);
      return;
    case 'discard':
      for (const { id } of interrupted) await executions.discard(id);
      return;
    case 'ask':
      if (interrupted.length > 0) await offerResume(interrupted);
  }
}

async function offerResume(interrupted: readonly ExecutionSnapshot[]): Promise<void> {
  const resume = t('Resume');
  const discard = t('Discard');
  const show = t('Show');
  const [only] = interrupted.length === 1 ? interrupted : [];
  const choices = only ? [resume, discard, show] : [show];
  const answer = await vscode.window.showInformationMessage(interruptedNotice(interrupted), ...choices);
  if (answer === show) await vscode.commands.executeCommand(showExecutionsView);
  if (only && answer === resume) await vscode.commands.executeCommand(commands.resumeExecution, only.id);
  if (only && answer === discard) await vscode.commands.executeCommand(commands.discardExecution, only.id);
}
