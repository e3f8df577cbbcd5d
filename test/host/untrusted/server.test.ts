/** Threats T4 and T9: in a folder that is not trusted no server starts. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';

describe('the local server in an untrusted folder', () => {
  it('does not start', async () => {
    const api = await vscode.extensions.getExtension<Api>('ipa-workflow.ipa-workflow')?.activate();
    assert(api && !vscode.workspace.isTrusted);
    // Its notification waits for an answer, as long as nobody closes it.
    const started = vscode.commands.executeCommand('ipaWorkflow.startServer');
    await assert.rejects(fetch('http://127.0.0.1:8000/health'));
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(await started, undefined);
  });
});
