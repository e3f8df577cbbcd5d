/**
 * Makes node_modules right before anything else runs; does nothing when what is installed came from the present lock file.
 * Needs only Node 20 and npm.
 *
 * `node scripts/prepare.mjs SCRIPT [ARGUMENTS]` goes on with a script on the project's own Node, whatever the machine has.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.installed');
const windows = process.platform === 'win32';

/** Node 24 of the lock file, with which every script of the project runs. */
export const node = windows ? path.join(modules, 'node/bin/node.exe') : path.join(modules, '.bin/node');

/** Ends the process with a message when npm fails. */
export function prepare() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const started = Date.now();
  console.error('Installing the development dependencies (once, about a minute) …');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  // The only package whose install step matters: it fetches the binary of Node for this machine.
  npm(['rebuild', 'node', '--loglevel=error']);
  if (!existsSync(node)) fail('npm ended well, but node_modules has no Node 24 for this machine.');
  writeFileSync(stamp, wanted);
  console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function npm(args) {
  const done = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: windows });
  if (done.error?.code === 'ENOENT') fail('npm is not on the PATH. It comes with Node: https://nodejs.org');
  if (done.status !== 0)
    fail(`\`npm ${args[0]}\` failed (see above). Check the network and the npm registry, then try again.`);
}

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

/** The environment with the project's programs, its own Node among them, first on the PATH. */
export function projectEnvironment(more = {}) {
  const bin = path.join(modules, '.bin');
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, ...more, [key]: `${bin}${path.delimiter}${process.env[key] ?? ''}` };
}

/** Runs a program to its end; gives its exit code (1 when a signal ended it). */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: projectEnvironment(options.env),
  });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

/**
 * Starts a program and passes on what would end this process, so that the program can clean up: signals, and the end of the
 * parent (a shell between npm and a script does not pass on signals).
 *
 * @param output called with what the program prints; without it the program has this process's terminal
 * @param limitMs the longest that it may take; then it is ended
 * @returns its exit code; 1 when a signal ended it
 */
export function runAsync(command, args, { env, output, limitMs, shell = false } = {}) {
  const stdio = output ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  // With a limit it has a group of its own, so that nothing of it goes on behind the limit.
  const detached = limitMs !== undefined && !windows;
  const child = spawn(command, args, { cwd: root, stdio, shell, detached, env: projectEnvironment(env) });
  const kill = (signal) => {
    try {
      if (detached) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  if (output) for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', output);
  // Ctrl+C reaches the whole foreground group by itself.
  const listeners = {
    SIGINT: () => detached && kill('SIGINT'),
    SIGTERM: () => kill('SIGTERM'),
    SIGHUP: () => kill('SIGTERM'),
  };
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  const parent = process.ppid;
  const orphaned = setInterval(() => process.ppid === parent || kill('SIGTERM'), 500);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    const limit = limitMs && setTimeout(() => kill('SIGKILL'), limitMs);
    child.on('close', (code) => {
      clearTimeout(limit);
      clearInterval(orphaned);
      for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
      resolve(code ?? 1);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  prepare();
  const [script, ...rest] = process.argv.slice(2);
  if (script !== undefined) process.exitCode = await runAsync(node, [script, ...rest]);
}
