import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { isLive } from '../../presentation/words.ts';
import { views } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';
import { type ExecutionElement, ExecutionTree } from './executionTree.ts';

/** The view *Executions*: its rows, its badge, and times that move while somebody looks. */
export class ExecutionsView implements Disposable {
  readonly #list: ExecutionList;
  readonly #disposables = new DisposableStore();
  readonly #tree: ExecutionTree;
  readonly #view: vscode.TreeView<ExecutionElement>;
  #ticker: NodeJS.Timeout | undefined;

  constructor(list: ExecutionList) {
    this.#list = list;
    this.#tree = this.#disposables.add(new ExecutionTree(list));
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.executions, { treeDataProvider: this.#tree, showCollapseAll: true }),
    );
    this.#disposables.add(
      list.onDidChange(() => {
        this.#showBadge();
        this.#tickWhenNeeded();
      }),
    );
    this.#disposables.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) void list.reload();
        this.#tickWhenNeeded();
      }),
    );
  }

  dispose(): void {
    clearInterval(this.#ticker);
    this.#disposables.dispose();
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
    if (!this.#view.visible || !this.#list.all.some(isLive)) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      return;
    }
    this.#ticker ??= setInterval(() => {
      const live = this.#list.all.filter(isLive);
      if (live.some((snapshot) => this.#list.isElsewhere(snapshot))) void this.#list.reload();
      this.#tree.refresh(live.map(({ id }) => id));
    }, 1000);
  }
}
