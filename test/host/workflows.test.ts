/** The view *Workflows*: the files, what is wrong with them, how they went. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Emitter } from '../../src/base/event.ts';
import type { Api } from '../../src/extension.ts';
import type { LastResult } from '../../src/language/types.ts';
import { WorkflowFiles } from '../../src/vscode/workflows/workflowFiles.ts';
import { WorkflowTree } from '../../src/vscode/workflows/workflowTree.ts';
import { eventually, openFile, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';
import { renderTree } from '../support/vscode/tree.ts';

const broken =
  'name: broken\nnodes:\n  - { id: start, type: start }\n  - { id: a, type: agent_task, agent_id: nobody }\n';

describe('the workflows of the window', () => {
  let api: Api;
  let files: WorkflowFiles;
  let tree: WorkflowTree;
  let last: Map<string, LastResult>;
  let changed: Emitter<void>;
  let refreshed: (readonly string[] | undefined)[];
  const name = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? '';

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(async () => {
    await vscode.workspace.fs.writeFile(workspaceUri('broken.workflow.yaml'), new TextEncoder().encode(broken));
    files = new WorkflowFiles();
    last = new Map();
    changed = new Emitter();
    const results = {
      lastResult: (uri: vscode.Uri) => last.get(name(uri)),
      lastExecution: () => undefined,
      onDidChange: changed.event,
      onDidProgress: new Emitter<void>().event,
    };
    tree = new WorkflowTree(files, results, api.workflows);
    refreshed = [];
    tree.onDidChangeTreeData((elements) => refreshed.push(elements?.map(({ uri }) => name(uri))));
  });

  afterEach(async () => {
    tree.dispose();
    files.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('broken.workflow.yaml'));
  });

  /** As it is read aloud. */
  async function spokenOf(file: string): Promise<string> {
    const found = (await tree.getChildren()).find(({ uri }) => name(uri) === file);
    assert(found, file);
    return tree.getTreeItem(found).accessibilityInformation?.label ?? '';
  }

  async function rowOf(file: string): Promise<string> {
    const found = (await tree.getChildren()).find(({ uri }) => name(uri) === file);
    assert(found, file);
    const { iconPath, description, accessibilityInformation } = tree.getTreeItem(found);
    const icon = iconPath instanceof vscode.ThemeIcon ? iconPath.id : '';
    const isCounted = accessibilityInformation?.label.includes('problem') === true;
    if (!isCounted)
      assert.equal(accessibilityInformation?.label, description === '' ? file : `${file} · ${String(description)}`);
    return `[${icon}] ${String(description)}`;
  }

  it('are marked where something is wrong, also when they are closed, and only those rows change', async () => {
    await renderTree(tree);
    await eventually('the count', async () => (await rowOf('broken.workflow.yaml')).includes('problem'));
    assert.match(await rowOf('broken.workflow.yaml'), /^\[bracket-error\] \d problems?$/);
    assert.equal(await rowOf('hello.workflow.yaml'), '[] ');
    const marked = new Set(refreshed.flatMap((names) => names ?? []));
    assert(marked.has('broken.workflow.yaml'));
    // Other suites leave broken files as well.
    for (const name of marked) assert.match(await spokenOf(name), /problem/, name);
  });

  it('say the problems of what is typed', async () => {
    await renderTree(tree);
    await eventually('the count', async () => (await rowOf('broken.workflow.yaml')).includes('problem'));
    const before = await spokenOf('broken.workflow.yaml');
    const editor = await openFile('broken.workflow.yaml');
    await editor.edit((edit) => {
      edit.insert(editor.document.lineAt(editor.document.lineCount - 1).range.end, '  - { id: start, type: end }\n');
    });
    await eventually('another count', async () => (await spokenOf('broken.workflow.yaml')) !== before);
    // VS Code's own number stands beside it.
    await eventually('one number', async () => (await rowOf('broken.workflow.yaml')) === '[bracket-error] ');
    assert.match(await spokenOf('broken.workflow.yaml'), /problem/);
    await editor.document.save();
  });

  it('stand in the order of their names, whatever folder they lie in', async () => {
    const names = (await tree.getChildren()).map(({ uri }) => name(uri));
    assert.deepEqual(
      names,
      [...names].sort((a, b) => a.localeCompare(b)),
    );
    const paths = (await files.all()).map(({ path }) => path);
    assert.deepEqual(
      paths,
      [...paths].sort((a, b) => a.localeCompare(b)),
    );
  });

  it('say how the last execution went, and keep their rows', async () => {
    const before = await tree.getChildren();
    for (const element of before) tree.getTreeItem(element);
    last.set('hello.workflow.yaml', { executionId: 'x', status: 'completed', durationMs: 1200 });
    changed.fire();
    assert.deepEqual(refreshed.at(-1), ['hello.workflow.yaml']);
    assert.equal(await rowOf('hello.workflow.yaml'), '[pass] completed · 1.2 s');
    const after = await tree.getChildren();
    assert(before.every((element) => after.includes(element)));
  });
});
