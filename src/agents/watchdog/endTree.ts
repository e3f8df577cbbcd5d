/** Ends a program with everything that it started: asked first, then killed. */
import { execFile } from 'node:child_process';
import { isGoneOf, livingOf } from './living.ts';
import type { TreeName } from './messages.ts';

/** How long we look for what a SIGKILL has left; it leaves nothing but what the system cannot end. */
const killingMs = 1_000;
const shortestLookMs = 10;
const longestLookMs = 100;

/**
 * Resolves when nothing of it is left, or nothing can be done any more.
 *
 * @param deadline in milliseconds of `performance.now()`: what is left then is killed; asked again and again
 */
export async function endTree(tree: TreeName, deadline: () => number): Promise<void> {
  if (isGone(tree)) return;
  signal(tree, 'SIGTERM');
  await pollUntil(() => isGone(tree) || performance.now() >= deadline());
  const giveUpMs = performance.now() + killingMs;
  await pollUntil(() => {
    if (isGone(tree) || performance.now() >= giveUpMs) return true;
    // Again and again: what forks meanwhile is found the next time.
    signal(tree, 'SIGKILL');
    return false;
  });
}

async function pollUntil(isDone: () => boolean): Promise<void> {
  for (let lookMs = shortestLookMs; !isDone(); lookMs = Math.min(lookMs * 2, longestLookMs))
    await new Promise((resolve) => setTimeout(resolve, lookMs));
}

function signal(tree: TreeName, name: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    const force = name === 'SIGKILL' ? ['/F'] : [];
    execFile('taskkill', ['/PID', String(tree.pid), '/T', ...force], () => undefined);
    return;
  }
  kill(-tree.pid, name);
  if (process.platform !== 'linux') return;
  for (const { pid, kind } of livingOf(tree)) if (kind === 'left') kill(pid, name);
}

function isGone(tree: TreeName): boolean {
  if (process.platform === 'linux') return isGoneOf(() => livingOf(tree));
  return !kill(process.platform === 'win32' ? tree.pid : -tree.pid, 0);
}

/** Whether there was such a process, and it is ours. */
function kill(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
