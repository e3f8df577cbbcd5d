/** White space in order, asked for as VS Code itself asks. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, placeIn, workspaceUri } from '../support/vscode/workspace.ts';

const text = `name:   formatting   # a name


nodes:
    -   {id: start,   type: start}
    -   id: end
        type:   end
edges:
    - {source: start, target: end}
`;

const inOrder = `name: formatting   # a name

nodes:
  - { id: start, type: start }
  - id: end
    type: end
edges:
  - { source: start, target: end }
`;

describe('formatting a workflow', () => {
  let document: vscode.TextDocument;
  const options: vscode.FormattingOptions = { tabSize: 2, insertSpaces: true };
  const ask = (command: string, ...more: readonly unknown[]): Thenable<vscode.TextEdit[] | undefined> =>
    vscode.commands.executeCommand(command, document.uri, ...more);

  async function open(name: string, content: string): Promise<vscode.TextEditor> {
    const uri = workspaceUri(name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
    document = await vscode.workspace.openTextDocument(uri);
    return vscode.window.showTextDocument(document);
  }

  async function apply(edits: vscode.TextEdit[] | undefined): Promise<string> {
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits ?? []);
    await vscode.workspace.applyEdit(edit);
    return document.getText();
  }

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
  });

  it('puts the document in order in one step that is undone at once', async () => {
    const editor = await open('formatting.workflow.yaml', text);
    // VS Code guesses it from the text.
    editor.options = { tabSize: 2 };
    const edits = await ask('vscode.executeFormatDocumentProvider', options);
    assert(edits?.every((edit) => /^\s*$/.test(document.getText(edit.range) + edit.newText)) === true);
    await vscode.commands.executeCommand('editor.action.formatDocument');
    assert.equal(document.getText(), inOrder);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
  });

  it('puts some lines in order', async () => {
    await open('formatting_lines.workflow.yaml', text);
    const edits = await ask('vscode.executeFormatRangeProvider', new vscode.Range(0, 0, 1, 0), options);
    assert.equal(await apply(edits), text.replace('name:   f', 'name: f'));
  });

  it('puts a dash below its siblings', async () => {
    await open('formatting_dash.workflow.yaml', inOrder.replace('type: end\n', 'type: end\n    -\n'));
    const dash = placeIn(document, '\n    -|\n');
    assert.equal(
      await apply(await ask('vscode.executeFormatOnTypeProvider', dash, '-', options)),
      inOrder.replace('type: end\n', 'type: end\n  -\n'),
    );
  });

  it('does so while it is typed', async () => {
    const editor = await open('formatting_typed.workflow.yaml', inOrder);
    const place = placeIn(document, 'type: end|');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('type', { text: '\n' });
    assert.equal(document.lineAt(place.line + 1).text, '    ');
    await vscode.commands.executeCommand('type', { text: '-' });
    await eventually('the dash below its siblings', () => document.lineAt(place.line + 1).text === '  -');
  });

  it('says nothing to a broken text and to a file of another product', async () => {
    await open('formatting_broken.workflow.yaml', 'nodes:   [\n');
    assert.deepEqual((await ask('vscode.executeFormatDocumentProvider', options)) ?? [], []);
    await vscode.workspace.fs.delete(document.uri);
    await open('formatting_foreign.workflow.yaml', 'jobs:   1\n');
    assert.deepEqual((await ask('vscode.executeFormatDocumentProvider', options)) ?? [], []);
  });
});
