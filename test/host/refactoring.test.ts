/** Refactorings and what mends or silences mistakes, asked for, applied and undone as VS Code itself does it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { analyse, type Project } from '../../src/model/project.ts';
import { subworkflowFiles } from '../../src/sdk/subworkflowFiles.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { eventually, placeIn, workspaceUri } from '../support/vscode/workspace.ts';

const text = `name: refactored
inputs:
  url: { type: string, default: "http://127.0.0.1:1/" }
agents:
  api: { uses: http, with: { url: "\${{ inputs.url }}", method: POST } }
  # reads what both have returned
  merger: { uses: transform, with: { expression: "[input.first.body, input.second.body]" } }
nodes:
  - { id: start, type: start }
  - { id: split, type: parallel_gateway, gateway_type: fork }
  - { id: first, type: agent_task, agent_id: api }
  - { id: second, type: agent_task, agent_id: api, with: { method: GET } }
  - { id: meet, type: parallel_gateway, gateway_type: join }
  - { id: last, type: agent_task, agent_id: merger }
  - { id: end, type: end }
edges:
  - { source: start, target: split }
  - { source: split, target: first }
  - { source: split, target: second }
  - { source: first, target: meet }
  - { source: second, target: meet }
  - { source: meet, target: last }
  - { source: last, target: end }
outputs:
  result: "\${{ nodes.last.output }}"
`;

async function write(name: string, content: string): Promise<vscode.Uri> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return uri;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** What an execution would see. */
function projectOf(document: vscode.TextDocument): Project {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return analyse(document.getText(), subworkflowFiles(document.uri.fsPath, { workspaceFolders: folders }));
}

interface Case {
  readonly what: string;
  /** Where the cursor is: the `|`. */
  readonly at: string;
  readonly kind: string;
  readonly title: string;
  /** Pieces of the text that follows. */
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'inserts a task in an edge',
    at: 'source: last|, target: end',
    kind: 'refactor.rewrite.insertNode',
    title: 'Insert a task between "last" and "end"',
    expected: [
      '{ id: task, type: agent_task, agent_id: api }',
      'source: last, target: task',
      'source: task, target: end',
    ],
  },
  {
    what: 'inserts a delay before a join; what is read behind it follows',
    at: 'source: first|, target: meet',
    kind: 'refactor.rewrite.insertNode',
    title: 'Insert a delay between "first" and "meet"',
    expected: ['source: first, target: delay', 'source: delay, target: meet', '[input.delay.body, input.second.body]'],
  },
  {
    what: 'inserts an approval in an edge',
    at: 'source: start|, target: split',
    kind: 'refactor.rewrite.insertNode',
    title: 'Insert an approval between "start" and "split"',
    expected: ['{ id: approval, type: approval }', 'source: start, target: approval'],
  },
  {
    what: 'wraps a node in a fork and a join',
    at: 'id: la|st',
    kind: 'refactor.rewrite.wrap',
    title: 'Wrap "last" in a fork and a join',
    expected: ['source: fork, target: last', 'source: last, target: join', 'config: { merge: first_result }'],
  },
  {
    what: "copies an agent's settings into its node",
    at: 'id: fi|rst',
    kind: 'refactor.inline',
    title: 'Copy the settings of the agent "api" into "first"',
    expected: ['agent_id: api, with: { url: "${{ inputs.url }}", method: POST } }'],
  },
  ...['any', 'race', 'n_of_m', 'majority', 'all_settled'].map((mode) => ({
    what: `gives a join the mode ${mode}`,
    at: 'id: me|et',
    kind: 'refactor.rewrite.joinMode',
    title: `Convert "meet" to the mode "${mode}"`,
    expected: [mode === 'n_of_m' ? 'config: { mode: n_of_m, count: 1 }' : `config: { mode: ${mode} }`],
  })),
];

