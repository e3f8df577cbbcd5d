/** What is stored of executions as documents: inputs and outputs of nodes, the log while it grows, comparisons; and what rows do with them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { ExecutionList } from '../../src/vscode/executions/executionList.ts';
import { type ExecutionElement, ExecutionTree } from '../../src/vscode/executions/executionTree.ts';
import {
  inputsUri,
  logUri,
  nodeUri,
  parseExecutionUri,
  resultUri,
  timesUri,
} from '../../src/vscode/executions/executionUris.ts';
import { Gate } from '../support/vscodeHost/gate.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

/** Two branches; `asks` asks the gate. */
const forked = (url: string): string => `name: forked
inputs:
  who: { type: string }
  key: { type: string, secret: true }
agents:
  asker: { uses: http, with: { url: "${url}" } }
  quick: { uses: mock, with: { output: "\${{ inputs.who }} \${{ inputs.key }}" } }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: asks, type: agent_task, agent_id: asker }
  - { id: then, type: agent_task, agent_id: quick }
  - { id: quick, type: agent_task, agent_id: quick }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: asks }
  - { source: asks, target: then }
  - { source: fork, target: quick }
  - { source: then, target: join }
  - { source: quick, target: join }
  - { source: join, target: end }
`;

describe('documents of executions', () => {
  let api: Api;
  let dialogs: Dialogs;
  let list: ExecutionList;
  let tree: ExecutionTree;
  let gate: Gate;
  const file = workspaceUri('forked.workflow.yaml');

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(async () => {
    gate = await Gate.listen();
    dialogs = new Dialogs();
    list = new ExecutionList(api.executions);
    tree = new ExecutionTree(list);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(forked(gate.url)));
  });

  afterEach(async () => {
    dialogs.restore();
    await gate.close();
    tree.dispose();
    list.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.executions.list()) {
      await api.executions.cancel(id);
      await api.executions.finished(id);
      await api.executions.discard(id);
    }
  });

  async function start(who = 'Ada'): Promise<string> {
    const inputs = { who, key: 'hunter22' };
    const started = await api.executions.start({ text: forked(gate.url), file: file.fsPath, inputs });
    assert(started.ok, JSON.stringify(started));
    return started.value;
  }

  async function ended(who?: string): Promise<ExecutionSnapshot> {
    gate.open();
    return api.executions.finished(await start(who));
  }

  const known = async (id: string): Promise<ExecutionSnapshot> => {
    const snapshot = await api.executions.get(id);
    assert(snapshot);
    return snapshot;
  };

  const commandOf = (name: string, ...rest: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(`ipaWorkflow.${name}`, ...rest);

  const textOf = async (uri: vscode.Uri): Promise<string> => (await vscode.workspace.openTextDocument(uri)).getText();

  async function rows(parent?: ExecutionElement): Promise<readonly ExecutionElement[]> {
    if (!parent) await list.reload();
    const children = await tree.getChildren(parent);
    return (await Promise.all(children.map(async (child) => [child, ...(await rows(child))]))).flat();
  }

  const rowOf = async (id: string): Promise<ExecutionElement> => {
    const row = (await rows()).find((one) => one.id === id);
    assert(row, id);
    return row;
  };

  const tab = (): string | undefined => vscode.window.tabGroups.activeTabGroup.activeTab?.label;

  it('show what nodes received and returned, as it is stored', async () => {
    const execution = await ended();
    const { id } = execution;
    assert.deepEqual(JSON.parse(await textOf(inputsUri(execution))), { who: 'Ada', key: '***' });
    assert.equal(await textOf(nodeUri(execution, 'quick', 'output')), '"Ada ***"\n');
    assert.deepEqual(JSON.parse(await textOf(nodeUri(execution, 'quick', 'input'))), { who: 'Ada', key: '***' });
    const joined = JSON.parse(await textOf(nodeUri(execution, 'join', 'input'))) as Record<string, unknown>;
    assert.deepEqual(Object.keys(joined), ['then', 'quick']);
    await commandOf('openOutput', await rowOf(`${id}/quick`));
    assert.equal(tab(), 'quick output.json');
    await commandOf('openInput', await rowOf(id));
    assert.equal(tab(), 'forked inputs.json');
    dialogs.onPick = (labels) => labels.find((label) => label.endsWith('then'));
    await commandOf('openInput');
    assert.equal(tab(), 'then input.json');
    await commandOf('showLog', id);
    assert.equal(tab(), 'forked.log');
    await commandOf('openOutput', id);
    assert.equal(tab(), 'forked result.json');
  });

  it('have an address that leads to the same thing whatever the node is called, and one each', async () => {
    const execution = await ended();
    const named = { ...execution, workflow: 'a/b: "100 %"?#..' };
    const addresses = ['quick', 'outer/inner', 'a%2Fb', '../?#', 'times/x'].flatMap((nodeId) =>
      (['input', 'output'] as const).map((kind) => ({ id: execution.id, nodeId, kind })),
    );
    const uris = addresses.map(({ nodeId, kind }) => nodeUri(named, nodeId, kind));
    // As VS Code keeps it over a reload.
    assert.deepEqual(
      uris.map((uri) => parseExecutionUri(vscode.Uri.parse(uri.toString()))),
      addresses,
    );
    assert.equal(new Set(uris.map(String)).size, addresses.length);
    for (const { path } of uris) assert.equal(path.split('/').length, 3, path);
    assert.equal(await textOf(vscode.Uri.parse(nodeUri(execution, 'quick', 'output').toString())), '"Ada ***"\n');
  });

  it('say that a node has not begun, and show its input once it has', async () => {
    const id = await start();
    const document = await vscode.workspace.openTextDocument(nodeUri(await known(id), 'then', 'input'));
    await vscode.window.showTextDocument(document);
    assert.equal(JSON.parse(document.getText()), 'This node has not begun.');
    gate.open();
    await eventually('the input', () => document.getText().includes('"body": 7'));
  });

  it('are deleted as files are where their execution is discarded, without a mistake in what is still open', async () => {
    const [gone, kept] = [await ended('Ada'), await ended('Bob')];
    const uris = [resultUri(gone), nodeUri(gone, 'quick', 'output'), logUri(gone), timesUri(kept, gone)];
    for (const uri of [...uris, resultUri(kept)]) await vscode.window.showTextDocument(uri, { preview: false });
    const texts = await Promise.all(uris.map(textOf));
    const deleted = new Set<string>();
    const everywhere = new vscode.RelativePattern(logUri(gone).with({ path: '/', query: '' }), '**');
    const watcher = vscode.workspace.createFileSystemWatcher(everywhere);
    try {
      watcher.onDidDelete((uri) => deleted.add(uri.toString()));
      await api.executions.discard(gone.id);
      await eventually('what is deleted', () => deleted.size >= uris.length);
      assert.deepEqual([...deleted].sort(), uris.map(String).sort());
    } finally {
      watcher.dispose();
    }
    const isNotFound = ({ code }: vscode.FileSystemError): boolean => code === 'FileNotFound';
    for (const uri of uris) {
      await assert.rejects(async () => vscode.workspace.fs.stat(uri), isNotFound);
      await assert.rejects(async () => vscode.workspace.fs.readFile(uri), isNotFound);
    }
    assert.deepEqual(await Promise.all(uris.map(textOf)), texts);
    assert.deepEqual(
      uris.flatMap((uri) => vscode.languages.getDiagnostics(uri)),
      [],
    );
    assert.equal((await vscode.workspace.fs.stat(resultUri(kept))).type, vscode.FileType.File);
  });

  it('copy rows as JSON, several as a list', async () => {
    const { id, ...snapshot } = await ended();
    await commandOf('copyAsJson', await rowOf(`${id}/quick`));
    assert.deepEqual(JSON.parse(await vscode.env.clipboard.readText()), { id: 'quick', ...snapshot.nodes['quick'] });
    const branch = await rowOf(`${id}/branch:asks`);
    await commandOf('copyAsJson', branch);
    assert.deepEqual(Object.keys(JSON.parse(await vscode.env.clipboard.readText()) as object), ['asks', 'then']);
    const selected = [branch, await rowOf(id)];
    await commandOf('copyAsJson', branch, selected);
    const [, execution] = JSON.parse(await vscode.env.clipboard.readText()) as ExecutionSnapshot[];
    assert.equal(execution?.id, id);
    assert.equal(JSON.stringify(execution).includes('hunter22'), false);
  });

  it('lead from a row to the node in its file, where it stands now', async () => {
    const { id } = await ended();
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '# one line more\n');
    });
    await commandOf('revealInFile', await rowOf(`${id}/then`));
    const { active } = vscode.window.activeTextEditor?.selection ?? {};
    assert.match(editor.document.lineAt(active?.line ?? 0).text, /id: then/);
  });

  it('tell the log as it grows, fold it by branch and link it to the file', async () => {
    const id = await start();
    await eventually('the request', async () => (await api.executions.get(id))?.nodes['asks']?.status === 'running');
    await commandOf('showLog', id);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), logUri(await known(id)).toString());
    assert.doesNotMatch(document.getText(), /asks > then/);
    gate.open();
    await eventually('the end', () => document.getText().includes('Result:'));
    const text = document.getText();
    assert.match(text, /^ +[\d.]+ {2}\[info\] +asks > then {2}completed in /m);
    assert.equal(text.includes('hunter22'), false);
    // Read again from the journal it says the same.
    const events = await api.executions.events(id);
    assert.equal(text.split('\n').filter((line) => /^ +\d+\.\d{3} {2}\[/.test(line)).length >= events.length, true);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const heads = folds.map((fold) => document.lineAt(fold.start).text);
    assert.deepEqual(
      heads.filter((head) => /^\S/.test(head)),
      ['Branch asks', 'Branch quick', 'Result:'],
    );
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const [head, ...others] = links;
    assert.equal(document.getText(head?.range), file.fsPath);
    const then = others.find(({ range }) => document.getText(range) === 'asks > then');
    const line = forked(gate.url)
      .split('\n')
      .findIndex((one) => one.includes('id: then'));
    assert.match(then?.target?.toString(true) ?? '', new RegExp(`forked\\.workflow\\.yaml#L${line + 1},\\d+$`));
  });

  it('keep the end of a log in view while it is there', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => `  - { id: n${index}, type: agent_task, agent_id: quick }`);
    const edges = Array.from({ length: 119 }, (_, index) => `  - { source: n${index}, target: n${index + 1} }`);
    const long = `name: long
agents: { quick: { uses: mock }, asker: { uses: http, with: { url: "${gate.url}" } } }
nodes:
  - { id: start, type: start }
${lines.join('\n')}
  - { id: asks, type: agent_task, agent_id: asker }
  - { id: more, type: agent_task, agent_id: quick }
  - { id: end, type: end }
edges:
  - { source: start, target: n0 }
${edges.join('\n')}
  - { source: n119, target: asks }
  - { source: asks, target: more }
  - { source: more, target: end }
`;
    const started = await api.executions.start({ text: long, file: null, inputs: {} });
    assert(started.ok);
    const id = started.value;
    await eventually('the request', async () => (await api.executions.get(id))?.nodes['asks']?.status === 'running');
    await commandOf('showLog', id);
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    const seesEnd = (): boolean => (editor.visibleRanges.at(-1)?.end.line ?? 0) >= editor.document.lineCount - 2;
    await eventually('the end of the log', seesEnd);
    const before = editor.document.lineCount;
    gate.open();
    await eventually('more', () => editor.document.lineCount > before);
    await eventually('the new end', seesEnd);
  });

  it('are shown where they are open already, also beside what one works in', async () => {
    const { id } = await ended();
    await vscode.window.showTextDocument(file);
    await vscode.window.showTextDocument(logUri(await known(id)), { viewColumn: vscode.ViewColumn.Two });
    await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
    await commandOf('showLog', id);
    assert.equal(tab(), 'forked.log');
    const labels = vscode.window.tabGroups.all.map(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(labels, [['forked.workflow.yaml'], ['forked.log']]);
  });

  it('compare two executions: results as a difference, times side by side', async () => {
    const before = await ended('Ada');
    const after = await ended('Bob');
    dialogs.onPick = (labels) => labels[0];
    await commandOf('compareExecutions', await rowOf(after.id));
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    const { original, modified } = activeTab?.input as vscode.TabInputTextDiff;
    assert.deepEqual([original.path, modified.path], [resultUri(before).path, resultUri(after).path]);
    const times = await textOf(timesUri(before, after));
    assert.match(times, /^Node +State +Attempts +Duration +→ +State +Attempts +Duration +Difference$/m);
    assert.match(times, /^then +completed +1 .* → {2}completed +1 /m);
    // Two that are selected are asked for nothing.
    dialogs.onPick = () => assert.fail('asked');
    await commandOf('compareExecutions', await rowOf(after.id), [await rowOf(before.id), await rowOf(after.id)]);
  });

  it('compare two with equal results: say so and what differs, and open the results where they are wanted', async () => {
    const before = await ended();
    const after = await ended();
    await commandOf('compareExecutions', await rowOf(after.id), [await rowOf(before.id), await rowOf(after.id)]);
    assert.equal(tab(), 'forked times.log');
    const [said] = await eventually('the message', () => dialogs.messages.length > 0 && dialogs.messages);
    assert.match(said?.text ?? '', /^The results of both executions are equal\. .* Every node is in the same state\.$/);
    assert.deepEqual(said?.choices, ['Show Results']);
    const isDifference = (): boolean =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff;
    assert.equal(isDifference(), false);
    dialogs.onMessage = () => 'Show Results';
    await commandOf('compareExecutions', await rowOf(after.id), [await rowOf(before.id), await rowOf(after.id)]);
    await eventually('the difference', isDifference);
  });

  it('are steered and discarded together when several rows are selected', async () => {
    const ids = [await start(), await start()];
    const chosen = await Promise.all(ids.map(rowOf));
    await commandOf('cancelExecution', chosen[0], chosen);
    for (const id of ids) assert.equal((await api.executions.finished(id)).status, 'cancelled');
    dialogs.onMessage = () => 'Discard';
    await commandOf('discardExecution', chosen[0], chosen);
    assert.deepEqual(await api.executions.list(), []);
    assert.deepEqual(
      dialogs.messages.map(({ text, detail }) => [text, detail]),
      [['Discard 2 executions?', 'Log and result are removed. This cannot be undone.']],
    );
  });
});
