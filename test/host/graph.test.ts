/** The graph's round trip: what the host sends and the real webview, with the real bundle under its policy, answers. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { GraphEdit } from '../../src/protocol/graphEdits.ts';
import { Gate } from '../support/vscodeHost/gate.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { GraphPanels } from '../support/vscode/graphPanels.ts';
import { eventually, openFile, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const tutorial = 'tutorial/data_aggregation.workflow.yaml';

describe('the graph', () => {
  let api: Api;
  let panels: GraphPanels;
  let dialogs: Dialogs;
  let gate: Gate;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(async () => {
    gate = await Gate.listen();
    panels = new GraphPanels();
    dialogs = new Dialogs();
  });

  afterEach(async () => {
    panels.restore();
    dialogs.restore();
    await gate.close();
    for (const panel of panels.made) panel.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.executions.list()) await api.executions.discard(id);
  });

  /** The tutorial, whose API branch runs until the gate is opened. */
  async function heldTutorial(): Promise<vscode.Uri> {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(tutorial)));
    const uri = workspaceUri('held/data_aggregation.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(gate.before(text)));
    return uri;
  }

  const open = (uri: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand('ipaWorkflow.openGraph', uri);

  it('opens beside the text, its view says ready and gets the picture', async () => {
    await openFile(tutorial);
    await open(workspaceUri(tutorial));
    const { picture, title, canRun } = await panels.last('picture', ({ provisional }) => !provisional);
    assert.equal(title, 'data_aggregation_workflow');
    assert.equal(canRun, true);
    assert.equal(picture.nodes.length, 8);
    assert.equal(picture.edges.length, 9);
    assert.deepEqual(panels.received, [{ type: 'ready', version: 1 }]);
    assert.equal(panels.made[0]?.viewColumn, vscode.ViewColumn.Two);
    assert.equal(panels.made[0].title, 'Graph of data_aggregation.workflow.yaml');
  });

  it('has the strict policy and reaches the files of its bundle alone', async () => {
    await open(workspaceUri(tutorial));
    await panels.last('picture');
    const { webview } = panels.made[0]!;
    const policy = /content="(default-src[^"]*)"/.exec(webview.html)?.[1] ?? '';
    const source = webview.cspSource;
    assert.equal(
      policy.replaceAll(/nonce-[\w+/=]{24}/g, 'NONCE'),
      `default-src 'none'; script-src 'NONCE'; style-src ${source} 'NONCE'; img-src ${source} data:; font-src ${source}`,
    );
    const roots = webview.options.localResourceRoots?.map(({ path }) => path.split('/').slice(-2).join('/'));
    assert.deepEqual(roots, ['dist/webview']);
    assert.equal(webview.options.enableCommandUris, false);
  });

  it('is sent nothing after it was closed, while its execution goes on', async () => {
    const rejected: string[] = [];
    const hear = (reason: unknown): void => {
      rejected.push(String(reason));
    };
    process.on('unhandledRejection', hear);
    try {
      const uri = await heldTutorial();
      await open(uri);
      await panels.last('picture');
      const id = await vscode.commands.executeCommand<string | undefined>('ipaWorkflow.run', uri);
      await panels.last('execution', ({ execution }) => execution?.id === id && execution?.status === 'running');
      panels.made[0]?.dispose();
      panels.forget();
      // The second hears of every change after the first would have.
      await open(uri);
      await panels.last('execution', ({ execution }) => execution?.id === id && execution?.status === 'running');
      gate.open();
      await panels.last('execution', ({ execution }) => execution?.id === id && execution?.status === 'completed');
    } finally {
      process.off('unhandledRejection', hear);
    }
    assert.deepEqual(
      rejected.filter((reason) => /disposed/i.test(reason)),
      [],
    );
  });

  it('shows one graph for a document, however often it is asked for', async () => {
    await open(workspaceUri(tutorial));
    await panels.last('picture');
    await open(workspaceUri(tutorial));
    assert.equal(panels.made.length, 1);
  });

  it('follows the text as it is typed, and keeps the picture while the text cannot be read', async () => {
    // A file of its own: VS Code in a browser saves by itself what is typed here.
    await vscode.workspace.fs.copy(workspaceUri('hello.workflow.yaml'), workspaceUri('typed.workflow.yaml'));
    const editor = await openFile('typed.workflow.yaml');
    await open(editor.document.uri);
    const before = await panels.last('picture', ({ provisional }) => !provisional);
    const end = editor.document.positionAt(editor.document.getText().length);
    await editor.edit((edit) => {
      edit.insert(end, '\n  - { source: start, target: "half');
    });
    const kept = await panels.last('picture', ({ notice }) => notice !== '');
    assert.match(kept.notice, /^The text has a syntax error\. The graph shows what it was before\. Line \d+: ./);
    assert.deepEqual(kept.picture, before.picture);
    panels.forget();
    await vscode.commands.executeCommand('undo');
    await panels.last('picture', ({ notice }) => notice === '');
    await editor.edit((edit) => {
      const text = editor.document.getText();
      const at = text.indexOf('edges:');
      edit.insert(editor.document.positionAt(at), '  - { id: added, type: end }\n');
    });
    await panels.last('picture', ({ picture }) => picture.nodes.some(({ id }) => id === 'added'));
  });

  it('shows the states of an execution, live and to its end', async () => {
    const uri = await heldTutorial();
    await open(uri);
    await panels.last('picture', ({ provisional }) => !provisional);
    const id = await vscode.commands.executeCommand<string>('ipaWorkflow.run', uri);
    const { execution: held } = await panels.last('execution', ({ execution: one }) => {
      const states = ['fetch_db', 'fetch_api', 'fetch_cache'].map((node) => one?.nodes[node]?.status);
      return one?.id === id && states.join() === 'completed,running,completed';
    });
    assert.equal(held?.status, 'running');
    assert.equal(held.nodes['join_results']?.status, 'pending');
    gate.open();
    const { execution } = await panels.last('execution', ({ execution: one }) => one?.status === 'completed');
    assert.deepEqual(
      new Set(Object.values(execution?.nodes ?? {}).map(({ status }) => status)),
      new Set(['completed']),
    );
    const pictures = panels.sent.filter(({ type }) => type === 'picture');
    assert(pictures.length <= 2, 'a state never lays out again');
  });

  it('shows the states of a text that has no file', async () => {
    const hello = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri('hello.workflow.yaml')));
    const document = await vscode.workspace.openTextDocument({ language: 'workflow-yaml', content: hello });
    await vscode.window.showTextDocument(document);
    await open(document.uri);
    await panels.last('picture');
    const id = await vscode.commands.executeCommand<string | undefined>('ipaWorkflow.run', document.uri);
    assert(id !== undefined, JSON.stringify(dialogs.messages));
    const { execution } = await panels.last('execution', ({ execution: one }) => one?.status === 'completed');
    assert.equal(execution?.id, id);
  });

  it('says how much is left out because of mistakes', async () => {
    const uri = workspaceUri('left-out.workflow.yaml');
    const text = 'name: a\nnodes:\n  - { id: start, type: start }\n  - { id: x, type: nonsense }\nedges: []\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await open(uri);
    const { notice } = await panels.last('picture');
    assert.match(notice, /^A node or edge is left out, because it has a mistake\. Line 4: .*"nonsense"/);
  });

  it('says which node the cursor is in', async () => {
    const editor = await openFile(tutorial);
    await open(editor.document.uri);
    await panels.last('picture');
    const at = editor.document.positionAt(editor.document.getText().indexOf('id: fetch_cache'));
    editor.selection = new vscode.Selection(at, at);
    assert.equal((await panels.last('select', ({ nodeId }) => nodeId !== null)).nodeId, 'fetch_cache');
  });

  it('says what to do where there is nothing to draw', async () => {
    const uri = workspaceUri('empty.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('name: empty\n'));
    await open(uri);
    const { text } = await panels.last('message');
    assert.equal(text, 'There are no nodes yet. What you add under nodes: appears here.');
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode('name: a\nnodes:\n  - { id: start, type: start }\n'),
    );
    await panels.last('picture', ({ picture }) => picture.nodes.length === 1);
  });

  it('says of a text that never could be read that it draws what can be', async () => {
    const uri = workspaceUri('half.workflow.yaml');
    const text = 'name: half\nnodes:\n  - { id: start, type: start\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    try {
      await open(uri);
      const { notice, canEdit } = await panels.last('picture');
      assert.match(notice, /^The text has a syntax error\. The graph shows what can be read of it\. Line 3: ./);
      assert.equal(canEdit, false);
      // Still so when it is drawn again: there was no better one before.
      panels.forget();
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(3, 0), '  - { id: more, type: start\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.equal((await panels.last('picture')).notice, notice);
    } finally {
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('says of a text in which nothing can be read what is wrong with it, and keeps a picture that it had', async () => {
    const uri = workspaceUri('unread.workflow.yaml');
    const text = 'name: unread\nnodes: [\n  - { id: start, type: start }\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    try {
      await open(uri);
      assert.match((await panels.last('message')).text, /^The text has a syntax error\. .* Line \d: ./);
      const edit = new vscode.WorkspaceEdit();
      edit.delete(uri, new vscode.Range(1, 6, 1, 8));
      assert.ok(await vscode.workspace.applyEdit(edit));
      const { notice } = await panels.last('picture', ({ picture }) => picture.nodes.length === 1);
      panels.forget();
      const back = new vscode.WorkspaceEdit();
      back.insert(uri, new vscode.Position(1, 6), ' []');
      assert.ok(await vscode.workspace.applyEdit(back));
      const kept = await panels.last('picture', (one) => one.notice !== notice);
      assert.equal(kept.picture.nodes.length, 1);
      assert.match(kept.notice, /^The text has a syntax error\. The graph shows what it was before\. Line \d: ./);
    } finally {
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('tells all about the node that one looks at, live, and opens its values', async () => {
    const uri = await heldTutorial();
    await open(uri);
    await panels.last('picture');
    panels.say({ type: 'inspect', nodeId: 'fetch_db' });
    const { inspection: before } = await panels.last('inspection', ({ inspection }) => inspection !== null);
    assert.equal(before?.status, null);
    assert.ok(before.settings.some(({ field, value }) => field === 'agent_id' && value === 'database'));
    const id = await vscode.commands.executeCommand<string>('ipaWorkflow.run', uri);
    const { inspection } = await panels.last('inspection', ({ inspection: one }) => one?.status === 'completed');
    assert.equal(inspection?.executionId, id);
    assert.deepEqual(
      inspection.values.map(({ part }) => part),
      ['input', 'output'],
    );
    panels.say({ type: 'openValue', executionId: id, nodeId: 'fetch_db', part: 'output' });
    // Shown, or it would come in front of what the next test opens.
    const { document } = await eventually('the output is shown', () =>
      vscode.window.visibleTextEditors.find(
        ({ document: { uri: shown } }) => shown.scheme === 'ipa-execution' && shown.query.includes(id),
      ),
    );
    assert.match(document.getText(), /"rows"/);
    assert.equal(panels.made[0]?.visible, true, 'it does not cover the graph');
    gate.open();
  });

  it('shows an execution over time, and as it was after each of its events', async () => {
    await open(workspaceUri(tutorial));
    await panels.last('picture');
    panels.say({ type: 'timeline', shown: true });
    assert.equal((await panels.last('timeline')).timeline, null);
    const id = await vscode.commands.executeCommand<string>('ipaWorkflow.run', workspaceUri(tutorial));
    const { timeline } = await panels.last('timeline', ({ timeline: one }) => (one?.events ?? 0) > 0);
    assert.deepEqual(
      timeline?.lanes.map(({ label }) => label),
      ['data_aggregation_workflow', 'fetch_db', 'fetch_api', 'fetch_cache'],
    );
    const all = timeline.events;
    assert.equal(all, (await api.executions.events(id)).length);
    panels.forget();
    panels.say({ type: 'scrub', executionId: id, event: 1 });
    const { execution: first } = await panels.last('execution', ({ execution }) => execution?.past !== undefined);
    assert.equal(first?.past?.event, 1);
    assert.deepEqual(new Set(Object.values(first.nodes).map(({ status }) => status)), new Set(['pending']));
    assert.deepEqual(first.can, []);
    panels.say({ type: 'inspect', nodeId: 'fetch_db' });
    const { inspection: then } = await panels.last('inspection', ({ inspection }) => inspection !== null);
    assert.equal(then?.status, 'pending', 'the details are of that time too');
    panels.say({ type: 'scrub', executionId: id, event: 1e15 });
    await panels.last('inspection', ({ inspection }) => inspection?.status === 'completed');
    await panels.last('execution', ({ execution }) => execution?.past?.event === all);
    panels.say({ type: 'scrub', executionId: id, event: null });
    panels.forget();
    await panels.last(
      'execution',
      ({ execution }) => execution?.past === undefined && execution?.status === 'completed',
    );
  });

  it('is exported as SVG, PNG and Mermaid, with what it shows', async () => {
    await open(workspaceUri(tutorial));
    await panels.last('picture', ({ provisional }) => !provisional);
    const target = workspaceUri('exported');
    const asked: (vscode.Uri | undefined)[] = [];
    const { showSaveDialog } = vscode.window;
    Object.assign(vscode.window, {
      showSaveDialog: (options: vscode.SaveDialogOptions) => {
        asked.push(options.defaultUri);
        return Promise.resolve(target);
      },
    });
    try {
      for (const [format, beginning, ending] of [
        ['svg', '<svg xmlns', 'svg'],
        ['mermaid', 'flowchart', 'mmd'],
        ['png', '\ufffdPNG', 'png'],
      ] as const) {
        await vscode.commands.executeCommand('ipaWorkflow.exportGraph', format);
        const written = new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
        assert.equal(written.slice(0, beginning.length), beginning);
        assert.equal(asked.at(-1)?.path.split('/').at(-1), `data_aggregation.${ending}`);
      }
      dialogs.onPick = (labels) => labels.find((label) => label === 'Mermaid');
      panels.say({ type: 'export' });
      await eventually('it was asked where to', () => (asked.length === 4 ? true : undefined));
    } finally {
      Object.assign(vscode.window, { showSaveDialog });
    }
  });

  describe('changes the text', () => {
    let uri: vscode.Uri;
    let number = 0;
    let before: string;
    let document: vscode.TextDocument;

    beforeEach(async () => {
      before = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(tutorial)));
      // What an earlier test changed is still open.
      uri = workspaceUri(`changed${++number}.workflow.yaml`);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(before));
      document = await vscode.workspace.openTextDocument(uri);
    });

    const edit = (wanted: GraphEdit): void => {
      panels.say({ type: 'edit', edit: wanted });
    };

    it('by one edit, which one undo takes back', async () => {
      await vscode.window.showTextDocument(document);
      await open(uri);
      assert.equal((await panels.last('picture')).canEdit, true);
      edit({ kind: 'addOnEdge', source: 'merge_data', target: 'end', nodeType: 'approval' });
      await panels.last('picture', ({ picture }) => picture.nodes.some(({ id }) => id === 'approval'));
      assert.equal(document.getText().split('\n').length, before.split('\n').length + 2);
      panels.forget();
      panels.say({ type: 'history', step: 'undo' });
      await panels.last('picture', ({ picture }) => picture.nodes.length === 8);
      assert.equal(document.getText(), before);
    });

    it('wherever a node is named, when it is renamed', async () => {
      await open(uri);
      await panels.last('picture');
      edit({ kind: 'rename', nodeId: 'fetch_db', newId: 'load_users' });
      await panels.last('picture', ({ picture }) => picture.nodes.some(({ id }) => id === 'load_users'));
      assert.equal(document.getText().includes('fetch_db'), false);
      assert.match(document.getText(), /input\.load_users\.rows/);
      edit({ kind: 'rename', nodeId: 'load_users', newId: 'not an id' });
      await eventually('it is told why not', () => dialogs.messages.at(-1));
      assert.match(dialogs.messages.at(-1)?.text ?? '', /A node id has/);
    });

    it('not where it cannot, and says why', async () => {
      await open(uri);
      await panels.last('picture');
      edit({ kind: 'connect', source: 'end', target: 'fetch_db' });
      const told = await eventually('it is told', () => dialogs.messages.at(-1));
      assert.equal(told.text, 'Nothing can come after an end.');
      assert.equal(document.getText(), before);
    });

    it('in the place of the text too: Reopen With → Workflow Graph', async () => {
      await vscode.commands.executeCommand('vscode.openWith', uri, 'ipaWorkflow.graphEditor');
      const tab = await eventually('the editor is open', () => vscode.window.tabGroups.activeTabGroup.activeTab);
      assert.ok(tab.input instanceof vscode.TabInputCustom);
      assert.deepEqual([tab.input.viewType, tab.label], ['ipaWorkflow.graphEditor', `changed${number}.workflow.yaml`]);
    });
  });

  it('does nothing where a message is none of its view’s (T2)', async () => {
    const { document } = await openFile(tutorial);
    const text = document.getText();
    await open(document.uri);
    await panels.last('picture', ({ provisional }) => !provisional);
    const executed: unknown[] = [];
    const { executeCommand } = vscode.commands;
    const spy = (...args: unknown[]): Promise<undefined> => {
      executed.push(args);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.commands, { executeCommand: spy });
    try {
      panels.forget();
      const long = 'x'.repeat(1_000_000);
      const types = ['run', 'cancel', 'answer', 'fold', 'folds', 'inspect', 'edit', 'history', 'export', 'painted'];
      for (const type of [...types, 'timeline', 'scrub', 'openValue', 'revealNode', 'ready', '__proto__', long]) {
        panels.say({ type, command: 'workbench.action.files.saveAll', executionId: long });
        panels.say({ type, nodeId: ['fetch_db'], folded: 1, folds: { length: 9 }, edit: { kind: '__proto__' } });
        panels.say(JSON.parse(`{"type":${JSON.stringify(type)},"__proto__":{"nodeId":"fetch_db"}}`) as object);
        panels.say(Object.create({ type, executionId: 'e', nodeId: 'fetch_db' }) as object);
        panels.say([type]);
      }
      panels.say({ type: 'inspect', nodeId: 'fetch_db' });
      await panels.last('inspection');
    } finally {
      Object.assign(vscode.commands, { executeCommand });
    }
    assert.deepEqual(executed, []);
    assert.deepEqual(new Set(panels.sent.map(({ type }) => type)), new Set(['inspection']));
    assert.equal(document.getText(), text);
    assert.deepEqual(dialogs.messages, []);
  });

  it('shows forks as they were before a reload, and what was chosen since', async () => {
    const fork = { nodeId: 'fork_data_sources', folded: true };
    await open(workspaceUri(tutorial));
    panels.say({ type: 'folds', folds: [fork] });
    await panels.last('picture', ({ picture, provisional }) => picture.nodes.length === 4 && !provisional);
    panels.say({ type: 'fold', ...fork, folded: false });
    await panels.last('picture', ({ picture, provisional }) => picture.nodes.length === 8 && !provisional);
    panels.forget();
    panels.say({ type: 'folds', folds: [fork] });
    panels.say({ type: 'ready', version: 1 });
    assert.equal((await panels.last('picture')).picture.nodes.length, 8);
  });

  it('shows a fork as one box when it is told to, or when it has more branches than the setting says', async () => {
    await open(workspaceUri(tutorial));
    await panels.last('picture', ({ picture }) => picture.nodes.length === 8);
    panels.say({ type: 'fold', nodeId: 'fork_data_sources', folded: true });
    const { picture } = await panels.last('picture', ({ picture: one }) => one.nodes.length === 4);
    assert.equal(picture.nodes.find(({ id }) => id === 'fork_data_sources')?.detail, '3 branches');
    panels.say({ type: 'fold', nodeId: 'fork_data_sources', folded: false });
    panels.forget();
    await panels.last('picture', ({ picture: one }) => one.nodes.length === 8);
    panels.made[0]?.dispose();
    panels.forget();
    const settings = vscode.workspace.getConfiguration('ipaWorkflow');
    await settings.update('graph.collapseAbove', 2, vscode.ConfigurationTarget.Global);
    try {
      await open(workspaceUri(tutorial));
      await panels.last('picture', ({ picture: one }) => one.nodes.length === 4);
      await settings.update('graph.collapseAbove', 3, vscode.ConfigurationTarget.Global);
      await panels.last('picture', ({ picture: one }) => one.nodes.length === 8);
    } finally {
      await settings.update('graph.collapseAbove', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('draws a file of 5,000 nodes at once, folded until it is unfolded, and lets go of it when it is closed', async () => {
    const tasks = Array.from({ length: 4_996 }, (_, index) => `task_${String(index)}`);
    const lines = [
      'name: large',
      'agents: { one: { uses: mock } }',
      'nodes:',
      '  - { id: start, type: start }',
      '  - { id: fork, type: parallel_gateway, gateway_type: fork }',
      ...tasks.map((id) => `  - { id: ${id}, type: agent_task, agent_id: one }`),
      '  - { id: join, type: parallel_gateway, gateway_type: join }',
      '  - { id: end, type: end }',
      'edges:',
      '  - { source: start, target: fork }',
      ...tasks.flatMap((id) => [`  - { source: fork, target: ${id} }`, `  - { source: ${id}, target: join }`]),
      '  - { source: join, target: end }',
    ];
    const uri = workspaceUri('large.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${lines.join('\n')}\n`));
    await open(uri);
    const { picture } = await panels.last('picture');
    assert.equal(picture.nodes.length, 3);
    assert.equal(picture.nodes.find(({ id }) => id === 'fork')?.folded?.branches.length, 4_996);
    panels.say({ type: 'fold', nodeId: 'fork', folded: false });
    await panels.last('picture', ({ picture: whole }) => whole.nodes.length === 5_000);
    panels.made[0]?.dispose();
  });
});
