import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { views } from '../contributions.ts';
import type { ConnectionRow, RowSource } from './rows.ts';

/** The view *Connections*: what workflows reach by a name. It asks no server; a test is a command of its own. */
export class ConnectionTree implements vscode.TreeDataProvider<ConnectionRow>, Disposable {
  readonly #sources: readonly RowSource[];
  readonly #changed = new Emitter<undefined>();
  readonly #disposables = new DisposableStore();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: readonly RowSource[]) {
    this.#sources = sources;
    for (const source of sources) {
      this.#disposables.add(source);
      this.#disposables.add(
        source.onDidChange(() => {
          this.#changed.fire(undefined);
        }),
      );
    }
    this.#disposables.add(vscode.window.registerTreeDataProvider(views.connections, this));
  }

  async getChildren(row?: ConnectionRow): Promise<ConnectionRow[]> {
    if (row) return [];
    return (await Promise.all(this.#sources.map((source) => source.rows()))).flat();
  }

  getTreeItem({ id, label, description, tooltip, icon, color, context }: ConnectionRow): vscode.TreeItem {
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
    item.id = id;
    item.description = description;
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.contextValue = context;
    item.accessibilityInformation = { label: `${label}, ${description}` };
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }
}
