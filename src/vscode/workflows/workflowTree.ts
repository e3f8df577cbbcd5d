import * as vscode from 'vscode';
import { formatDuration } from '../../base/duration.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { statusIcon, statusWord } from '../../presentation/status.ts';
import { views } from '../contributions.ts';
import { toIcon } from '../executions/treeItems.ts';
import type { LastResults } from '../languageFeatures/codeLens.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

/** A row of the view; commands on rows get it as their argument. */
export interface WorkflowElement {
  readonly uri: vscode.Uri;
}

/** The view *Workflows*: the files, and how each one's last execution went. */
export class WorkflowTree implements vscode.TreeDataProvider<WorkflowElement>, Disposable {
  readonly #files: WorkflowFiles;
  readonly #results: LastResults;
  readonly #changed = new Emitter<undefined>();
  readonly #disposables = new DisposableStore();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(files: WorkflowFiles, results: LastResults) {
    this.#files = files;
    this.#results = results;
    const changed = (): void => {
      this.#changed.fire(undefined);
    };
    this.#disposables.add(files.onDidChange(changed));
    this.#disposables.add(results.onDidChange(changed));
    this.#disposables.add(vscode.window.registerTreeDataProvider(views.workflows, this));
  }

  async getChildren(element?: WorkflowElement): Promise<WorkflowElement[]> {
    return element ? [] : (await this.#files.all()).map((uri) => ({ uri }));
  }

  getTreeItem({ uri }: WorkflowElement): vscode.TreeItem {
    const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.None);
    item.id = uri.toString();
    item.contextValue = 'workflow';
    item.command = { command: 'vscode.open', title: t('Open'), arguments: [uri] };
    const last = this.#results.lastResult(uri);
    const folder = vscode.workspace.asRelativePath(uri).split('/').slice(0, -1).join('/');
    if (!last) {
      item.description = folder;
      return item;
    }
    item.iconPath = toIcon(statusIcon(last.status));
    const time = last.durationMs === undefined ? '' : ` · ${formatDuration(last.durationMs)}`;
    item.description = [`${statusWord(last.status)}${time}`, folder].filter((part) => part !== '').join(' · ');
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }
}
