/** Threats T4 and T9: in a folder that is not trusted no server starts. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';
import { Dialogs } from '../../support/vscode/dialogs.ts';

describe('the local server in an untrusted folder', () => {
  it('does not start', async () => {
    const api = await vscode.extensions.getExtension<Api>('ipa-workflow.ipa-workflow')?.activate();
    assert(api && !vscode.workspace.isTrusted);
    const dialogs = new Dialogs();
    try {
      assert.equal(await vscode.commands.executeCommand('ipaWorkflow.startServer'), undefined);
    } finally {
      dialogs.restore();
    }
    assert.equal(dialogs.messages.length, 1, JSON.stringify(dialogs.messages));
    await assert.rejects(fetch('http://127.0.0.1:8000/health'));
  });
});
