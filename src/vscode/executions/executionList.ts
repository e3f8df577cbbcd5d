/**
 * All executions of the store as the window shows them: read when somebody first asks, kept up to date from then on.
 *
 * 1. Readers hear of changes a few times a second, however many events there are.
 * 2. What another window or terminal runs is read again when asked (`reload`), and its owner watched.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { Outline } from '../../presentation/outline.ts';
import { isLive } from '../../presentation/words.ts';
import type { ExecutionSnapshot } from '../../protocol/execution.ts';
import { finishBesides } from '../../sdk/besides.ts';
import type { Executions } from '../../sdk/executions.ts';
import { OwnerWatch } from '../../sdk/ownerWatch.ts';

/** How long changes are gathered. */
const gatherMs = 150;

export interface ListChange {
  /** The executions that look different now. */
  readonly ids: readonly string[];
  /** Whether some came or went. */
  readonly membership: boolean;
}

export class ExecutionList implements Disposable {
  readonly #executions: Executions;
  readonly #nowMs: () => number;
  readonly #snapshots = new Map<string, ExecutionSnapshot>();
  readonly #here = new Set<string>();
  readonly #ranHere = new Set<string>();
  /** Addresses of texts without a file, by execution. */
  readonly #untitled = new Map<string, string>();
  readonly #outlines = new Map<string, Promise<Outline | undefined>>();
  readonly #knownOutlines = new Map<string, Outline>();
  /** Kept until an execution comes or goes. */
  #order: readonly string[] | undefined;
  /** Kept until one changes. */
  #all: readonly ExecutionSnapshot[] | undefined;
  /** Of the executions that others run. */
  readonly #watches = new Map<string, OwnerWatch>();
  #silent: ReadonlySet<string> = new Set();
  readonly #marked = new Set<string>();
  readonly #changed = new Emitter<ListChange>();
  readonly #ended = new Emitter<ExecutionSnapshot>();
  readonly #disposables = new DisposableStore();
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> | undefined;
  #loaded = false;

  readonly onDidChange = this.#changed.event;
  /** An execution that ran here is over; also when it was interrupted because nothing could be written. */
  readonly onDidEnd = this.#ended.event;

