/**
 * Programs that a workflow names, each with everything that it starts.
 *
 * 1. A program leads a process group of its own, and no shell is between it and us.
 * 2. Nothing of it outlives its attempt, nor our process (invariant I10): `watchdog/`.
 */
import { type ChildProcess, type IOType, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { markName } from './watchdog/messages.ts';
import { watchdog } from './watchdog/watchdog.ts';

/** From SIGTERM to SIGKILL (F6): 5 s, less what lets the killing be over before the engine abandons the attempt. */
const graceMs = 4_500;

export interface TreeProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it: nothing of ours is added but the mark. */
  readonly env: Readonly<Record<string, string>>;
  /** With `ipc` values are sent as `v8.serialize` has them. */
  readonly stdio: readonly (IOType | 'ipc')[];
  /** `file` is a text for the system's shell. */
  readonly shell?: boolean;
}

export interface ProcessTree<Child extends ChildProcess = ChildProcess> {
  readonly child: Child;
  /** Ends all that is left of it; may be called again, the shorter grace counts. Resolves when nothing is left. */
  end(graceMs?: number): Promise<void>;
}

/** Throws what `spawn` throws; that the program is not there comes as the child's `error`. */
export function startTree<Child extends ChildProcess>({
  file,
  args,
  shell = false,
  ...rest
}: TreeProgram): ProcessTree<Child> {
  const mark = randomUUID();
  const { cwd, env, stdio } = rest;
  const child = spawn(file, args, {
    cwd,
    env: { ...env, [markName]: mark },
    stdio: [...stdio],
    shell,
    serialization: 'advanced',
    detached: process.platform !== 'win32',
    windowsHide: true,
  }) as Child;
  const { pid } = child;
  if (pid === undefined) return { child, end: () => Promise.resolve() };
  const tree = { pid, mark };
  watchdog.watch(tree);
  return { child, end: (ms = graceMs) => watchdog.end(tree, ms) };
}
