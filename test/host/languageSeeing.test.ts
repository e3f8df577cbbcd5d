/** What the editor shows beside a workflow's text, before and after an execution of it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import { eventually, ourExtension, placeIn, workspaceUri } from '../support/vscode/workspace.ts';

const text = `name: seeing
inputs:
  who: { type: string, default: you }
agents:
  say: { uses: mock, with: { output: { said: "\${{ inputs.who }}" } } }
nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: one, type: agent_task, agent_id: say }
  - { id: two, type: agent_task, agent_id: say }
  - { id: meet, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: one }
  - { source: split, target: two }
  - { source: one, target: meet }
  - { source: two, target: meet }
  - { source: meet, target: end }
outputs:
  result: "\${{ nodes.one.output.said }}"
`;

describe('a workflow seen in the editor', () => {
  let api: Api;
  let document: vscode.TextDocument;
  const ask = <T>(command: string, ...more: readonly unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(command, document.uri, ...more);
  const at = (marked: string): vscode.Position => placeIn(document, marked);
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('ipaWorkflow.inlayHints');

  before(async () => {
    api = (await ourExtension().activate()) as Api;
    const uri = workspaceUri('seeing.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });

  after(async () => {
    for (const name of ['joins', 'branches', 'lastExecution'])
      await settings().update(name, undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(document.uri);
  });

  async function hints(): Promise<readonly string[]> {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const found = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', all);
    return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
  }

  async function hovers(marked: string): Promise<string> {
    const found = await ask<vscode.Hover[]>('vscode.executeHoverProvider', at(marked));
    const parts = found.flatMap(({ contents }) => contents);
    return parts.map((one) => (one instanceof vscode.MarkdownString ? one.value : '')).join('\n');
  }

  it('shows branches and joins, each of which can be switched off', async () => {
    assert.deepEqual(await hints(), ['2 branches → meet', '2 branches']);
    await settings().update('branches', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await hints(), ['→ meet']);
    await settings().update('joins', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await hints(), []);
  });

  it('shows after an execution how each node went, in hints and hovers', async () => {
    const id = await vscode.commands.executeCommand<string>('ipaWorkflow.run', document.uri);
    await api.executions.finished(id);
    const shown = await eventually('a hint of every node', async () => {
      const found = await hints();
      return found.length === 6 && found;
    });
    for (const label of shown) assert.match(label, /^✓ [\d.]+ m?s$/);
    assert.match(await hovers('source: o|ne'), /Last execution: ✓/);
    assert.match(await hovers('output.sa|id'), /Last value: `"you"`/);
    await settings().update('lastExecution', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await hints(), []);
  });

  it('begins a rename with the name, and says where there is none', async () => {
    const found = await ask<{ readonly range: vscode.Range; readonly placeholder: string }>(
      'vscode.prepareRename',
      at('target: o|ne'),
    );
    assert.deepEqual([document.getText(found.range), found.placeholder], ['one', 'one']);
    await assert.rejects(
      async () => ask('vscode.prepareRename', at('na|me: seeing')),
      /Only nodes, agents and inputs can be renamed\./,
    );
    await assert.rejects(
      async () => ask('vscode.executeDocumentRenameProvider', at('target: o|ne'), 'two'),
      /There is a node "two" already\./,
    );
  });

  it('edits the ends of edges along with an id', async () => {
    const linked = await ask<{ readonly ranges: readonly unknown[] } | undefined>(
      '_executeLinkedEditingProvider',
      at('id: o|ne'),
    );
    assert.equal(linked?.ranges.length, 4);
  });

  it("lets VS Code fold another product's file by itself", async () => {
    const uri = workspaceUri('foreign_folding.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('jobs:\n  build:\n    steps: []\n'));
    await vscode.workspace.openTextDocument(uri);
    const { executeCommand } = vscode.commands;
    const folds = await executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', uri);
    assert(folds.length > 0);
    await vscode.workspace.fs.delete(uri);
  });
});
