import * as vscode from 'vscode';
import { fixAll } from '../../language/fixes/fixAll.ts';
import { quickFixes } from '../../language/fixes/quickFixes.ts';
import type { CodeAction, TextChange } from '../../language/types.ts';
import { t } from '../../base/l10n.ts';
import { rangeContains } from '../../base/text.ts';
import { analyse } from '../../model/project.ts';
import { toRange } from './convert.ts';
import { hasOtherSchemaSupport } from './documents.ts';
import { fixAllKind } from './kinds.ts';
import type { ProjectStore } from './projectStore.ts';
import { projectOptions } from './settings.ts';

/** Quick fixes of the mistakes at a place, and all safe ones at once. */
export class CodeActionProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    span: vscode.Range,
    { only, diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    const found: vscode.CodeAction[] = [];
    if (!only || only.contains(vscode.CodeActionKind.QuickFix)) {
      const here = project.diagnostics.filter(({ range }) => touches(range, span));
      for (const fix of quickFixes(project, here)) found.push(toAction(fix, document, diagnostics));
    }
    const wanted = vscode.CodeActionKind.Empty.append(fixAllKind);
    if (only?.contains(wanted) !== true) return found;
    const options = projectOptions(document, hasOtherSchemaSupport(document));
    const change = fixAll(project, (text) => analyse(text, options));
    if (change) {
      const action = new vscode.CodeAction(t('Fix all that can be fixed safely'), wanted);
      action.edit = editOf(document, [change]);
      found.push(action);
    }
    return found;
  }
}

function touches({ start, end }: CodeAction['diagnostics'][number]['range'], span: vscode.Range): boolean {
  return rangeContains({ start: span.start, end: span.end }, start) || rangeContains({ start, end }, span.start);
}

function toAction(
  { title, kind, isPreferred, diagnostics, edits }: CodeAction,
  document: vscode.TextDocument,
  shown: readonly vscode.Diagnostic[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.Empty.append(kind));
  action.isPreferred = isPreferred;
  action.edit = editOf(document, edits);
  action.diagnostics = shown.filter((one) =>
    diagnostics.some(({ message, range }) => message === one.message && toRange(range).isEqual(one.range)),
  );
  return action;
}

function editOf(document: vscode.TextDocument, edits: readonly TextChange[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(document.uri, toRange(range), newText);
  return edit;
}
