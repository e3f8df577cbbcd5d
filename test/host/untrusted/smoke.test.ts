import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openFile, ourExtension } from '../../support/vscode/workspace.ts';

describe('the extension in an untrusted folder', () => {
  it('is in Restricted Mode', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('activates, so that editing works', async () => {
    await ourExtension().activate();
    assert.equal((await openFile('hello.workflow.yaml')).document.languageId, 'workflow-yaml');
  });
});
