import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { graphExecutionInSteps } from '../../presentation/graphExecution.ts';
import { isLive } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import type { GraphExecution } from '../../protocol/graph.ts';
import { finishBesides } from '../../sdk/besides.ts';
import type { ExecutionList } from '../executions/executionList.ts';

/** The execution whose states a graph shows: the one that it was opened for until its file runs again, else the file's newest. */
export class ShownExecution implements Disposable {
  readonly #list: ExecutionList;
  readonly #source: string | undefined;
  readonly #changed = new Emitter<void>();
  readonly #disposables = new DisposableStore();
  #pinned: string | undefined;
  #last: string | undefined;

  /** It is another one, or looks different. */
  readonly onDidChange = this.#changed.event;

  /** @param source the text whose executions are looked for; undefined: those of no other than the pinned one */
  constructor(list: ExecutionList, source: string | undefined, pinned: string | undefined) {
    this.#list = list;
    this.#source = source;
    this.#pinned = pinned;
    this.#disposables.add(this.#changed);
    this.#disposables.add(
      list.onDidChange(({ ids }) => {
        const id = this.current()?.id;
        const isAnother = id !== this.#last;
        this.#last = id;
        if (isAnother || (id !== undefined && ids.includes(id))) this.#changed.fire();
      }),
    );
  }

  /** The one that the graph was opened for; undefined: the file's newest. */
  get pinned(): string | undefined {
    return this.#pinned;
  }

  pin(id: string | undefined): void {
    this.#pinned = id;
    this.#changed.fire();
  }

  current(): ExecutionSnapshot | undefined {
    const newest =
      this.#source === undefined
        ? undefined
        : this.#list.all.find((one) => this.#list.sourceOf(one) === this.#source && one.status !== 'unreadable');
    const pinned = this.#pinned === undefined ? undefined : this.#list.get(this.#pinned);
    const isOvertaken = newest !== undefined && newest.id !== pinned?.id && this.#list.isHere(newest.id);
    if (pinned && !isOvertaken) return pinned;
    if (isOvertaken) this.#pinned = undefined;
    return newest;
  }

  /** As the view gets it; null: none to show. */
  async read(): Promise<GraphExecution | null> {
    await this.#list.load();
    const snapshot = this.current();
    this.#last = snapshot?.id;
    if (!snapshot) return null;
    return finishBesides(graphExecutionInSteps(snapshot, await this.#list.outline(snapshot.id), Date.now()));
  }

  /** Whether its texts change as time passes: a retry is waited for. */
  get ticks(): boolean {
    const snapshot = this.current();
    return (
      snapshot !== undefined &&
      isLive(snapshot) &&
      Object.values(snapshot.nodes).some(({ status }) => status === 'waiting')
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
