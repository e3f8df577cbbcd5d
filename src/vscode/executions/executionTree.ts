/**
 * The rows of the view *Executions*, from `src/presentation`.
 *
 * 1. A row's element is the same object as long as the thing is the same: VS Code refreshes by identity.
 * 2. Only what looks different is refreshed, and of rows below each other the upper one: it brings its children along. A row that is
 *    refreshed without need swallows a click; so the progress of an execution whose rows are open is shown once in a second only.
 * 3. An execution is opened by itself while it runs and until another one is started here; then it is closed, except under a selection.
 * 4. Rows are made when VS Code asks for them; what nobody has opened costs nothing.
 */
import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import {
  type ExecutionFilter,
  executionForest,
  type Grouping,
  groupStep,
  noFilter,
} from '../../presentation/executionForest.ts';
import { executionRow } from '../../presentation/executionRows.ts';
import { faceOf, type Row } from '../../presentation/row.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { dayLabel, dayOf, formatTime } from '../formatTime.ts';
import type { ExecutionList } from './executionList.ts';
import { toItem } from './treeItems.ts';

/** A row of the view; commands on rows get it as their argument. */
export interface ExecutionElement {
  readonly id: string;
  readonly kind: Row['kind'];
  /** Absent for a group. */
  readonly executionId?: string;
  readonly nodeId?: string;
  /** Of a branch, which begins with the node. */
  readonly forkId?: string;
}

/** What VS Code was told of a row. */
interface Shown {
  readonly element: ExecutionElement;
  row: Row;
  face: string | undefined;
  parent: ExecutionElement | undefined;
  /** Ids; undefined where nobody has asked. */
  children: readonly string[] | undefined;
}

