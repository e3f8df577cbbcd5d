import type * as vscode from 'vscode';
import type { GraphPanels } from './graphPanels.ts';

/** *Reopen With → Workflow Graph*: the graph in the place of the text, of the same document with the same undo. */
export class GraphEditors implements vscode.CustomTextEditorProvider {
  readonly #graphs: () => Promise<GraphPanels>;

  constructor(graphs: () => Promise<GraphPanels>) {
    this.#graphs = graphs;
  }

  async resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    (await this.#graphs()).edit(document, panel);
  }
}
