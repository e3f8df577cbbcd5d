import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { GraphSource } from '../../protocol/graph.ts';
import { readGraphSource } from '../../protocol/graphGuards.ts';
import { graphViewType } from '../contributions.ts';
import type { ProjectStore } from '../languageFeatures/projectStore.ts';
import type { Services } from '../services.ts';
import { GraphPanel } from './graphPanel.ts';
import { pageOptions } from './graphPage.ts';
import { Pictures } from './pictures.ts';

/** The graphs of the window, one for each document; layouts are shared among them. */
export class GraphPanels implements Disposable {
  readonly #services: Pick<Services, 'extensionUri' | 'executions' | 'list' | 'output'>;
  readonly #projects: ProjectStore;
  readonly #panels = new Set<GraphPanel>();
  readonly #disposables = new DisposableStore();
  readonly #pictures: Pictures;

  constructor(services: Pick<Services, 'extensionUri' | 'executions' | 'list' | 'output'>, projects: ProjectStore) {
    this.#services = services;
    this.#projects = projects;
    this.#pictures = this.#disposables.add(new Pictures(layoutTimeoutMs));
  }

  /**
   * Shows the graph of a source beside the text, the one that is there already where there is one.
   *
   * @param nodeId a node to select in it
   */
  open(source: GraphSource, nodeId?: string): void {
    const there = [...this.#panels].find((panel) => isSame(panel.source, source));
    there?.show(source.execution);
    const graph = there ?? this.#make(source);
    if (nodeId !== undefined) graph.select(nodeId);
  }

  /** The graph that somebody works in, else the one that was opened last. */
  get current(): GraphPanel | undefined {
    const panels = [...this.#panels];
    return panels.find(({ isActive }) => isActive) ?? panels.at(-1);
  }

  /** After a reload of the window. @param kept what the view kept, as whatever it is now */
  restore(panel: vscode.WebviewPanel, kept: unknown): void {
    const source = readGraphSource(kept);
    if (source) this.#add(panel, source);
    else panel.dispose();
  }

  /** A graph in the place of the text. */
  edit(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    this.#add(panel, { document: document.uri.toString(), execution: '' }, true);
  }

  dispose(): void {
    for (const panel of [...this.#panels]) panel.dispose();
    this.#disposables.dispose();
  }

  #make(source: GraphSource): GraphPanel {
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = pageOptions(this.#services.extensionUri);
    return this.#add(vscode.window.createWebviewPanel(graphViewType, t('Graph'), where, options), source);
  }

  #add(panel: vscode.WebviewPanel, source: GraphSource, isEditor = false): GraphPanel {
    const { extensionUri } = this.#services;
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `file-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const graph = new GraphPanel({
      panel,
      source,
      isEditor,
      services: this.#services,
      projects: this.#projects,
      pictures: this.#pictures,
    });
    this.#panels.add(graph);
    panel.onDidDispose(() => {
      this.#panels.delete(graph);
      graph.dispose();
    });
    return graph;
  }
}

function isSame(a: GraphSource, b: GraphSource): boolean {
  return a.document === b.document && (a.document !== '' || a.execution === b.execution);
}

function layoutTimeoutMs(): number {
  const seconds = vscode.workspace.getConfiguration('ipaWorkflow').get<unknown>('graph.layoutTimeoutSeconds');
  return (typeof seconds === 'number' && seconds > 0 ? seconds : 10) * 1000;
}