describe('Refactoring a workflow', () => {
  let document: vscode.TextDocument;

  before(async () => {
    document = await vscode.workspace.openTextDocument(await write('refactored.workflow.yaml', text));
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
  });

  const offered = async (at: string, kind: string): Promise<readonly vscode.CodeAction[]> => {
    const place = placeIn(document, at);
    return await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(place, place),
      kind,
      100,
    );
  };

  const valid = (): void => {
    const { executable, blockers } = projectOf(document);
    assert(executable, `${blockers.map(({ message }) => message).join('\n')}\n${document.getText()}`);
  };

  // VS Code cannot apply what `executeCodeActionProvider` returns of an edit that creates a file; the editor's own command can.
  // Before the others: behind their edits one undo took back the text, and left the file.
  it('extracts a node into a subworkflow in a file of its own, undone in one step', async () => {
    const file = workspaceUri('first_workflow.workflow.yaml');
    const kind = 'refactor.extract.subworkflow';
    const [action] = await offered('id: fi|rst', kind);
    assert.equal(action?.title, 'Extract "first" into a subworkflow');
    const editor = await vscode.window.showTextDocument(document);
    const place = placeIn(document, 'id: fi|rst');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'first' });
    await eventually('its node', () => document.getText().includes('path: ./first_workflow.workflow.yaml'));
    assert(await isThere(file), 'the file is there before anything names it');
    for (const piece of ['source: split, target: first_workflow', '[input.first_workflow.body, '])
      assert(document.getText().includes(piece), document.getText());
    valid();
    await vscode.commands.executeCommand('undo');
    await eventually('the text as it was', () => document.getText() === text);
    await eventually('the new file to go', async () => !(await isThere(file)));
  });

  for (const { what, at, kind, title, expected } of cases)
    it(`${what}, undone in one step`, async () => {
      const actions = await offered(at, kind);
      const action = actions.find((one) => one.title === title);
      assert(action?.edit, actions.map((one) => one.title).join('\n'));
      assert(await vscode.workspace.applyEdit(action.edit, { isRefactoring: true }));
      const after = document.getText();
      for (const piece of expected) assert(after.includes(piece), `${piece}\n${after}`);
      valid();
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
    });

  it('makes no file where there is one', async () => {
    const dialogs = new Dialogs();
    const file = await write('first_workflow.workflow.yaml', 'name: mine\n');
    try {
      const [action] = await offered('id: fi|rst', 'refactor.extract.subworkflow');
      assert.equal(action?.title, 'Extract "first" into a subworkflow');
      assert.equal(action.edit, undefined);
      assert.deepEqual(dialogs.said('error'), [
        'There is a file "first_workflow.workflow.yaml" already. Rename or move it first.',
      ]);
    } finally {
      dialogs.restore();
      await vscode.workspace.fs.delete(file);
    }
  });
});

const flawed = `name: flawed
nodes:
  - { id: start, typ: start }
  - { id: end, type: end }
  - { id: lost, type: delay, config: { seconds: 1 } }
edges:
  - { source: start, target: end }
`;

describe('Mistakes of a workflow', () => {
  let document: vscode.TextDocument;
  const seen = (): readonly string[] =>
    vscode.languages
      .getDiagnostics(document.uri)
      .map(({ code }) => (typeof code === 'object' ? String(code.value) : ''));
  const open = async (name: string, content: string): Promise<void> => {
    document = await vscode.workspace.openTextDocument(await write(name, content));
    await vscode.window.showTextDocument(document);
  };

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
  });

  it('are silenced by a comment that a quick fix writes, undone in one step', async () => {
    await open('silenced.workflow.yaml', flawed.replace('typ:', 'type:'));
    await eventually('the mistake', () => seen().includes('unreachable-node'));
    const place = placeIn(document, 'id: lo|st');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(place, place),
      'quickfix',
      100,
    );
    const ignore = actions.find(({ title }) => title.startsWith('Ignore unreachable-node'));
    assert(ignore?.edit, actions.map(({ title }) => title).join('\n'));
    assert(await vscode.workspace.applyEdit(ignore.edit));
    assert(document.getText().includes('# workflow-ignore: unreachable-node'), document.getText());
    await eventually('silence', () => !seen().includes('unreachable-node'));
    await vscode.commands.executeCommand('undo');
    await eventually('the mistake again', () => seen().includes('unreachable-node'));
  });

  it('are mended when the file is saved, where that is safe and asked for', async () => {
    const settings = vscode.workspace.getConfiguration('editor', { languageId: 'workflow-yaml' });
    const set = async (value: unknown): Promise<void> => {
      await settings.update('codeActionsOnSave', value, vscode.ConfigurationTarget.Workspace, true);
    };
    await open('saved.workflow.yaml', flawed);
    await eventually('the mistakes', () => seen().includes('missing-key'));
    await set({ 'source.fixAll.ipaWorkflow': 'explicit' });
    try {
      const change = new vscode.WorkspaceEdit();
      change.insert(document.uri, document.positionAt(flawed.length), '# saved\n');
      assert(await vscode.workspace.applyEdit(change));
      await vscode.commands.executeCommand('workbench.action.files.save');
      // A node that nothing leads to is for a person to decide about.
      const mended = `${flawed.replace('typ:', 'type:')}# saved\n`;
      await eventually('the file', () => !document.isDirty);
      assert.equal(document.getText(), mended);
      const stored = await vscode.workspace.fs.readFile(document.uri);
      assert.equal(new TextDecoder().decode(stored), mended);
    } finally {
      await set(undefined);
    }
  });
});
