/** Executions by the command line, in the store that the window shows. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Executions } from '../../../src/sdk/executions.ts';
import { eventually, ourExtension, workspaceUri } from './workspace.ts';

export interface TerminalRun {
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly gone: Promise<unknown>;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends the process as a crash does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** `ipa-workflow run FILE` in a folder. */
export function runInTerminal(file: string, folder: string): TerminalRun {
  const program = path.join(ourExtension().extensionPath, 'dist/cli.cjs');
  const child = spawn(process.execPath, [program, 'run', file], { cwd: folder, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return {
    pid: child.pid ?? -1,
    gone,
    signal: (signal) => {
      child.kill(signal);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Runs a file with a task `work` and kills the process while that runs. @returns the execution's id */
export async function killedRun(executions: Executions, file: string): Promise<string> {
  const process = runInTerminal(file, workspaceUri('.').fsPath);
  try {
    const { id } = await eventually('an execution of the process', async () =>
      (await executions.list()).find((one) => one.file === file && one.nodes['work']?.status === 'running'),
    );
    return id;
  } finally {
    await process.kill();
  }
}
