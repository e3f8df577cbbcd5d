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

describe('a folder without a workflow', () => {
  it('activates nothing, not by its YAML either', async () => {
    await vscode.window.showTextDocument(workspaceUri('notes.yaml'));
    await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', workspaceUri('notes.yaml'));
    assert.equal(ourExtension().isActive, false);
    assert.deepEqual(loaded(), []);
  });

  it('loads what registers and nothing more when it is activated', async () => {
    const before = process.threadCpuUsage();
    await ourExtension().activate();
    const { user, system } = process.threadCpuUsage(before);
    const files = loaded();
    const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.deepEqual(
      files.map((file) => path.basename(file)),
      ['extension.cjs'],
      'each file is another look at the disk',
    );
    assert(size <= 250_000, `${size} bytes in ${files.length} files`);
    report({ name: 'activation', value: (user + system) / 1000, unit: 'ms of CPU' });
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
