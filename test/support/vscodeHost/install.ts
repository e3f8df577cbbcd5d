/**
 * A real VS Code from the npm registry: code-server holds the workbench and a Node extension host. Installed once into a cache
 * folder outside the tree, about 800 MB; built in a folder of its own and renamed when it is whole.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The version of code-server; 4.139.1 carries VS Code 1.139.1. */
export const hostVersion = '4.139.1';
const nodeVersion = '24.21.0';

/** An installed host: the programs and the folder they lie in. */
export interface Host {
  readonly folder: string;
  /** The Node that the server runs on. */
  readonly node: string;
  /** code-server's entry file. */
  readonly entry: string;
}

/** Something that the machine lacks; the message says how to get it. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
}

/** `$XDG_CACHE_HOME/ipa-workflow`, or the same in `~/.cache`. */
export function cacheFolder(): string {
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'ipa-workflow');
}

/**
 * The installed host, installing it first where it is missing.
 *
 * @param say takes lines of progress
 * @throws MissingError when the machine lacks something
 */
export async function installHost(say: (line: string) => void): Promise<Host> {
  const folder = path.join(cacheFolder(), `vscode-host-${hostVersion}`);
  const host = hostIn(folder);
  if (existsSync(host.entry)) return host;
  if (process.platform === 'win32') throw new MissingError('The tests in a real VS Code need Linux or macOS.');
  mkdirSync(cacheFolder(), { recursive: true });
  const release = await lock(`${folder}.lock`, say);
  try {
    if (existsSync(host.entry)) return host;
    const started = Date.now();
    say(`Installing VS Code for the tests (code-server ${hostVersion}, once, 1 to 3 minutes) into ${folder} …`);
    const building = `${folder}.building`;
    rmSync(building, { recursive: true, force: true });
    fill(building, say);
    renameSync(building, folder);
    say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
    return host;
  } finally {
    release();
  }
}

function nodePackage(): string {
  return `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;
}

function hostIn(folder: string): Host {
  const modules = path.join(folder, 'node_modules');
  return {
    folder,
    node: path.join(modules, nodePackage(), 'bin/node'),
    entry: path.join(modules, 'code-server/out/node/entry.js'),
  };
}

function fill(folder: string, say: (line: string) => void): void {
  mkdirSync(folder, { recursive: true });
  const dependencies = { 'code-server': hostVersion, [nodePackage()]: nodeVersion };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
  const { node, entry } = hostIn(folder);
  const npm = (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void => {
    runNpm(cwd, args, { PATH: `${path.dirname(node)}:${process.env['PATH'] ?? ''}`, ...env });
  };
  npm(folder, ['install', '--ignore-scripts']);
  const vscode = path.join(path.dirname(entry), '../../lib/vscode');
  say('  its own dependencies …');
  // It has a shrinkwrap of its own, which `npm ci` refuses.
  npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
  say('  its log writer, compiled here …');
  // Without it every output channel stays blank. The package of Node has its headers.
  npm(vscode, ['rebuild', '@vscode/spdlog'], { npm_config_nodedir: path.dirname(path.dirname(node)) });
  if (!existsSync(path.join(vscode, 'node_modules/@vscode/spdlog/build/Release/spdlog.node')))
    throw new MissingError('npm rebuilt @vscode/spdlog, but there is no spdlog.node.');
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  link(`code-${system}.sh`, path.join(vscode, 'bin/remote-cli/code-server'));
  link(`browser-${system}.sh`, path.join(vscode, 'bin/helpers/browser.sh'));
  const version = spawnSync(node, [entry, '--version', '--config', '/dev/null'], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  if (version.status !== 0) throw new MissingError(`The installed code-server does not start:\n${version.stderr}`);
}

function link(target: string, file: string): void {
  rmSync(file, { force: true });
  symlinkSync(target, file);
}

function runNpm(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const done = spawnSync('npm', [...args, ...quiet], {
    cwd,
    encoding: 'utf8',
    env: { ...withoutNpmSettings(), ...env },
    maxBuffer: 1 << 28,
  });
  if (done.status === 0) return;
  const output = (done.stderr || done.stdout || String(done.error)).split('\n').slice(-30).join('\n');
  const hint =
    args[0] === 'rebuild' ? 'It needs a compiler: apt-get install g++ make python3.' : 'It needs the npm registry.';
  throw new MissingError(`\`npm ${args.join(' ')}\` failed while installing VS Code for the tests. ${hint}\n${output}`);
}

/** Run from an npm script, npm's own variables (prefix, package, lock settings) would reach the inner npm. */
function withoutNpmSettings(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('npm_') || /^npm_config_(registry|cafile|cache|proxy|https_proxy)$/.test(name),
  );
  return Object.fromEntries(kept);
}

/** A file as a lock, with the owner's process id; a lock whose owner is gone is taken over. */
async function lock(file: string, say: (line: string) => void): Promise<() => void> {
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => {
        rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!waited) say('Another process is installing VS Code for the tests; waiting for it …');
    if (isStale(file)) rmSync(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function isStale(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
