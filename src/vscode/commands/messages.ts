import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { withoutLinks } from '../../presentation/safeText.ts';

/** Executing was refused because the folder is not trusted (threat T4). */
export async function sayUntrusted(): Promise<void> {
  const manage = t('Manage Workspace Trust');
  const text = t('This folder is not trusted, so nothing is executed in it.');
  if ((await vscode.window.showWarningMessage(text, manage)) === manage)
    await vscode.commands.executeCommand('workbench.trust.manage');
}

export function sayError(message: string): void {
  void vscode.window.showErrorMessage(withoutLinks(message));
}
