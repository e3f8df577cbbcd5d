/** Ends a program with everything that it started: asked first, then killed. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { markName, type TreeName } from './messages.ts';

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
  if (process.platform === 'linux') for (const pid of livingOf(tree)) if (!pid.inGroup) kill(pid.pid, name);
}

function isGone(tree: TreeName): boolean {
  if (process.platform === 'linux') return livingOf(tree).length === 0;
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

interface Living {
  readonly pid: number;
  readonly inGroup: boolean;
}

/** Those of its group, and those that have left it but carry its mark. What has ended and is not yet reaped does not count. */
function livingOf({ pid: group, mark }: TreeName): readonly Living[] {
  return readdirSync('/proc').flatMap((name): readonly Living[] => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    try {
      // `PID (NAME) STATE PPID PGRP …`; the name may hold anything.
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state = '', , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3);
      if ('ZX'.includes(state)) return [];
      if (Number(pgrp) === group) return [{ pid, inGroup: true }];
      const environment = `\0${readFileSync(`/proc/${name}/environ`, 'latin1')}`;
      return environment.includes(`\0${markName}=${mark}\0`) ? [{ pid, inGroup: false }] : [];
    } catch {
      // It has ended meanwhile, or is another user's.
      return [];
    }
  });
}
