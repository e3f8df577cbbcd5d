/**
 * Makes node_modules right before anything else runs. Needs only Node 20 and npm; does nothing when the lock file is
 * the one that was installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed`;

/** Node 24 of the lock file, with which every script of the project runs. */
export const node = `${root}node_modules/.bin/node`;

export function prepare() {
  const wanted = createHash('sha256').update(readFileSync(`${root}package-lock.json`)).digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing what the project needs (once) …');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  // The only package whose install step matters: it puts the right binary of Node beside it.
  npm(['rebuild', 'node', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

function npm(args) {
  const done = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  if (done.status === 0) return;
  console.error(`\nnpm ${args[0]} failed. The project needs npm and its registry once; check the network, then try again.`);
  process.exit(1);
}

/** Runs a program to its end with the project's own Node first on the PATH; gives its exit code. */
export function run(command, args, options = {}) {
  const env = { ...process.env, ...options.env, PATH: `${root}node_modules/.bin${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` };
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options, env });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
