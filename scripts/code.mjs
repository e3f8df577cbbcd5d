/**
 * `npm run code [-- FOLDER]`: VS Code on the examples (or FOLDER) with the extension from this tree. The desktop program when
 * `code` is on the PATH; else the VS Code of the tests, for any browser, until Ctrl+C. Trust is asked for as a user knows it.
 */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { installHost } from '../test/support/vscodeHost/install.ts';
import { makeScratch, startServer } from '../test/support/vscodeHost/server.ts';
import { build } from './build.mjs';
import { root, runAsync } from './prepare.mjs';

const defaultPort = 8090;
const folder = path.resolve(root, process.argv[2] ?? 'examples');

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((directory) => {
    try {
      accessSync(path.join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function inBrowser() {
  const host = await installHost((line) => console.error(line));
  const scratch = makeScratch();
  const server = await startServer(host, {
    scratch,
    trust: true,
    port: defaultPort,
    unpacked: root.replace(/\/$/, ''),
    settings: { 'security.workspace.trust.startupPrompt': 'always' },
  });
  console.log(`\nVS Code with the extension: ${server.url(folder)}`);
  console.log('Open the address in a browser on this machine. Ctrl+C ends it.');
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  await server.stop();
}

try {
  await build();
  const windows = process.platform === 'win32';
  if (onPath(windows ? 'code.cmd' : 'code'))
    process.exitCode = await runAsync('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder], {
      shell: windows,
    });
  else await inBrowser();
} catch (error) {
  if (error.name !== 'MissingError') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
