/** What the host suites share: the extension, the open workspace's files, and waiting for what the editor does in its own time. */
import * as vscode from 'vscode';

export const extensionId = 'ipa-workflow.ipa-workflow';

export function ourExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension(extensionId);
  if (!extension) throw new Error(`${extensionId} is not loaded.`);
  return extension;
}

/** A file of the open workspace, which is a copy made for this run (test/fixtures/workspace and `tutorial`). */
export function workspaceUri(relativePath: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('No folder is open.');
  return vscode.Uri.joinPath(folder.uri, relativePath);
}

export async function openFile(relativePath: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceUri(relativePath)));
}

/** The first answer that is neither undefined nor false, asked for every 50 ms. The limit only bounds a test that fails. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | PromiseLike<T | undefined | false>,
  limitMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Where the `|` of a marked piece of the text stands. */
export function placeIn(document: vscode.TextDocument, marked: string): vscode.Position {
  const offset = document.getText().indexOf(marked.replace('|', ''));
  if (offset < 0) throw new Error(`"${marked}" is not in the text`);
  return document.positionAt(offset + marked.indexOf('|'));
}
