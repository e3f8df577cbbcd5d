import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { type ExecutionFilter, filterText, type Grouping, groupings } from '../../presentation/executionForest.ts';
import { runningTime } from '../../presentation/notices.ts';
import { isLive } from '../../presentation/words.ts';
import { contextKeys, views } from '../contributions.ts';
import type { ExecutionList } from './executionList.ts';
import { type ExecutionElement, ExecutionTree } from './executionTree.ts';

const groupingKey = 'executions.grouping';
/** While somebody looks, what other windows and terminals start is looked for so often, in ticks. */
const lookEvery = 5;
/** Who has just used the rows keeps the place that they look at. */
const useLastsMs = 5_000;

/** The view *Executions*: its rows, its badge, how they are grouped and filtered, and times that move while somebody looks. */
export class ExecutionsView implements Disposable {
  readonly #list: ExecutionList;
  readonly #memory: Pick<vscode.Memento, 'get' | 'update'>;
  readonly #disposables = new DisposableStore();
  readonly #tree: ExecutionTree;
  readonly #view: vscode.TreeView<ExecutionElement>;
  #ticker: NodeJS.Timeout | undefined;
  #ticks = 0;
  #usedMs = -Infinity;
  /** Executions of this window that were revealed, or could have been. */
  readonly #met = new Set<string>();

  constructor(list: ExecutionList, memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#list = list;
    this.#memory = memory;
    const kept = memory.get<unknown>(groupingKey);
    this.#tree = this.#disposables.add(new ExecutionTree(list, groupings.find((one) => one === kept) ?? 'day'));
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.executions, {
        treeDataProvider: this.#tree,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.#disposables.add(
      list.onDidChange(({ ids }) => {
        this.#showState();
        this.#tickWhileSeen();
        void this.#revealStarted(ids);
      }),
    );
    this.#disposables.add(
      this.#view.onDidChangeSelection(({ selection }) => {
        this.#usedMs = performance.now();
        this.#tree.select(selection);
      }),
    );
    this.#disposables.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible)
          void list.reload().then(() => {
            this.#tick();
          });
        this.#tickWhileSeen();
      }),
    );
  }

  /** The rows that are selected. */
  get selection(): readonly ExecutionElement[] {
    return this.#view.selection;
  }

  get grouping(): Grouping {
    return this.#tree.grouping;
  }

  get filter(): ExecutionFilter {
    return this.#tree.filter;
  }

  /** Remembered for the workspace. */
  group(grouping: Grouping): void {
    this.#tree.group(grouping);
    void this.#memory.update(groupingKey, grouping);
  }

  filterBy(filter: ExecutionFilter): void {
    this.#tree.filterBy(filter);
    this.#showState();
    void vscode.commands.executeCommand('setContext', contextKeys.isFiltered, this.#view.message !== '');
  }

  /** @param more id of the row *Show more* */
  showMore(more: string): void {
    this.#tree.showMore(more);
  }

  /** Opens the view with this execution selected. */
  async reveal(id: string): Promise<void> {
    const element = await this.#tree.find(id);
    if (element) await this.#view.reveal(element, { select: true, focus: true, expand: true });
  }

  dispose(): void {
    clearInterval(this.#ticker);
    this.#disposables.dispose();
  }

  /** What has just begun here comes into view, where somebody looks and does nothing else there. */
  async #revealStarted(ids: readonly string[]): Promise<void> {
    const started = ids.filter((id) => this.#list.ranHere(id) && !this.#met.has(id));
    for (const id of started) this.#met.add(id);
    const last = started.at(-1);
    if (last === undefined || !this.#mayMove()) return;
    const element = await this.#tree.find(last);
    if (!element || !this.#mayMove()) return;
    await this.#view.reveal(element, { select: false, focus: false }).then(undefined, () => {
      // It has gone since, by a filter or a discard.
    });
  }

  #mayMove(): boolean {
    return this.#view.visible && performance.now() - this.#usedMs >= useLastsMs;
  }

  #showState(): void {
    const { all } = this.#list;
    const running = all.filter(isLive);
    const told = running.length === 1 ? t('1 execution runs') : t('{0} executions run', running.length);
    this.#view.badge = running.length === 0 ? undefined : { value: running.length, tooltip: told };
    this.#view.message = filterText(this.#tree.filter, all) ?? '';
    this.#showTime();
  }

  /** In the title, where nothing is made anew for it. */
  #showTime(): void {
    this.#view.description = runningTime(this.#list.all.filter(isLive), Date.now()) ?? '';
  }

  /** Times move once in a second, while somebody looks. */
  #tickWhileSeen(): void {
    if (this.#view.visible) {
      this.#ticker ??= setInterval(() => {
        this.#tick();
      }, 1000);
      return;
    }
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  #tick(): void {
    this.#ticks += 1;
    const live = this.#list.all.filter(isLive);
    if (this.#ticks % lookEvery === 0) void this.#list.reload();
    else if (live.some((snapshot) => this.#list.isElsewhere(snapshot))) void this.#list.reloadOthers();
    this.#tree.refresh(
      live.map(({ id }) => id),
      true,
    );
    this.#showTime();
  }
}
