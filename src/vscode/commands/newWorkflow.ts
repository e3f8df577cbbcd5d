import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { uriOf } from './arguments.ts';
import { sayError } from './messages.ts';
import { fileNameOf, firstPlace, newWorkflowText } from './newWorkflowText.ts';

/**
 * Writes a small valid workflow and shows it; in a window without a folder as a text that has no file yet.
 *
 * @param argument a folder or a file in it, or nothing
 */
export async function newWorkflow(argument: unknown): Promise<vscode.Uri | undefined> {
  const folder = await folderOf(uriOf(argument));
  const name = await askName(folder);
  if (name === undefined) return undefined;
  const text = newWorkflowText(name);
  if (!folder) {
    const untitled = await vscode.workspace.openTextDocument({ language: 'workflow-yaml', content: text });
    return show(untitled);
  }
  const uri = fileIn(folder, name);
  const edit = new vscode.WorkspaceEdit();
  // Never over a file that somebody else made meanwhile.
  edit.createFile(uri, { overwrite: false, contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    sayError(t('{0} cannot be written.', vscode.workspace.asRelativePath(uri)));
    return undefined;
  }
  return show(await vscode.workspace.openTextDocument(uri));
}

/** The folder that was clicked, else that of the file in the editor, else the window's first. */
async function folderOf(clicked: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const { workspace, window } = vscode;
  if (clicked) return (await isFolder(clicked)) ? clicked : vscode.Uri.joinPath(clicked, '..');
  const active = window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && workspace.getWorkspaceFolder(active)) return vscode.Uri.joinPath(active, '..');
  return workspace.workspaceFolders?.[0]?.uri;
}

async function askName(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: t('New Workflow'),
    prompt: t('Name of the workflow'),
    value: await freeName(folder),
    validateInput: async (typed) => {
      if (typed.trim() === '' || fileNameOf(typed) === '') return t('Give it a name with a letter or digit in it.');
      if (typed.length > 255) return t('A name has at most 255 characters.');
      if (folder && (await exists(fileIn(folder, typed))))
        return t('{0} exists already.', vscode.workspace.asRelativePath(fileIn(folder, typed)));
      return undefined;
    },
  });
  return name?.trim();
}

async function freeName(folder: vscode.Uri | undefined): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'my_workflow' : `my_workflow_${number}`;
    if (!folder || !(await exists(fileIn(folder, name)))) return name;
  }
}

async function show(document: vscode.TextDocument): Promise<vscode.Uri> {
  const at = document.positionAt(document.getText().indexOf(firstPlace) + firstPlace.length);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  return document.uri;
}

function fileIn(folder: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${fileNameOf(name)}.workflow.yaml`);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch {
    return false;
  }
}
