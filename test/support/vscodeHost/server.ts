/** Starts and stops the installed VS Code as a server on loopback, each time with a state of its own that is thrown away. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Host } from './install.ts';

export interface ServerOptions {
  /** From `makeScratch`; the server's own files go there too. Removed when the server ends, however this process ends. */
  readonly scratch: string;
  /** Whether VS Code asks for trust as it does for a user; without it every folder is trusted. */
  readonly trust: boolean;
  /** Needed by `extensionTestsPath`; it also suppresses notifications. */
  readonly smokeTestDriver?: boolean;
  /** User settings beside the ones that keep a test quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  /** A `.vsix` to install first. */
  readonly vsix?: string;
  /** A folder with an unpacked extension to load as if it were installed; a reload of the window takes what is new in it. */
  readonly unpacked?: string;
  /** Preferred port; a free one where it is taken. */
  readonly port?: number;
}

export interface Server {
  /** `localhost:PORT`, also the remote authority of `vscode-remote:` URIs. */
  readonly authority: string;
  readonly logFile: string;
  /** The workbench's address with a folder open. */
  url(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** Ends the server and everything that it started, and removes the scratch folder. */
  stop(): Promise<void>;
}

const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url));

/** Quiet, offline, and without what is not ours. */
const quietSettings = {
  // In a browser VS Code saves after a second what is typed.
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
};

/** A temporary folder for one server and what is opened in it. */
export function makeScratch(): string {
  return mkdtempSync(path.join(tmpdir(), 'ipa-workflow-'));
}

export async function startServer(host: Host, options: ServerOptions): Promise<Server> {
  const state = path.join(options.scratch, 'host');
  const data = path.join(state, 'data');
  const temporary = path.join(options.scratch, 'tmp');
  for (const folder of [path.join(data, 'User'), temporary]) mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(data, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  // Settings of the machine count from here only, in a window whose server is elsewhere.
  const ofMachine = Object.entries(options.settings ?? {}).filter(([name]) => name.startsWith('ipaWorkflow.'));
  mkdirSync(path.join(data, 'Machine'), { recursive: true });
  writeFileSync(path.join(data, 'Machine/settings.json'), JSON.stringify(Object.fromEntries(ofMachine), null, 2));
  writeFileSync(path.join(state, 'config.yaml'), '');
  const common = [
    host.entry,
    ...['--config', path.join(state, 'config.yaml')],
    ...['--user-data-dir', data],
    ...['--extensions-dir', path.join(state, 'extensions')],
  ];
  const env = {
    ...environment(),
    ...{ HOME: state, XDG_DATA_HOME: state, XDG_CONFIG_HOME: state, TMPDIR: temporary, EXTENSIONS_GALLERY: '{}' },
    ...options.env,
  };
  const logFile = path.join(state, 'server.log');
  if (options.vsix !== undefined) await install(host, [...common, '--install-extension', options.vsix], env);
  if (options.unpacked !== undefined) register(options.unpacked, path.join(state, 'extensions'));
  const port = await freePort(options.port);
  const child = spawn(
    process.execPath,
    [
      ...[keeper, options.scratch, host.node, ...common],
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...[
        '--disable-telemetry',
        '--disable-update-check',
        '--disable-getting-started-override',
        '--ignore-last-opened',
      ],
      ...(options.trust ? [] : ['--disable-workspace-trust']),
      ...(options.smokeTestDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  const log = createWriteStream(logFile);
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  await untilHealthy(port, child);
  return {
    authority: `localhost:${port}`,
    logFile,
    url: (folder, payload = []) => {
      const query = new URLSearchParams({ folder });
      if (payload.length > 0) query.set('payload', JSON.stringify([['skipWelcome', 'true'], ...payload]));
      return `http://localhost:${port}/?${query.toString()}`;
    },
    stop: () => stop(child),
  };
}

/** Without what another VS Code (in whose terminal this may run) or npm set for its own children. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/.test(name));
  return Object.fromEntries(ours);
}

async function install(host: Host, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(host.node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`Installing the .vsix failed:\n${output}`);
}

/** As *Developer: Install Extension from Location…* does it. */
function register(folder: string, extensions: string): void {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const entry = {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, scheme: 'file', path: folder },
    metadata: { source: 'resource' },
  };
  mkdirSync(extensions, { recursive: true });
  writeFileSync(path.join(extensions, 'extensions.json'), JSON.stringify([entry]));
}

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

/** A port that nobody listens on: the preferred one when it is free. */
async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(preferred, '127.0.0.1', () => {
      resolve(true);
    });
  });
  if (!listening) return freePort();
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilHealthy(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('The VS Code server ended at once.');
    if (Date.now() > deadline) {
      await stop(child);
      throw new Error('The VS Code server did not answer within a minute.');
    }
    await delay(50);
  }
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/healthz' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => {
      resolve(false);
    });
  });
}

/** Closing its standard input tells the keeper. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}
