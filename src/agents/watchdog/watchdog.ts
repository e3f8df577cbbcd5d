/** Our side of the watchdog: one process for all that we start, there while it is needed. */
import { type ChildProcess, fork } from 'node:child_process';
import { workerFile } from '../assets.ts';
import { endTree } from './endTree.ts';
import { markName, type TreeName, type WatchdogOrder, type WatchdogReport } from './messages.ts';

/** How long one that has nothing to watch is kept. */
const usualIdleMs = 10_000;

interface Watched {
  readonly tree: TreeName;
  /** How it was asked to end. */
  graceMs: number | undefined;
  readonly whenGone: (() => void)[];
}

export class Watchdog {
  readonly #idleMs: number;
  readonly #watched = new Map<string, Watched>();
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(idleMs = usualIdleMs) {
    this.#idleMs = idleMs;
  }

  /** Has it end with our process. */
  watch(tree: TreeName): void {
    this.#watched.set(tree.mark, { tree, graceMs: undefined, whenGone: [] });
    this.#tell({ kind: 'watch', tree });
  }

  /** Ends it: SIGTERM, after the grace SIGKILL. Resolves when nothing of it is left. */
  end(tree: TreeName, graceMs: number): Promise<void> {
    const one = this.#watched.get(tree.mark);
    if (one === undefined) return Promise.resolve();
    one.graceMs = Math.min(one.graceMs ?? Infinity, graceMs);
    return new Promise((resolve) => {
      one.whenGone.push(resolve);
      this.#tell({ kind: 'end', tree, graceMs });
      // Who waits for an end must not be alone with it: nothing else may keep our process.
      this.#child?.channel?.ref();
    });
  }

  /** It may be told more than once: who asks for an end again may cross the answer. */
  #gone(mark: string): void {
    const one = this.#watched.get(mark);
    if (one === undefined) return;
    for (const resolve of one.whenGone) resolve();
    this.#watched.delete(mark);
    if ([...this.#watched.values()].every(({ graceMs }) => graceMs === undefined)) this.#child?.channel?.unref();
    if (this.#watched.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#child?.disconnect();
      this.#child = undefined;
    }, this.#idleMs);
    this.#idle.unref();
  }

  #tell(order: WatchdogOrder): void {
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    // Where it cannot be told it has ended, and another is told everything.
    this.#child.send(order, () => undefined);
  }

  #start(): ChildProcess {
    const child = fork(workerFile('watchdog'), [], {
      // Only Electron reads it: its program then is Node. Where we are part of such a tree ourselves, the watchdog is not.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', [markName]: '' },
      execArgv: [],
      // Out of our group, so that Ctrl+C and a kill of the group do not reach it.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      windowsHide: true,
    });
    child.unref();
    child.channel?.unref();
    child.on('message', ({ gone }: WatchdogReport) => {
      this.#gone(gone);
    });
    child.on('error', () => {
      this.#lost(child, false);
    });
    child.on('exit', () => {
      this.#lost(child, true);
    });
    return child;
  }

  /** It was killed, or could not be started: what was to be ended is ended from here, and another watches if it can. */
  #lost(child: ChildProcess, another: boolean): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const { tree, graceMs } of [...this.#watched.values()]) {
      if (graceMs === undefined) {
        if (another) this.#tell({ kind: 'watch', tree });
      } else {
        const deadlineMs = performance.now() + graceMs;
        void endTree(tree, () => deadlineMs).then(() => {
          this.#gone(tree.mark);
        });
      }
    }
  }
}

export const watchdog = new Watchdog();
