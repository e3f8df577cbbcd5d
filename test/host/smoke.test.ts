import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ourExtension, openFile } from '../support/vscode/workspace.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the extension in VS Code', () => {
  it('activates', async () => {
    await ourExtension().activate();
    assert.equal(ourExtension().isActive, true);
  });

  it('registers every contributed command', async () => {
    await ourExtension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = ourExtension().packageJSON as Manifest;
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  it('opens a workflow in its own language', async () => {
    const editor = await openFile('tutorial/data_aggregation.workflow.yaml');
    assert.equal(editor.document.languageId, 'workflow-yaml');
  });
});
