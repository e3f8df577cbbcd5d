import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { languageStatus } from '../../language/statusItem.ts';
import { selector } from './documents.ts';
import type { ProjectStore } from './projectStore.ts';

const severities = {
  none: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};

/** Beside the language's name: whether the workflow in the editor is valid; it leads to its problems. */
export function showStatus(projects: ProjectStore): Disposable {
  const disposables = new DisposableStore();
  const item = disposables.add(vscode.languages.createLanguageStatusItem('workflow-problems', selector));
  item.name = 'IPA Workflow';
  const show = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    const project = document && (await projects.readOurs(document));
    if (document !== vscode.window.activeTextEditor?.document) return;
    // Nothing is said about another product's file.
    item.selector = project ? selector : [];
    if (!project) return;
    const { text, detail, severity } = languageStatus(project);
    item.text = text;
    item.detail = detail;
    item.severity = severities[severity];
    item.command = { command: 'workbench.actions.view.problems', title: t('Show problems') };
  };
  disposables.add(projects.onDidChange(() => void show()));
  disposables.add(vscode.window.onDidChangeActiveTextEditor(() => void show()));
  void show();
  return disposables;
}
