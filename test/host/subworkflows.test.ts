/** What the editor says of a workflow that contains another: while that one is typed, saved, made and removed. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const outer = `name: outer
nodes:
  - { id: start, type: start }
  - { id: part, type: subworkflow, config: { path: parts/inner.workflow.yaml } }
  - { id: end, type: end }
edges:
  - { source: start, target: part }
  - { source: part, target: end }
`;

const inner = `name: inner
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
`;

describe('a workflow with a subworkflow in the editor', () => {
  const outerUri = workspaceUri('sub/outer.workflow.yaml');
  const innerUri = workspaceUri('sub/parts/inner.workflow.yaml');

  async function write(uri: vscode.Uri, text: string): Promise<void> {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }

  function diagnostics(): readonly vscode.Diagnostic[] {
    return vscode.languages.getDiagnostics(outerUri).filter(({ source }) => source === 'IPA Workflow');
  }

  async function says(...expected: readonly string[]): Promise<void> {
    const messages = (): readonly string[] => diagnostics().map(({ message }) => message);
    await eventually(
      `${JSON.stringify(expected)} of the outer workflow`,
      () => expected.length === messages().length && expected.every((message, index) => messages()[index] === message),
    ).catch(() => {
      assert.deepEqual(messages(), expected);
    });
  }

  const missing = 'There is no file "parts/inner.workflow.yaml". The path counts from the folder of this file.';
  const mistaken = 'There is 1 mistake in "parts/inner.workflow.yaml". Mend it first.';

  before(async () => {
    await ourExtension().activate();
    await write(outerUri, outer);
    await vscode.window.showTextDocument(outerUri, { preview: false });
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('sub'), { recursive: true });
  });

  it('follows the other file as it comes and goes on disk', async () => {
    await says(missing);
    await write(innerUri, inner);
    await says();
    await write(innerUri, inner.replace('target: end', 'target: edn'));
    await says(mistaken);
    const [related] = diagnostics()[0]?.relatedInformation ?? [];
    assert.equal(related?.location.uri.toString(), innerUri.toString());
    assert.equal(related.location.range.start.line, 5);
    await vscode.workspace.fs.delete(innerUri);
    await says(missing);
  });

  it('follows the other file as it is typed, and as that is thrown away', async () => {
    await write(innerUri, inner);
    await says();
    const editor = await vscode.window.showTextDocument(innerUri, { viewColumn: vscode.ViewColumn.Beside });
    const at = editor.document.positionAt(inner.indexOf('name: inner'));
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(at, at.translate(0, 5)), 'nome: ');
    });
    await says('There is 1 mistake in "parts/inner.workflow.yaml". Mend it first.');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await says();
  });

  it('leads from the path to the file', async () => {
    await write(innerUri, inner);
    await says();
    const document = await vscode.workspace.openTextDocument(outerUri);
    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      outerUri,
      document.positionAt(outer.indexOf('inner.workflow')),
    );
    assert.deepEqual(
      links.map(({ targetUri }) => targetUri.toString()),
      [innerUri.toString()],
    );
  });

  it('is executed with the secrets that only the other file reads', async () => {
    const reading = inner.replace(
      'nodes:',
      'agents: { say: { uses: mock, with: { output: "${{ secrets.TOKEN }}" } } }\nnodes:',
    );
    const task = '  - { id: said, type: agent_task, agent_id: say }\n  - { id: end';
    const edges = 'source: start, target: said }\n  - { source: said, target: end }';
    await write(innerUri, reading.replace('  - { id: end', task).replace('source: start, target: end }', edges));
    await says();
    const api = (await ourExtension().activate()) as Api;
    const dialogs = new Dialogs();
    try {
      dialogs.onInput = () => 'hunter22';
      const id = await vscode.commands.executeCommand<string>('ipaWorkflow.run', outerUri);
      const { status } = await api.executions.finished(id);
      assert.equal(status, 'completed');
      assert.deepEqual(
        dialogs.boxes.map(({ title, password }) => [title, password]),
        [['outer · TOKEN', true]],
      );
    } finally {
      dialogs.restore();
    }
  });
});
