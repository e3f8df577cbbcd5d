import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { sampleFile } from '../../sdk/sampleFile.ts';
import type { Services } from '../services.ts';
import { uriOf } from './arguments.ts';
import { sayError } from './messages.ts';

/**
 * Makes the tutorial's sample in a folder of the user's choice and opens it.
 *
 * @param argument the folder, or nothing: then it is asked for
 */
export async function openSample({ sample }: Services, argument: unknown): Promise<void> {
  const folder = uriOf(argument) ?? (await askFolder());
  if (!folder) return;
  const file = vscode.Uri.joinPath(folder, sampleFile);
  const shipped = vscode.Uri.file(path.join(sample.template, sampleFile));
  if (!(await mayBeMade(file, shipped))) return;
  const made = await sample.make(folder.fsPath);
  if (!made.ok) {
    sayError(made.error);
    return;
  }
  await sample.serve();
  if (vscode.workspace.getWorkspaceFolder(folder)) await show(file);
  else await offerToOpen(folder, file);
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const here = vscode.workspace.workspaceFolders?.[0]?.uri;
  const picked = await vscode.window.showOpenDialog({
    title: t('Folder for the tutorial sample'),
    openLabel: t('Make the Sample Here'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(here && { defaultUri: here }),
  });
  return picked?.[0];
}

/** Another file of that name is replaced only when the user says so. */
async function mayBeMade(file: vscode.Uri, shipped: vscode.Uri): Promise<boolean> {
  const there = await read(file);
  if (there === undefined || there === (await read(shipped))) return true;
  const keep = t('Keep It');
  const replace = t('Replace It');
  const answer = await vscode.window.showWarningMessage(
    t('The folder has another {0}.', sampleFile),
    { modal: true },
    keep,
    replace,
  );
  if (answer === replace) await vscode.workspace.fs.copy(shipped, file, { overwrite: true });
  return answer !== undefined;
}

async function read(file: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}

async function offerToOpen(folder: vscode.Uri, file: vscode.Uri): Promise<void> {
  const openFolder = t('Open Folder');
  const addFolder = t('Add to Workspace');
  const answer = await vscode.window.showInformationMessage(t('The tutorial sample is ready.'), openFolder, addFolder);
  if (answer === openFolder) await vscode.commands.executeCommand('vscode.openFolder', folder);
  if (answer !== addFolder) return;
  const count = vscode.workspace.workspaceFolders?.length ?? 0;
  vscode.workspace.updateWorkspaceFolders(count, 0, { uri: folder });
  await show(file);
}

async function show(file: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
}
