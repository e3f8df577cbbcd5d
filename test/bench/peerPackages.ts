/** Others' products, to compare with: `peers` has a package of its own, which is installed by `npm run bench -- --peers` only. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const home = join(import.meta.dirname, 'peers');

export function installPeers(): void {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--prefix', home, '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status } = spawnSync(npm, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) console.log('The peers could not be installed; their rows say so.');
}

export function hasPeer(name: string): boolean {
  return existsSync(join(home, 'node_modules', name, 'package.json'));
}

export async function load<T>(name: string): Promise<T> {
  const path = createRequire(join(home, 'package.json')).resolve(name);
  return (await import(pathToFileURL(path).href)) as T;
}
