/** Which processes of a program are there, on Linux. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markName, type TreeName } from './messages.ts';

export interface Living {
  readonly pid: number;
  /** `left`: it has left the program's group, but carries its mark. `unknown`: it is becoming another program just now. */
  readonly kind: 'group' | 'left' | 'unknown';
}

/** Process of the kernel that the kernel's threads are children of. */
const kernelThreads = 2;

/**
 * Those of its group, those that carry its mark, and those of which nobody can say that yet: between one program and the next of a
 * process the system shows neither environment nor arguments. What has ended and is not yet reaped does not count.
 *
 * @param proc where the system shows its processes
 */
export function livingOf({ pid: group, mark }: TreeName, proc = '/proc'): readonly Living[] {
  return readdirSync(proc).flatMap((name): readonly Living[] => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    try {
      // `PID (NAME) STATE PPID PGRP …`; the name may hold anything.
      const stat = readFileSync(join(proc, name, 'stat'), 'latin1');
      const [state = '', parent, pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3);
      if ('ZX'.includes(state)) return [];
      if (Number(pgrp) === group) return [{ pid, kind: 'group' }];
      if (pid === kernelThreads || Number(parent) === kernelThreads) return [];
      const environment = readFileSync(join(proc, name, 'environ'), 'latin1');
      if (`\0${environment}`.includes(`\0${markName}=${mark}\0`)) return [{ pid, kind: 'left' }];
      const isBecoming = environment === '' && readFileSync(join(proc, name, 'cmdline'), 'latin1') === '';
      return isBecoming ? [{ pid, kind: 'unknown' }] : [];
    } catch {
      // It has ended meanwhile, or is another user's.
      return [];
    }
  });
}

/** Whether nothing is left of it. What the last of its processes started while we looked is there at the second look. */
export function isGoneOf(look: () => readonly Living[]): boolean {
  return look().length === 0 && look().length === 0;
}