  /** @param nowMs a clock that never goes back */
  constructor(executions: Executions, nowMs = (): number => performance.now()) {
    this.#executions = executions;
    this.#nowMs = nowMs;
    this.#disposables.add(
      executions.onEvent(({ id }) => {
        if (!this.#here.has(id)) this.#watch(id);
      }),
    );
    this.#disposables.add(
      executions.onDidChange((id) => {
        this.#mark(id);
      }),
    );
  }

  /** Those known so far, newest first. */
  get all(): readonly ExecutionSnapshot[] {
    this.#order ??= newestFirst(this.#snapshots.values());
    this.#all ??= this.#order.flatMap((id) => this.#snapshots.get(id) ?? []);
    return this.#all;
  }

  /** Whether the store has been read. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get(id: string): ExecutionSnapshot | undefined {
    return this.#snapshots.get(id);
  }

  /** Remembers which text without a file an execution is of. */
  associate(id: string, address: string): void {
    this.#untitled.set(id, address);
    this.#mark(id);
  }

  /** The path of its file, or the address of its text in this window; undefined where neither is known. */
  sourceOf({ id, file }: ExecutionSnapshot): string | undefined {
    return file ?? this.#untitled.get(id);
  }

  /** Whether this window runs it. */
  isHere(id: string): boolean {
    return this.#here.has(id);
  }

  /** Whether this window runs it, or did. */
  ranHere(id: string): boolean {
    return this.#ranHere.has(id);
  }

  /** Whether this window runs it, or was the last to do so: nothing else has been started here since its end. */
  isCurrent({ id, ended_at: ended }: ExecutionSnapshot): boolean {
    if (!this.#ranHere.has(id)) return false;
    const last = this.all.find((one) => this.#ranHere.has(one.id));
    return ended === null || last === undefined || last.id === id || isBefore(last.started_at, ended);
  }

  /** Whether another window or terminal runs it. */
  isElsewhere(snapshot: ExecutionSnapshot): boolean {
    return isLive(snapshot) && !this.#here.has(snapshot.id);
  }

  /** Whether another process owns it and shows no sign of life, as far as has been seen at each `reload`. */
  isSilent(snapshot: ExecutionSnapshot): boolean {
    return this.isElsewhere(snapshot) && this.#silent.has(snapshot.id);
  }

  /** Reads the store once. */
  load(): Promise<void> {
    return this.#loaded ? Promise.resolve() : this.reload();
  }

  /** Reads the store again. */
  reload(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** The outline of an execution's workflow; undefined where it cannot be understood. */
  outline(id: string): Promise<Outline | undefined> {
    const known = this.#outlines.get(id);
    if (known) return known;
    const reading = this.#readOutline(id);
    this.#outlines.set(id, reading);
    return reading;
  }

  /** The same where it has been asked for before; undefined as long as it has not come. */
  knownOutline(id: string): Outline | undefined {
    return this.#knownOutlines.get(id);
  }

  /** Reads again what other processes run. */
  async reloadOthers(): Promise<void> {
    const others = this.all.filter((snapshot) => this.isElsewhere(snapshot));
    for (const { id } of others) this.#mark(id);
    await this.#watchOthers(others);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
    this.#changed.dispose();
    this.#ended.dispose();
  }

  async #readOutline(id: string): Promise<Outline | undefined> {
    const workflow = await this.#executions.workflow(id);
    if (!workflow) return undefined;
    const { outlineInSteps } = await import('../../presentation/outline.ts');
    const outline = await finishBesides(outlineInSteps(workflow));
    this.#knownOutlines.set(id, outline);
    return outline;
  }

  #watch(id: string): void {
    this.#here.add(id);
    this.#ranHere.add(id);
    this.#executions.finished(id).then(
      (snapshot) => {
        this.#here.delete(id);
        this.#mark(id);
        this.#ended.fire(snapshot);
      },
      () => this.#here.delete(id),
    );
  }

  #mark(id: string): void {
    this.#marked.add(id);
    this.#timer ??= setTimeout(() => {
      void this.#readMarked();
    }, gatherMs);
  }

  async #readMarked(): Promise<void> {
    this.#timer = undefined;
    const ids = [...this.#marked];
    this.#marked.clear();
    const snapshots = await Promise.all(ids.map((id) => this.#executions.get(id)));
    // To make those of large executions took a while; others go on before everything that shows them does.
    await nextTurn();
    let membership = false;
    ids.forEach((id, index) => {
      const snapshot = snapshots[index];
      if ((snapshot !== undefined) !== this.#snapshots.has(id)) membership = true;
      if (snapshot) this.#set(snapshot);
      else this.#forget(id);
    });
    this.#changed.fire({ ids, membership });
  }

  async #read(): Promise<void> {
    const snapshots = await this.#executions.list();
    const before = new Set(this.#snapshots.keys());
    const first = !this.#loaded;
    this.#loaded = true;
    const changed = snapshots.filter((snapshot) => !isSame(snapshot, this.#snapshots.get(snapshot.id)));
    for (const snapshot of changed) this.#set(snapshot);
    await this.#watchOthers(snapshots.filter((snapshot) => this.isElsewhere(snapshot)));
    const present = new Set(snapshots.map(({ id }) => id));
    const gone = [...before].filter((id) => !present.has(id) && !this.#here.has(id));
    for (const id of gone) this.#forget(id);
    const membership = first || gone.length > 0 || changed.some(({ id }) => !before.has(id));
    const ids = [...changed.map(({ id }) => id), ...gone];
    if (membership || ids.length > 0) this.#changed.fire({ ids, membership });
  }

  async #watchOthers(others: readonly ExecutionSnapshot[]): Promise<void> {
    const ids = new Set(others.map(({ id }) => id));
    for (const id of this.#watches.keys()) if (!ids.has(id)) this.#watches.delete(id);
    const silent = new Set<string>();
    await Promise.all(
      others.map(async ({ id }) => {
        const owner = await this.#executions.owner(id);
        const watch = this.#watches.get(id) ?? new OwnerWatch();
        this.#watches.set(id, watch);
        if (watch.isSilent(owner, this.#nowMs())) silent.add(id);
      }),
    );
    this.#silent = silent;
  }

  #set(snapshot: ExecutionSnapshot): void {
    if (!this.#snapshots.has(snapshot.id)) this.#order = undefined;
    this.#all = undefined;
    this.#snapshots.set(snapshot.id, snapshot);
  }

  #forget(id: string): void {
    this.#order = undefined;
    this.#all = undefined;
    this.#knownOutlines.delete(id);
    this.#snapshots.delete(id);
    this.#untitled.delete(id);
    this.#outlines.delete(id);
  }
}

function newestFirst(snapshots: Iterable<ExecutionSnapshot>): readonly string[] {
  const started = [...snapshots].map(({ id, started_at: at }) => ({ id, ms: Date.parse(at) }));
  return started.sort((a, b) => b.ms - a.ms).map(({ id }) => id);
}

/** Both ISO 8601. */
function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}

/** Whether two readings of one execution say the same; a running one is another each time. */
function isSame(a: ExecutionSnapshot, b: ExecutionSnapshot | undefined): boolean {
  return b !== undefined && a.status === b.status && !isLive(a);
}
