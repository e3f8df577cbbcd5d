import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { LastExecution, LastResult } from '../../language/types.ts';
import { waitsForAnswer } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { LastResults } from '../languageFeatures/codeLens.ts';
import type { ExecutionList } from './executionList.ts';
import { sourceOf } from './executionUris.ts';

/** How the newest execution of each file went, from the list; the store is read when somebody first asks. */
export class ListedResults implements LastResults, Disposable {
  readonly #list: ExecutionList;
  readonly #changed = new Emitter<void>();
  readonly #progressed = new Emitter<void>();
  readonly #disposables = new DisposableStore();
  #results: ReadonlyMap<string, LastResult> = new Map();

  readonly onDidChange = this.#changed.event;
  readonly onDidProgress = this.#progressed.event;

  constructor(list: ExecutionList) {
    this.#list = list;
    this.#disposables.add(
      list.onDidChange(({ ids }) => {
        const results = newest(list);
        // Progress alone changes nothing here.
        const isSame = fingerprint(results) === fingerprint(this.#results);
        this.#results = results;
        if (!isSame) this.#changed.fire();
        const changed = new Set(ids);
        if ([...results.values()].some(({ executionId }) => changed.has(executionId))) this.#progressed.fire();
      }),
    );
  }

  lastResult(file: vscode.Uri): LastResult | undefined {
    if (!this.#list.loaded) void this.#list.load();
    return this.#results.get(sourceOf(file));
  }

  lastExecution(file: vscode.Uri): LastExecution | undefined {
    const last = this.lastResult(file);
    return last && this.#list.get(last.executionId);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
    this.#progressed.dispose();
  }
}

function newest(list: ExecutionList): ReadonlyMap<string, LastResult> {
  const results = new Map<string, LastResult>();
  for (const snapshot of list.all) {
    const { id, duration_ms: durationMs } = snapshot;
    const source = list.sourceOf(snapshot);
    const shown = shownStatus(snapshot);
    if (source === undefined || shown === undefined || results.has(source)) continue;
    results.set(source, { executionId: id, status: shown, ...(durationMs !== null && { durationMs }) });
  }
  return results;
}

function shownStatus(snapshot: ExecutionSnapshot): LastResult['status'] | undefined {
  const { status } = snapshot;
  if (status === 'unreadable') return undefined;
  if (waitsForAnswer(snapshot)) return 'waiting';
  return status === 'pending' ? 'running' : status;
}

function fingerprint(results: ReadonlyMap<string, LastResult>): string {
  return [...results].map(([file, { executionId, status }]) => `${file}\n${executionId}\n${status}`).join('\n');
}
