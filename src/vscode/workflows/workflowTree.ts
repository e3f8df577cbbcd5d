import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { type WorkflowRow, workflowRow } from '../../presentation/workflowRow.ts';
import { contextKeys } from '../contributions.ts';
import { toIcon } from '../executions/treeItems.ts';
import type { LastResults } from '../languageFeatures/codeLens.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import { WorkflowProblems } from './workflowProblems.ts';
import type { Workflows } from './workflows.ts';

/** A row of the view; commands on rows get it as their argument. */
export interface WorkflowElement {
  readonly uri: vscode.Uri;
  /** Of the row of a workspace's folder. */
  readonly files?: readonly vscode.Uri[];
}

/** The view *Workflows*: the files, by folder where the workspace has several, how each one's last execution went, what is wrong. */
export class WorkflowTree implements vscode.TreeDataProvider<WorkflowElement>, Disposable {
  readonly #files: WorkflowFiles;
  readonly #results: LastResults;
  readonly #problems: WorkflowProblems;
  /** By address, always the same: VS Code refreshes by identity. */
  readonly #elements = new Map<string, WorkflowElement>();
  /** What was shown of a file last. */
  readonly #shown = new Map<string, string>();
  readonly #changed = new Emitter<WorkflowElement[] | undefined>();
  readonly #disposables = new DisposableStore();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(files: WorkflowFiles, results: LastResults, workflows: Workflows) {
    this.#files = files;
    this.#results = results;
    this.#problems = this.#disposables.add(new WorkflowProblems(workflows));
    for (const registered of [
      files.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
      results.onDidChange(() => {
        this.#refresh();
      }),
      this.#problems.onDidChange(() => {
        this.#refresh();
      }),
    ])
      this.#disposables.add(registered);
  }

  async getChildren(element?: WorkflowElement): Promise<WorkflowElement[]> {
    if (element) return (element.files ?? []).map((uri) => this.#element(uri));
    const all = [...(await this.#files.all())].sort(byName);
    void vscode.commands.executeCommand('setContext', contextKeys.hasLookedForWorkflows, true);
    this.#problems.look(all);
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length < 2) return all.map((uri) => this.#element(uri));
    return folders.flatMap((folder) => {
      const files = all.filter((uri) => vscode.workspace.getWorkspaceFolder(uri)?.index === folder.index);
      return files.length === 0 ? [] : [{ uri: folder.uri, files }];
    });
  }

  getTreeItem({ uri, files }: WorkflowElement): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(uri, files ? Expanded : None);
    item.id = uri.toString();
    if (files) {
      item.contextValue = 'folder';
      item.iconPath = vscode.ThemeIcon.Folder;
      item.description = String(files.length);
      return item;
    }
    const row = this.#rowOf(uri);
    this.#shown.set(uri.toString(), faceOf(row));
    item.contextValue = 'workflow';
    item.command = { command: 'vscode.open', title: t('Open'), arguments: [uri] };
    item.description = row.description;
    item.accessibilityInformation = { label: row.spoken };
    if (row.icon) item.iconPath = toIcon(row.icon);
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  /** Shows again what looks different. */
  #refresh(): void {
    const changed = [...this.#elements.values()].filter(
      ({ uri }) => this.#shown.has(uri.toString()) && this.#shown.get(uri.toString()) !== faceOf(this.#rowOf(uri)),
    );
    if (changed.length > 0) this.#changed.fire(changed);
  }

  #element(uri: vscode.Uri): WorkflowElement {
    const known = this.#elements.get(uri.toString()) ?? { uri };
    this.#elements.set(uri.toString(), known);
    return known;
  }

  #rowOf(uri: vscode.Uri): WorkflowRow {
    const path = vscode.workspace.asRelativePath(uri, false).split('/');
    return workflowRow({
      name: path.at(-1) ?? '',
      folder: path.slice(0, -1).join('/'),
      errors: this.#problems.count(uri),
      isCounted: this.#problems.isCounted(uri),
      last: this.#results.lastResult(uri),
    });
  }
}

/** As they are shown: names first, folders behind them. */
function byName(one: vscode.Uri, other: vscode.Uri): number {
  return nameOf(one).localeCompare(nameOf(other)) || one.path.localeCompare(other.path);
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function faceOf({ spoken, description, icon }: WorkflowRow): string {
  return `${icon?.name ?? ''}\n${description}\n${spoken}`;
}
