/** A workflow of ten nodes, written from an empty file by what a person does: letters, suggestions, Tab, Enter, Backspace. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { JsonObject } from '../../src/base/json.ts';
import type { Api } from '../../src/extension.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const written = `name: ten_nodes
agents:
  worker:
    uses: mock
    with:
      output: done
nodes:
  - id: start
    type: start
  - id: prepare
    type: agent_task
    agent_id: worker
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: first, type: agent_task, agent_id: worker }
  - { id: second, type: agent_task, agent_id: worker }
  - { id: third, type: agent_task, agent_id: worker }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - id: report
    type: agent_task
    agent_id: worker
  - id: publish
    type: agent_task
    agent_id: worker
  - id: end
    type: end
edges:
  - source: start
    target: prepare
  - { source: prepare, target: fork }
  - { source: fork, target: first }
  - { source: fork, target: second }
  - { source: fork, target: third }
  - { source: first, target: join }
  - { source: second, target: join }
  - { source: third, target: join }
  - { source: join, target: report }
  - source: report
    target: publish
  - source: publish
    target: end
outputs:
  result: "\${{ nodes.publish.output }}"`;

/** Who writes: nothing is put into the text but by the keyboard. */
class Writer {
  readonly #editor: vscode.TextEditor;

  constructor(editor: vscode.TextEditor) {
    this.#editor = editor;
  }

  get text(): string {
    return this.#editor.document.getText();
  }

  async type(letters: string): Promise<void> {
    for (const text of letters) await vscode.commands.executeCommand('type', { text });
  }

  /** Begins a word, asks for suggestions, and takes the first as soon as it is there; the text then ends with what is expected. */
  async take(letters: string, expected: string): Promise<void> {
    await this.type(letters);
    const before = this.text;
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually(`what "${letters}" is completed to`, async () => {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return this.text !== before;
    }).catch(() => {
      assert.fail(`"${letters}" is not completed in\n${this.text}`);
    });
    await vscode.commands.executeCommand('hideSuggestWidget');
    assert(this.text.endsWith(expected), `${JSON.stringify(expected)} is not at the end of\n${this.text}`);
  }

  /** Writes over what a tab stop suggests, or leaves it as it is. */
  async tab(letters = ''): Promise<void> {
    await this.type(letters);
    await vscode.commands.executeCommand('hideSuggestWidget');
    await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
  }

  /** Escape, then a new line at a column. */
  async newLine(column: number): Promise<void> {
    await vscode.commands.executeCommand('hideSuggestWidget');
    await vscode.commands.executeCommand('leaveSnippet');
    await vscode.commands.executeCommand('cursorBottom');
    await this.type('\n');
    while (this.#lastLine.length > column) await vscode.commands.executeCommand('deleteLeft');
    assert.equal(this.#lastLine, ' '.repeat(column), this.text);
  }

  get #lastLine(): string {
    const { document } = this.#editor;
    return document.lineAt(document.lineCount - 1).text;
  }
}

describe('a workflow written from an empty file with completion alone', () => {
  let api: Api;
  const uri = workspaceUri('ten_nodes.workflow.yaml');

  before(async () => {
    api = (await ourExtension().activate()) as Api;
    await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(uri);
    for (const { id } of await api.executions.list()) await api.executions.discard(id);
  });

  it('has ten nodes, a fork and its join, no mistake, and executes', async () => {
    const editor = await vscode.window.showTextDocument(uri);
    const writer = new Writer(editor);
    await writer.take('name', 'name: ');
    await writer.type('ten_nodes');

    await writer.newLine(0);
    await writer.take('agents', 'agents:\n  ');
    await writer.take('mock', '  mock_agent:\n    uses: mock\n    with:\n      output: ');
    await writer.tab('worker');
    await writer.type('done');

    await writer.newLine(0);
    await writer.take('nodes', 'nodes:\n  - ');
    await writer.take('start', '  - id: start\n    type: start');
    await writer.newLine(2);
    await writer.take('agent_task', '  - id: task\n    type: agent_task\n    agent_id: worker');
    await writer.tab('prepare');
    await writer.newLine(2);
    await writer.take('forkthree', '  - { id: join, type: parallel_gateway, gateway_type: join }');
    await writer.newLine(2);
    await writer.take('agent_task', '  - id: task\n    type: agent_task\n    agent_id: worker');
    await writer.tab('report');
    await writer.newLine(2);
    await writer.take('agent_task', '  - id: task\n    type: agent_task\n    agent_id: worker');
    await writer.tab('publish');
    await writer.newLine(2);
    await writer.take('end', '  - id: end\n    type: end');

    await writer.newLine(0);
    await writer.take('edges', 'edges:\n  - ');
    await writer.take('edge', '  - source: start\n    target: prepare');
    await writer.newLine(2);
    await writer.take('fork', '  - { source: join, target: report }');
    await writer.newLine(2);
    await writer.take('source', '  - source: ');
    await writer.take('', '  - source: report');
    await writer.newLine(4);
    await writer.take('target', '    target: ');
    await writer.take('', '    target: publish');
    await writer.newLine(2);
    await writer.take('edge', '  - source: publish\n    target: end');

    await writer.newLine(0);
    await writer.take('outputs', 'outputs:\n  ');
    await writer.type('result: ');
    await writer.take('', '  result: "${{  }}"');
    await writer.take('nod', '  result: "${{ nodes }}"');
    await writer.type('.');
    await writer.take('pub', '  result: "${{ nodes.publish }}"');
    await writer.type('.');
    await writer.take('out', '  result: "${{ nodes.publish.output }}"');

    assert.equal(editor.document.getText(), written);
    const project = await api.workflows.analyse(editor.document.getText(), uri);
    assert.deepEqual(project.diagnostics, []);
    assert.equal(project.graph.nodes.length, 10);
    await vscode.commands.executeCommand('workbench.action.files.save');
    await eventually('a file without mistakes', () => vscode.languages.getDiagnostics(uri).length === 0);
    const id = await vscode.commands.executeCommand<string | undefined>('ipaWorkflow.run', uri);
    assert(id !== undefined, 'it was not started');
    const { status, output } = await api.executions.finished(id);
    assert.equal(status, 'completed');
    assert.deepEqual({ ...(output as JsonObject) }, { result: 'done' });
  }).timeout(180_000);
});
