import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { report } from '../../support/vscode/measure.ts';
import { ourExtension, workspaceUri } from '../../support/vscode/workspace.ts';

/** The bundles of the extension that the host has loaded. */
function loaded(): readonly string[] {
  const dist = path.join(ourExtension().extensionPath, 'dist') + path.sep;
  return Object.keys(createRequire(import.meta.url).cache).filter((file) => file.startsWith(dist));
}

type Load = (this: unknown, request: string, ...rest: readonly unknown[]) => unknown;

/**
 * @returns the milliseconds of CPU that it takes to load the extension and to call its `activate`. VS Code takes much longer, and lets
 *   Git and other extensions do what they have to do meanwhile.
 */
async function activate(): Promise<number> {
  const modules = createRequire(import.meta.url)('node:module') as { _load: Load };
  const load = modules._load;
  let cpuMs = 0;
  const timed = <T>(work: () => T): T => {
    const before = process.threadCpuUsage();
    const result = work();
    const { user, system } = process.threadCpuUsage(before);
    cpuMs += (user + system) / 1000;
    return result;
  };
  modules._load = function (request, ...rest) {
    if (path.basename(request) !== 'extension.cjs') return load.call(this, request, ...rest);
    const extension = timed(() => load.call(this, request, ...rest)) as { activate(context: unknown): unknown };
    return { ...extension, activate: (context: unknown) => timed(() => extension.activate(context)) };
  };
  try {
    await ourExtension().activate();
  } finally {
    modules._load = load;
  }
  assert(cpuMs > 0, 'nothing was measured');
  return cpuMs;
}

describe('a folder without a workflow', () => {
  it('activates nothing, not by its YAML either', async () => {
    await vscode.window.showTextDocument(workspaceUri('notes.yaml'));
    await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', workspaceUri('notes.yaml'));
    assert.equal(ourExtension().isActive, false);
    assert.deepEqual(loaded(), []);
  });

  it('loads what registers and nothing more when it is activated', async () => {
    const cpuMs = await activate();
    const files = loaded();
    const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.deepEqual(
      files.map((file) => path.basename(file)),
      ['extension.cjs'],
      'each file is another look at the disk',
    );
    assert(size <= 250_000, `${size} bytes in ${files.length} files`);
    report({ name: 'activation', value: cpuMs, unit: 'ms of CPU' });
    report({ name: 'loaded by activation', value: size / 1000, unit: `kB in ${files.length} files` });
  });

  it('loads the language when the first workflow is looked at', async () => {
    const before = loaded().length;
    const uri = workspaceUri('new.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('name: new\nnodes: []\nedges: []\n'));
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri);
    assert(loaded().length > before);
  });
});
