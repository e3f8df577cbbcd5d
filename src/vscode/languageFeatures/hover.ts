import * as vscode from 'vscode';
import { hover } from '../../language/hover.ts';
import type { LastResults } from './codeLens.ts';
import { fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

export class HoverProvider {
  readonly #projects: ProjectStore;
  readonly #results: LastResults;

  constructor(projects: ProjectStore, results: LastResults) {
    this.#projects = projects;
    this.#results = results;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const project = this.#projects.getOurs(document);
    const found = project && hover(project, fromPosition(position), this.#results.lastExecution(document.uri));
    return found && new vscode.Hover(new vscode.MarkdownString(found.contents), toRange(found.range));
  }
}
