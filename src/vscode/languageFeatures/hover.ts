import * as vscode from 'vscode';
import { hover } from '../../language/hover.ts';
import type { LastResults } from './codeLens.ts';
import { fromPosition, toRange } from './convert.ts';
import { hasOtherSchemaSupport } from './documents.ts';
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
    if (!project) return undefined;
    const last = this.#results.lastExecution(document.uri);
    // The YAML extension explains keys and values.
    const found = hover(project, fromPosition(position), last, { schema: !hasOtherSchemaSupport(document) });
    return found && new vscode.Hover(new vscode.MarkdownString(found.contents), toRange(found.range));
  }
}
