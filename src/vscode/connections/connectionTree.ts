import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { StandingRows } from '../../presentation/standingRows.ts';
import { views } from '../contributions.ts';
import type { ConnectionRow, RowSource } from './rows.ts';

/** A row's place in the view, the same object as long as it stands there; commands on rows get it as their argument. */
interface ConnectionElement {
  readonly id: string;
  readonly name: string;
}

/**
 * The view *Connections*: what workflows reach by a name. It asks no server; a test is a command of its own.
 *
 * Only rows that look different are refreshed, and the whole view only where other rows stand in it: until VS Code has asked for
 * its rows anew, a click on one of them reaches nobody.
 */
export class ConnectionTree implements vscode.TreeDataProvider<ConnectionElement>, Disposable {
  readonly #sources: readonly RowSource[];
  readonly #standing = new StandingRows<ConnectionRow, ConnectionElement>(({ id, name }) => ({ id, name }));
  #isAskedFor = false;
  /** How often a source has changed. */
  #changes = 0;
  readonly #changed = new Emitter<ConnectionElement[] | undefined>();
  readonly #disposables = new DisposableStore();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: readonly RowSource[]) {
    this.#sources = sources;
    for (const source of sources) {
      this.#disposables.add(source);
      this.#disposables.add(
        source.onDidChange(() => {
          this.#changes += 1;
          void this.#refresh();
        }),
      );
    }
    this.#disposables.add(vscode.window.registerTreeDataProvider(views.connections, this));
  }

  async getChildren(element?: ConnectionElement): Promise<ConnectionElement[]> {
    if (element) return [];
    this.#isAskedFor = true;
    this.#standing.put(await this.#rows());
    return this.#standing.elements;
  }

  getTreeItem({ id }: ConnectionElement): vscode.TreeItem {
    const row = this.#standing.row(id);
    // VS Code may ask for what has just been removed.
    if (!row) return new vscode.TreeItem('');
    const item = new vscode.TreeItem(row.label, vscode.TreeItemCollapsibleState.None);
    item.id = id;
    item.description = row.description;
    item.tooltip = row.tooltip;
    item.iconPath = new vscode.ThemeIcon(
      row.icon,
      row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
    );
    item.contextValue = row.context;
    item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  /** As they are once nothing changes any more while they are asked for. */
  async #rows(): Promise<readonly ConnectionRow[]> {
    for (;;) {
      const changes = this.#changes;
      const rows = await Promise.all(this.#sources.map((source) => source.rows()));
      if (changes === this.#changes) return rows.flat();
    }
  }

  async #refresh(): Promise<void> {
    if (!this.#isAskedFor) return;
    const changed = this.#standing.put(await this.#rows());
    if (changed?.length !== 0) this.#changed.fire(changed);
  }
}
