import * as vscode from 'vscode';
import { fixAll } from '../../language/fixes/fixAll.ts';
import { quickFixes } from '../../language/fixes/quickFixes.ts';
import { refactorings } from '../../language/refactor/refactorings.ts';
import type { CodeAction, TextChange } from '../../language/types.ts';
import { t } from '../../base/l10n.ts';
import { rangeContains } from '../../base/text.ts';
import { analyse, type Project } from '../../model/project.ts';
import { besideFile, fromPosition, toRange } from './convert.ts';
import { hasOtherSchemaSupport } from './documents.ts';
import { fixAllKind } from './kinds.ts';
import type { ProjectStore } from './projectStore.ts';
import { projectOptions } from './settings.ts';

/** An offered action, and what it does once it is chosen. */
interface Offered {
  readonly document: vscode.TextDocument;
  /** The version that the edits are for. */
  readonly version: number;
  readonly action: CodeAction;
}

/** Quick fixes of the mistakes at a place, all safe ones at once, and refactorings of what is selected. */
export class CodeActionProvider {
  readonly #projects: ProjectStore;
  readonly #offered = new WeakMap<vscode.CodeAction, Offered>();

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    span: vscode.Range,
    { only, diagnostics, triggerKind }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    const found: vscode.CodeAction[] = [];
    if (!only || only.intersects(vscode.CodeActionKind.QuickFix)) {
      const here = project.diagnostics.filter(({ range }) => touches(range, span));
      for (const fix of quickFixes(project, here)) found.push(this.#offer(fix, document, diagnostics));
    }
    // The bulb that follows the cursor shows mistakes; refactorings are for who asks.
    const isAsked = triggerKind === vscode.CodeActionTriggerKind.Invoke;
    if (only ? only.intersects(vscode.CodeActionKind.Refactor) : isAsked) {
      const range = { start: fromPosition(span.start), end: fromPosition(span.end) };
      for (const action of refactorings(project, range))
        if (!only || only.contains(vscode.CodeActionKind.Empty.append(action.kind)))
          found.push(this.#offer(action, document, []));
    }
    const all = only?.contains(vscode.CodeActionKind.Empty.append(fixAllKind)) ? fixAllAction(project, document) : [];
    return [...found, ...all];
  }

  /** The edit is made when the action is chosen: then it is known whether its new file's name is free. */
  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    const offered = this.#offered.get(action);
    if (!offered || offered.document.version !== offered.version) return action;
    const { document, action: found } = offered;
    const edit = new vscode.WorkspaceEdit();
    // New files first: what names them comes when they are there, and one undo takes back both.
    for (const [path, text] of found.newFiles ?? []) {
      const file = besideFile(document.uri, path);
      if (await isThere(file)) {
        void vscode.window.showErrorMessage(t('There is a file "{0}" already. Rename or move it first.', path));
        return action;
      }
      edit.createFile(file, { overwrite: false, contents: Buffer.from(text) });
    }
    change(edit, document, found.edits);
    action.edit = edit;
    return action;
  }

  #offer(found: CodeAction, document: vscode.TextDocument, shown: readonly vscode.Diagnostic[]): vscode.CodeAction {
    const action = new vscode.CodeAction(found.title, vscode.CodeActionKind.Empty.append(found.kind));
    action.isPreferred = found.isPreferred;
    if (found.diagnostics.length > 0)
      action.diagnostics = shown.filter((one) =>
        found.diagnostics.some(({ message, range }) => message === one.message && toRange(range).isEqual(one.range)),
      );
    this.#offered.set(action, { document, version: document.version, action: found });
    return action;
  }
}

function fixAllAction(project: Project, document: vscode.TextDocument): vscode.CodeAction[] {
  const options = projectOptions(document, hasOtherSchemaSupport(document));
  const made = fixAll(project, (text) => analyse(text, options));
  if (!made) return [];
  const action = new vscode.CodeAction(
    t('Fix all that can be fixed safely'),
    vscode.CodeActionKind.Empty.append(fixAllKind),
  );
  action.edit = new vscode.WorkspaceEdit();
  change(action.edit, document, [made]);
  return [action];
}

async function isThere(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

function touches({ start, end }: CodeAction['diagnostics'][number]['range'], span: vscode.Range): boolean {
  return rangeContains({ start: span.start, end: span.end }, start) || rangeContains({ start, end }, span.start);
}

function change(edit: vscode.WorkspaceEdit, { uri }: vscode.TextDocument, edits: readonly TextChange[]): void {
  for (const { range, newText } of edits) edit.replace(uri, toRange(range), newText);
}
