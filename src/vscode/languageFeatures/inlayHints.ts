import * as vscode from 'vscode';
import { inlayHints } from '../../language/inlayHints.ts';
import type { LastResults } from './codeLens.ts';
import type { ProjectStore } from './projectStore.ts';

/** Behind forks and joins how many branches there are and where a fork ends; behind each node how it went the last time. */
export class InlayHintsProvider {
  readonly #projects: ProjectStore;
  readonly #results: LastResults;

  constructor(projects: ProjectStore, results: LastResults) {
    this.#projects = projects;
    this.#results = results;
  }

  provideInlayHints(document: vscode.TextDocument, span: vscode.Range): vscode.InlayHint[] {
    const project = this.#projects.getOurs(document);
    if (!project) return [];
    const settings = vscode.workspace.getConfiguration('ipaWorkflow.inlayHints', document);
    const shown = {
      joins: settings.get('joins', true),
      branches: settings.get('branches', true),
      lastExecution: settings.get('lastExecution', true),
    };
    const last = shown.lastExecution ? this.#results.lastExecution(document.uri) : undefined;
    return inlayHints(project, span, shown, last).map(({ position, label, tooltip }) => {
      const hint = new vscode.InlayHint(new vscode.Position(position.line, position.character), label);
      if (tooltip !== '') hint.tooltip = tooltip;
      hint.paddingLeft = true;
      return hint;
    });
  }
}
