import * as vscode from 'vscode';
import { isFound, workspaceSymbols } from '../../language/workspaceSymbols.ts';
import { toRange } from './convert.ts';
import type { WorkflowTexts } from './workflowTexts.ts';

/** Nodes and agents of all workflows of the workspace. */
export class WorkspaceSymbolProvider {
  readonly #texts: WorkflowTexts;

  constructor(texts: WorkflowTexts) {
    this.#texts = texts;
  }

  async provideWorkspaceSymbols(query: string, token: vscode.CancellationToken): Promise<vscode.SymbolInformation[]> {
    const found: vscode.SymbolInformation[] = [];
    for (const uri of await this.#texts.uris()) {
      if (token.isCancellationRequested) break;
      const text = await this.#texts.read(uri);
      for (const { name, kind, range } of text ? workspaceSymbols(text.project().syntax) : []) {
        if (!isFound(name, query)) continue;
        const icon = kind === 'agent' ? vscode.SymbolKind.Class : vscode.SymbolKind.Function;
        found.push(new vscode.SymbolInformation(name, icon, '', new vscode.Location(uri, toRange(range))));
      }
    }
    return found;
  }
}
