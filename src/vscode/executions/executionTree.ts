import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { executionRow, type RowContext } from '../../presentation/executionRows.ts';
import type { Row } from '../../presentation/row.ts';
import type { StatusIcon } from '../../presentation/status.ts';
import { commands } from '../contributions.ts';
import { formatTime } from '../formatTime.ts';
import type { ExecutionList } from './executionList.ts';
import { resultUri } from './executionUris.ts';

/** A row of the view; commands on rows get it as their argument. */
export interface ExecutionElement {
  readonly executionId: string;
  readonly nodeId?: string;
  /** Of a branch, which begins with the node. */
  readonly forkId?: string;
  /** Undefined for an execution, whose row is built when it is shown. */
  readonly row?: Row;
}

/** The rows of the view *Executions*, from `src/presentation`. */
export class ExecutionTree implements vscode.TreeDataProvider<ExecutionElement>, Disposable {
  readonly #list: ExecutionList;
  /** One for each execution, always the same: VS Code refreshes by identity. */
  readonly #roots = new Map<string, ExecutionElement>();
  readonly #changed = new Emitter<ExecutionElement[] | undefined>();
  readonly #disposables = new DisposableStore();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(list: ExecutionList) {
    this.#list = list;
    this.#disposables.add(
      list.onDidChange(({ ids, membership }) => {
        for (const id of this.#roots.keys()) if (!list.get(id)) this.#roots.delete(id);
        if (membership) this.#changed.fire(undefined);
        else this.refresh(ids);
      }),
    );
  }

  /** Shows these executions again; times have moved. */
  refresh(ids: readonly string[]): void {
    this.#changed.fire(ids.map((id) => this.#root(id)));
  }

  async getChildren(element?: ExecutionElement): Promise<ExecutionElement[]> {
    if (!element) {
      await this.#list.load();
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

  resolveTreeItem(item: vscode.TreeItem, element: ExecutionElement): vscode.TreeItem {
    item.tooltip = this.#rowOf(element)?.tooltip().join('\n');
    return item;
  }

  dispose(): void {
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
      silent: snapshot !== undefined && this.#list.isSilent(snapshot),
      expanded: this.#list.ranHere(id),
    };
  }

  #root(id: string): ExecutionElement {
    const known = this.#roots.get(id);
    if (known) return known;
    const element = { executionId: id };
    this.#roots.set(id, element);
    return element;
  }
}

function elementOf(row: Row): ExecutionElement {
  const { executionId, nodeId, forkId } = row;
  return { executionId, row, ...(nodeId !== undefined && { nodeId }), ...(forkId !== undefined && { forkId }) };
}

function toItem(row: Row): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, !row.hasChildren ? None : row.expanded ? Expanded : Collapsed);
  item.id = row.id;
  item.description = row.description;
  item.iconPath = toIcon(row.icon);
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  if (row.kind === 'execution')
    item.command =
      row.status === 'completed'
        ? { command: 'vscode.open', title: t('Open the result'), arguments: [resultUri(row.executionId)] }
        : { command: commands.showLog, title: t('Show Log'), arguments: [row.executionId] };
  return item;
}

export function toIcon({ name, color }: StatusIcon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
