import * as vscode from 'vscode';
import { hover } from '../../language/hover.ts';
import { fromPosition, toRange } from './convert.ts';
import type { ProjectStore } from './projectStore.ts';

export class HoverProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const project = this.#projects.getOurs(document);
    const found = project && hover(project, fromPosition(position));
    return found && new vscode.Hover(new vscode.MarkdownString(found.contents), toRange(found.range));
  }
}
