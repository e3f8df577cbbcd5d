import * as vscode from 'vscode';
import { semanticTokens } from '../../language/semanticTokens.ts';
import { toRange } from './convert.ts';
import { legend } from './kinds.ts';
import type { ProjectStore } from './projectStore.ts';

/** Names in their own colours, and those that nobody knows; only where somebody looks, since a whole file may be large. */
export class SemanticTokensProvider {
  readonly #projects: ProjectStore;

  constructor(projects: ProjectStore) {
    this.#projects = projects;
  }

  provideDocumentRangeSemanticTokens(document: vscode.TextDocument, span: vscode.Range): vscode.SemanticTokens {
    const builder = new vscode.SemanticTokensBuilder(legend());
    const project = this.#projects.getOurs(document);
    for (const { range, type, modifiers } of project ? semanticTokens(project, span) : [])
      builder.push(toRange(range), type, [...modifiers]);
    return builder.build();
  }
}
