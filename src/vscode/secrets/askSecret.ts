import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { safeLine } from '../../presentation/safeText.ts';

/** A masked box; undefined when the person turned away. */
export function askMasked(title: string, prompt: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
}

export function askPassword(name: string, origin: string): Thenable<string | undefined> {
  return askMasked(
    safeLine(name, 100),
    t('The password for {0}. It is kept in VS Code’s secret storage, and sent nowhere else.', safeLine(origin, 300)),
  );
}

export function askSecretValue(title: string): Thenable<string | undefined> {
  return askMasked(title, t('A secret. It is kept in VS Code’s secret storage, for this workspace only.'));
}