export class ExecutionTree implements vscode.TreeDataProvider<ExecutionElement>, Disposable {
  readonly #list: ExecutionList;
  readonly #shown = new Map<string, Shown>();
  readonly #counts = new Map<string, number>();
  readonly #changed = new Emitter<ExecutionElement[] | undefined>();
  readonly #disposables = new DisposableStore();
  /** Executions that VS Code was told are open. */
  readonly #open = new Set<string>();
  /** Executions in which something is selected. */
  #selected: ReadonlySet<string> = new Set();
  #roots: readonly string[] | undefined;
  #grouping: Grouping;
  #filter = noFilter;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(list: ExecutionList, grouping: Grouping = 'none') {
    this.#list = list;
    this.#grouping = grouping;
    this.#disposables.add(
      list.onDidChange(({ ids, membership }) => {
        for (const id of ids) if (!list.get(id)) this.#forget(id);
        const mayFold = membership ? [...this.#open] : [];
        if (!(membership || this.#filter.statuses.length > 0) || !this.#replant()) this.refresh([...ids, ...mayFold]);
      }),
    );
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  get filter(): ExecutionFilter {
    return this.#filter;
  }

  group(grouping: Grouping): void {
    this.#grouping = grouping;
    this.#replant();
  }

  filterBy(filter: ExecutionFilter): void {
    this.#filter = filter;
    this.#replant();
  }

  /** @param more id of the row *Show more* */
  showMore(more: string): void {
    const group = more.replace(/^more:/, '');
    this.#counts.set(group, (this.#counts.get(group) ?? groupStep) + groupStep);
    this.#replant();
  }

  /** What is selected is not closed under somebody's hand. */
  select(elements: readonly ExecutionElement[]): void {
    this.#selected = new Set(elements.flatMap(({ executionId }) => executionId ?? []));
  }

  /**
   * Shows what looks different now of these executions.
   *
   * @param all also what is shown once in a second only
   */
  refresh(ids: readonly string[], all = false): void {
    const changed: ExecutionElement[] = [];
    for (const id of ids) {
      const snapshot = this.#list.get(id);
      const shown = this.#shown.get(id);
      if (!snapshot || !shown) continue;
      const row = this.#executionRow(snapshot);
      if (shown.face === undefined || row.expanded === this.#open.has(id)) {
        this.#compare(row, changed, all);
        continue;
      }
      shown.row = row;
      // Its id is another one to VS Code, which it learns with all that stand beside it.
      if (shown.parent === undefined) {
        this.#changed.fire(undefined);
        return;
      }
      changed.push(shown.parent);
    }
    if (changed.length > 0) this.#changed.fire(changed);
  }

  async getChildren(element?: ExecutionElement): Promise<ExecutionElement[]> {
    if (!element) {
      await this.#list.load();
      const rows = this.#forest();
      this.#roots = rows.map(({ id }) => id);
      return rows.map((row) => this.#show(row, undefined));
    }
    if (element.kind === 'execution') await this.#list.outline(element.id);
    const shown = this.#shown.get(element.id);
    if (!shown) return [];
    shown.row = this.#rowNow(shown);
    const rows = shown.row.children();
    shown.children = rows.map(({ id }) => id);
    return rows.map((row) => this.#show(row, element));
  }

  getTreeItem(element: ExecutionElement): vscode.TreeItem {
    const shown = this.#shown.get(element.id);
    if (!shown) return toItem(gone(element));
    shown.face = faceOf(shown.row);
    if (element.kind === 'execution') {
      if (shown.row.expanded) this.#open.add(element.id);
      else this.#open.delete(element.id);
    }
    return toItem(shown.row, this.#list.get(element.executionId ?? ''));
  }

  resolveTreeItem(item: vscode.TreeItem, element: ExecutionElement): vscode.TreeItem {
    item.tooltip = this.#shown.get(element.id)?.row.tooltip().join('\n');
    return item;
  }

  getParent(element: ExecutionElement): ExecutionElement | undefined {
    return this.#shown.get(element.id)?.parent;
  }

  /** The row of an execution, its group opened for it; undefined where it is filtered out or not shown yet. */
  async find(id: string): Promise<ExecutionElement | undefined> {
    for (const root of await this.getChildren()) {
      if (root.id === id) return root;
      if (root.kind !== 'group') continue;
      const found = (await this.getChildren(root)).find((one) => one.id === id);
      if (found) return found;
    }
    return undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  #forest(): readonly Row[] {
    return executionForest(this.#list.all, {
      grouping: this.#grouping,
      filter: this.#filter,
      shown: this.#counts,
      dayOf,
      dayLabel,
      rowOf: (snapshot) => this.#executionRow(snapshot),
    });
  }

  /** Refreshes the groups or the whole where other executions stand in them. @returns whether the whole is asked for anew */
  #replant(): boolean {
    if (this.#roots === undefined) return false;
    const rows = this.#forest();
    if (!isSame(rows, this.#roots)) {
      this.#changed.fire(undefined);
      return true;
    }
    const changed: ExecutionElement[] = [];
    for (const row of rows) if (row.kind === 'group') this.#compare(row, changed, false);
    if (changed.length > 0) this.#changed.fire(changed);
    return false;
  }

  #show(row: Row, parent: ExecutionElement | undefined): ExecutionElement {
    const known = this.#shown.get(row.id);
    if (known) {
      known.row = row;
      known.parent = parent;
      return known.element;
    }
    const element = elementOf(row);
    this.#shown.set(row.id, { element, row, face: undefined, parent, children: undefined });
    return element;
  }

  /** A row that was made earlier makes children of that time: of executions that may be over by now. */
  #rowNow({ element: { id, kind }, row }: Shown): Row {
    if (kind === 'group') return this.#forest().find((one) => one.id === id) ?? row;
    const snapshot = kind === 'execution' ? this.#list.get(id) : undefined;
    return snapshot ? this.#executionRow(snapshot) : row;
  }

  #compare(row: Row, changed: ExecutionElement[], all: boolean): void {
    const shown = this.#shown.get(row.id);
    if (!shown) return;
    const before = shown.row;
    shown.row = row;
    // Not asked for yet: it will be made as it is then.
    if (shown.face === undefined) return;
    const children = shown.children === undefined ? undefined : row.children();
    const canWait = !all && row.kind === 'execution' && children !== undefined && row.context === before.context;
    const looksDifferent = faceOf(row) !== shown.face && !canWait;
    if (looksDifferent || (children && !isSame(children, shown.children ?? []))) {
      changed.push(shown.element);
      return;
    }
    for (const child of children ?? []) this.#compare(child, changed, all);
  }

  #executionRow(snapshot: ExecutionSnapshot): Row {
    const repeated = this.#list.get(snapshot.retry_of ?? '');
    return executionRow(snapshot, this.#list.knownOutline(snapshot.id), {
      wallMs: Date.now(),
      formatTime,
      elsewhere: this.#list.isElsewhere(snapshot),
      silent: this.#list.isSilent(snapshot),
      repeatedMs: repeated && Date.parse(repeated.started_at),
      expanded: this.#list.isCurrent(snapshot) || (this.#selected.has(snapshot.id) && this.#open.has(snapshot.id)),
    });
  }

  #forget(id: string): void {
    this.#open.delete(id);
    for (const [key, { element }] of this.#shown) if (element.executionId === id) this.#shown.delete(key);
  }
}

function isSame(rows: readonly Row[], ids: readonly string[]): boolean {
  return rows.length === ids.length && rows.every(({ id }, index) => id === ids[index]);
}

function elementOf({ id, kind, executionId, nodeId, forkId }: Row): ExecutionElement {
  return {
    ...{ id, kind },
    ...(executionId !== undefined && { executionId }),
    ...(nodeId !== undefined && { nodeId }),
    ...(forkId !== undefined && { forkId }),
  };
}

/** VS Code may ask for what has just been removed. */
function gone({ id, kind }: ExecutionElement): Row {
  return {
    ...{ id, kind, label: '', description: '', icon: { name: 'blank' }, context: '', spoken: '' },
    ...{ hasChildren: false, expanded: false, children: () => [], tooltip: () => [] },
  };
}
