/**
 * A process beside ours that ends what we started (invariant I10).
 *
 * 1. It lives for as long as its channel to our process; when that closes, however ours ended, all that is watched is ended.
 * 2. A tree that is being ended is ended, whatever becomes of our process meanwhile.
 */
import { endTree } from './endTree.ts';
import type { TreeName, WatchdogOrder, WatchdogReport } from './messages.ts';

/** Of what runs on when our process is gone: with the killing less than 6 s. */
const orphanGraceMs = 2_000;

interface Watched {
  readonly tree: TreeName;
  deadlineMs: number;
  ending: Promise<void> | undefined;
}

const watched = new Map<string, Watched>();

function end(tree: TreeName, graceMs: number): Promise<void> {
  const one = watched.get(tree.mark) ?? { tree, deadlineMs: Infinity, ending: undefined };
  watched.set(tree.mark, one);
  one.deadlineMs = Math.min(one.deadlineMs, performance.now() + graceMs);
  return (one.ending ??= endTree(tree, () => one.deadlineMs).then(() => {
    watched.delete(tree.mark);
    if (process.connected) process.send?.({ gone: tree.mark } satisfies WatchdogReport);
  }));
}

process.on('message', (order: WatchdogOrder) => {
  const { kind, tree } = order;
  if (kind === 'end') void end(tree, order.graceMs);
  else watched.set(tree.mark, { tree, deadlineMs: Infinity, ending: undefined });
});

process.on('disconnect', () => {
  const ends = [...watched.values()].map(({ tree }) => end(tree, orphanGraceMs));
  void Promise.all(ends).then(() => process.exit());
});
