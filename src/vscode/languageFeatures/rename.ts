import * as vscode from 'vscode';
import { prepareRename, rename } from '../../language/rename.ts';
import { fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';
import type { WorkflowTexts } from './workflowTexts.ts';
import { worldOf } from './world.ts';

export class RenameProvider {
  readonly #projects: ProjectStore;
  readonly #texts: WorkflowTexts;

  constructor(projects: ProjectStore, texts: WorkflowTexts) {
    this.#projects = projects;
    this.#texts = texts;
  }

  prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { readonly range: vscode.Range; readonly placeholder: string } | undefined {
    const project = this.#projects.getOurs(document);
    if (!project) return undefined;
    const found = prepareRename(project, fromPosition(position));
    if ('problem' in found) throw new Error(found.problem);
    return { range: toRange(found.range), placeholder: found.placeholder };
  }

  /** One edit over all files, so that it is undone at once. */
  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit | undefined> {
    const project = this.#projects.getOurs(document);
    if (!project) return undefined;
    const world = await worldOf(document, project, this.#texts, token);
    // Another file may have been read for so long that this one is another by now.
    const current = this.#projects.getOurs(document);
    if (!current || token.isCancellationRequested) return undefined;
    const found = rename(current, fromPosition(position), newName, world);
    if ('problem' in found) throw new Error(found.problem);
    const edit = new vscode.WorkspaceEdit();
    for (const { path, range, newText } of found.edits)
      edit.replace(document.uri.with({ path }), toRange(range), newText);
    return edit;
  }
}
