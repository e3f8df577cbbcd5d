import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { executionRow, type RowContext } from '../../presentation/executionRows.ts';
import type { Row } from '../../presentation/row.ts';
import type { StatusIcon } from '../../presentation/status.ts';
import { isLive } from '../../presentation/words.ts';
import { views } from '../contributions.ts';
import { formatTime } from '../formatTime.ts';
import { resultUri } from './executionUris.ts';
import type { ExecutionList } from './executionList.ts';

/** A row of the view; commands on rows get it as their argument. */
export interface ExecutionElement {
  readonly executionId: string;
  readonly nodeId?: string;
  /** Undefined for an execution, whose row is built when it is shown. */
  readonly row?: Row;
}

type Changed = readonly ExecutionElement[] | undefined;

/** The view *Executions*: rows from `src/presentation`, and what makes them move. */
export class ExecutionTree implements vscode.TreeDataProvider<ExecutionElement>, Disposable {
  readonly #list: ExecutionList;
  /** One for each execution, always the same: VS Code refreshes by identity. */
  readonly #roots = new Map<string, ExecutionElement>();
  /** Those that began while the window was open come open. */
  readonly #expanded = new Set<string>();
  readonly #changed = new Emitter<Changed>();
  readonly #disposables = new DisposableStore();
  readonly #view: vscode.TreeView<ExecutionElement>;
  #ticker: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event as vscode.Event<ExecutionElement[] | undefined>;

  constructor(list: ExecutionList) {
    this.#list = list;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.executions, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#disposables.add(
      list.onDidChange(({ ids, membership }) => {
        this.#update(membership ? undefined : ids);
      }),
    );
    this.#disposables.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) void this.#list.reload();
        this.#tickWhenNeeded();
      }),
    );
  }

  async getChildren(element?: ExecutionElement): Promise<ExecutionElement[]> {
    if (!element) {
      await this.#list.load();
      this.#tickWhenNeeded();
      return this.#list.all.map(({ id }) => this.#root(id));
    }
    if (element.row) return element.row.children().map(elementOf);
    const { executionId } = element;
    const outline = await this.#list.outline(executionId);
    const snapshot = this.#list.get(executionId);
    if (!snapshot) return [];
    return executionRow(snapshot, outline, this.#context(executionId)).children().map(elementOf);
  }

  getTreeItem(element: ExecutionElement): vscode.TreeItem {
    const row = this.#rowOf(element);
    return row ? toItem(row) : new vscode.TreeItem('');
  }

  getParent(): undefined {
    // Only executions are revealed.
    return undefined;
  }

  resolveTreeItem(item: vscode.TreeItem, element: ExecutionElement): vscode.TreeItem {
    item.tooltip = this.#rowOf(element)?.tooltip().join('\n');
    return item;
  }

  /** All rows, as they would be read with everything open. */
  async rows(): Promise<readonly Row[]> {
    await this.#list.load();
    return Promise.all(
      this.#list.all.map(async (snapshot) =>
        executionRow(snapshot, await this.#list.outline(snapshot.id), this.#context(snapshot.id)),
      ),
    );
  }

  /** For an execution that has just begun. */
  expand(id: string): void {
    this.#expanded.add(id);
  }

  dispose(): void {
    clearInterval(this.#ticker);
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  #rowOf({ executionId, row }: ExecutionElement): Row | undefined {
    if (row) return row;
    const snapshot = this.#list.get(executionId);
    return snapshot && executionRow(snapshot, undefined, this.#context(executionId));
  }

  #context(id: string): RowContext {
    const snapshot = this.#list.get(id);
    return {
      wallMs: Date.now(),
      formatTime,
      elsewhere: snapshot !== undefined && this.#list.isElsewhere(snapshot),
      expanded: this.#expanded.has(id),
    };
  }

  #root(id: string): ExecutionElement {
    const known = this.#roots.get(id);
    if (known) return known;
    const element = { executionId: id };
    this.#roots.set(id, element);
    return element;
  }

  /** @param ids undefined: some came or went */
  #update(ids: readonly string[] | undefined): void {
    for (const id of this.#roots.keys()) if (!this.#list.get(id)) this.#roots.delete(id);
    this.#showBadge();
    if (this.#view.visible) this.#changed.fire(ids?.map((id) => this.#root(id)));
    this.#tickWhenNeeded();
  }

  #showBadge(): void {
    const running = this.#list.all.filter(isLive).length;
    this.#view.badge =
      running === 0
        ? undefined
        : { value: running, tooltip: running === 1 ? t('1 execution runs') : t('{0} executions run', running) };
  }

  /** Times move once in a second, while somebody looks and something runs. */
  #tickWhenNeeded(): void {
    const needed = this.#view.visible && this.#list.all.some(isLive);
    if (!needed) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      return;
    }
    this.#ticker ??= setInterval(() => {
      const live = this.#list.all.filter(isLive);
      if (live.some((snapshot) => this.#list.isElsewhere(snapshot))) void this.#list.reload();
      this.#changed.fire(live.map(({ id }) => this.#root(id)));
    }, 1000);
  }
}

function elementOf(row: Row): ExecutionElement {
  const { executionId, nodeId } = row;
  return { executionId, row, ...(nodeId !== undefined && { nodeId }) };
}

function toItem(row: Row): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, !row.hasChildren ? None : row.expanded ? Expanded : Collapsed);
  item.id = row.id;
  item.description = row.description;
  item.iconPath = toIcon(row.icon);
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  if (row.kind === 'execution' && row.status === 'completed')
    item.command = { command: 'vscode.open', title: t('Open the result'), arguments: [resultUri(row.executionId)] };
  return item;
}

function toIcon({ name, color }: StatusIcon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
