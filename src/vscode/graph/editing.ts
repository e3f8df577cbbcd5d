/** Changes made in a graph: one edit of the document, one step of its undo. The text is asked again what they would change. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { graphEdits } from '../../language/graphEdits.ts';
import type { GraphEdit } from '../../protocol/graphEdits.ts';
import { toRange } from '../languageFeatures/convert.ts';
import type { ProjectStore } from '../languageFeatures/projectStore.ts';

/** Says to the person what stands against it, where something does. */
export async function editInGraph(uri: vscode.Uri, projects: ProjectStore, edit: GraphEdit): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const project = await projects.readOurs(document);
  if (!project) return;
  if (edit.kind === 'rename') {
    const node = project.definition.nodes.find(({ id }) => id === edit.nodeId);
    if (node) await rename(uri, toRange(node.idRange).start, edit.newId);
    return;
  }
  const made = graphEdits(project, edit);
  if ('problem' in made) {
    void vscode.window.showWarningMessage(made.problem);
    return;
  }
  const change = new vscode.WorkspaceEdit();
  for (const { range, newText } of made.edits) change.replace(uri, toRange(range), newText);
  await vscode.workspace.applyEdit(change);
}

/** Through the editor's own renaming: it may reach other files. */
async function rename(uri: vscode.Uri, at: vscode.Position, newId: string): Promise<void> {
  try {
    const change = await vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
      'vscode.executeDocumentRenameProvider',
      uri,
      at,
      newId,
    );
    if (change) await vscode.workspace.applyEdit(change);
  } catch (error) {
    void vscode.window.showWarningMessage(error instanceof Error ? error.message : t('This cannot be renamed.'));
  }
}

/** Takes back the document's last change, or does it again. @param isEditor whether the graph is itself the document's editor */
export async function stepInHistory(
  uri: vscode.Uri,
  step: 'undo' | 'redo',
  { isEditor, panel }: { readonly isEditor: boolean; readonly panel: vscode.WebviewPanel },
): Promise<void> {
  // There VS Code hears the keys itself, and takes the document's changes back.
  if (isEditor) return;
  // VS Code takes back what the focused editor shows.
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const first = panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  await vscode.window.showTextDocument(uri, { viewColumn: shown?.viewColumn ?? first, preserveFocus: false });
  await vscode.commands.executeCommand(step);
  panel.reveal(undefined, false);
}
