/** A program that we started, with everything that it started. */
export interface TreeName {
  /** Of the program; also the number of its process group. */
  readonly pid: number;
  /** The value of {@link markName} in the environment of each of its processes. */
  readonly mark: string;
}

/** By it a process is known as ours that has left its group, as a daemon does. */
export const markName = 'IPA_WORKFLOW_TREE';

/** What the watchdog is told. */
export type WatchdogOrder =
  /** End it when our process is gone. */
  | { readonly kind: 'watch'; readonly tree: TreeName }
  /** End it now, and report it `gone`. */
  | { readonly kind: 'end'; readonly tree: TreeName; readonly graceMs: number };

export interface WatchdogReport {
  /** The mark of a tree of which nothing is left. */
  readonly gone: string;
}
