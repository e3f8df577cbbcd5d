/**
 * `node keeper.ts FOLDER PROGRAM [ARGUMENTS]`: runs a program as the leader of a process group, and when the parent goes away,
 * however it ends, ends the whole group and removes FOLDER. The parent holds the other end of standard input and nothing else.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const graceMs = 3000;
const [folder = '', program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let ending = false;

function end(): void {
  if (ending) return;
  ending = true;
  signalGroup('SIGTERM');
  const deadline = setTimeout(finish, graceMs);
  if (child.exitCode === null && child.signalCode === null)
    child.once('exit', () => {
      clearTimeout(deadline);
      finish();
    });
  else finish();
}

function finish(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  signalGroup('SIGKILL');
}

/** Reaches this process too: it ignores the first one and goes with the second. */
function signalGroup(signal: NodeJS.Signals): void {
  process.kill(-process.pid, signal);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
process.stdin.on('end', end).on('error', end).resume();
child.on('error', end).on('exit', end);
