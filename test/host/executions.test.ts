import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { ExecutionList } from '../../src/vscode/executions/executionList.ts';
import { takeUpInterrupted } from '../../src/vscode/executions/executionNotices.ts';
import { ExecutionTree } from '../../src/vscode/executions/executionTree.ts';
import { logUri, resultUri } from '../../src/vscode/executions/executionUris.ts';
import { Gate } from '../support/vscodeHost/gate.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { renderTree } from '../support/vscode/tree.ts';
import { killedRun, runInTerminal } from '../support/vscode/commandLine.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const tutorial = 'tutorial/data_aggregation.workflow.yaml';

/** One task that takes so long, or fails. */
function workflow(name: string, settings: string, more = ''): string {
  return `name: ${name}
${more}agents:
  worker: { uses: mock, with: ${settings} }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;
}

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

function run(uri: vscode.Uri): Thenable<string | undefined> {
  return vscode.commands.executeCommand<string | undefined>('ipaWorkflow.run', uri);
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

describe('executions', () => {
  let api: Api;
  let dialogs: Dialogs;
  let list: ExecutionList;
  let tree: ExecutionTree;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(() => {
    dialogs = new Dialogs();
    list = new ExecutionList(api.executions);
    tree = new ExecutionTree(list);
  });

  afterEach(async () => {
    dialogs.restore();
    tree.dispose();
    list.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.executions.list()) await api.executions.discard(id);
  });

  async function finished(id: string | undefined): Promise<ExecutionSnapshot> {
    assert(id !== undefined, `not started: ${JSON.stringify(dialogs.messages)}`);
    return api.executions.finished(id);
  }

  /** The rows, without what differs from run to run. */
  async function rows(): Promise<string> {
    await list.reload();
    const text = await renderTree(tree);
    return text.replace(/ · \d[\d:]*\d( [AP]M)?$/gm, '').replace(/\b\d+(\.\d)? m?s\b/g, 'TIME');
  }

  describe('the tutorial', () => {
    it('runs to its end by the command, its branches side by side', async () => {
      const snapshot = await finished(await run(workspaceUri(tutorial)));
      assert.equal(snapshot.status, 'completed', JSON.stringify(snapshot.nodes, null, 1));
      const users = (snapshot.output as { users: JsonObject[] }).users.map(({ id }) => id);
      assert.deepEqual([...users].sort(), [1, 2, 3, 4, 5]);
      const branches = ['fetch_db', 'fetch_api', 'fetch_cache'].map((id) => snapshot.nodes[id]);
      const started = branches.map((node) => node?.started_ms ?? Infinity);
      const ended = branches.map((node) => node?.ended_ms ?? 0);
      assert(Math.max(...started) <= Math.min(...ended), 'the branches overlap');
      assert.equal(snapshot.max_parallel, 3);
      assert.deepEqual(dialogs.messages, []);
      const nodes = snapshot.nodes as Record<string, { output: JsonObject }>;
      assert.equal((nodes['fetch_db']?.output['rows'] as unknown[]).length, 3);
      assert.equal((nodes['fetch_api']?.output['body'] as unknown[]).length, 2);
      assert.equal((nodes['fetch_cache']?.output['value'] as unknown[]).length, 2);
    });

    it('runs by the API', async () => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(tutorial)));
      const started = await api.executions.start({ text, file: workspaceUri(tutorial).fsPath, inputs: {} });
      assert(started.ok);
      assert.equal((await api.executions.finished(started.value)).status, 'completed');
    });

    it('shows its nodes under fork and branch', async () => {
      await finished(await run(workspaceUri(tutorial)));
      assert.equal(
        await rows(),
        `
[pass] data_aggregation_workflow  completed · TIME
  [pass] start  completed
  [pass] fork_data_sources  completed · 3 of 3
    [pass] fetch_db  completed · TIME
    [pass] fetch_api  completed · TIME
    [pass] fetch_cache  completed · TIME
  [pass] join_results  completed
  [pass] merge_data  completed · TIME
  [pass] end  completed`.trim(),
      );
    });

    it('has its result and its log as documents', async () => {
      const id = await run(workspaceUri(tutorial));
      const snapshot = await finished(id);
      assert.deepEqual(JSON.parse(await textOf(resultUri(snapshot))), snapshot.output);
      const log = await textOf(logUri(snapshot));
      assert.match(log, /^Workflow: data_aggregation_workflow\nFile: .*\nExecution: [\w-]+\nStarted: .*\n\n/);
      assert.match(log, /^ {4}0\.000 {2}\[info\] {5}.*data_aggregation_workflow started/m);
      assert.match(log, /^ +\d+\.\d{3} {2}\[info\] +fetch_db +started$/m);
      assert.match(log, /^ +\d+\.\d{3} {2}\[info\] +join_results +joined, succeeded: 3$/m);
      assert.match(log, /^ +\d+\.\d{3} {2}\[info\] {22,}completed in .*\n$/m);
    });
  });

  describe('a failing workflow', () => {
    it('says so once, with its reason, and offers log and graph', async () => {
      const uri = await write('failing.workflow.yaml', workflow('failing', '{ fail: always }'));
      const snapshot = await finished(await run(uri));
      assert.equal(snapshot.status, 'failed');
      await eventually('the notification', () => dialogs.messages.length > 0);
      const [message, ...others] = dialogs.messages;
      assert.deepEqual(others, []);
      assert.equal(message?.kind, 'error');
      assert.match(message.text, /^failing failed: work: /);
      assert.deepEqual(message.choices, ['Show Log', 'Open Graph']);
    });

    it('opens the log from the notification', async () => {
      dialogs.onMessage = () => 'Show Log';
      const uri = await write('failing.workflow.yaml', workflow('failing', '{ fail: always }'));
      const failed = await finished(await run(uri));
      const shown = await eventually('the log', () => {
        const document = vscode.window.activeTextEditor?.document;
        return document?.uri.toString() === logUri(failed).toString() && document;
      });
      const isAt = (text: RegExp): boolean =>
        text.test(shown.lineAt(vscode.window.activeTextEditor?.selection.active.line ?? 0).text);
      await eventually('the failure', () => isAt(/\[error\] +work +failed: /));
      await vscode.commands.executeCommand('ipaWorkflow.showLog', { executionId: failed.id, nodeId: 'start' });
      assert(isAt(/ start +\w/));
    });

    it('has attempts under its node, and the reason beside it', async () => {
      const retry = 'error_handling: { max_retries: 2, retry: { delay_seconds: 0 } }\n';
      const uri = await write('retrying.workflow.yaml', workflow('retrying', '{ fail: always }', retry));
      const snapshot = await finished(await run(uri));
      const reason = snapshot.nodes['work']?.error?.message ?? '';
      assert.notEqual(reason, '');
      assert.equal(
        await rows(),
        `
[error] retrying  failed · TIME · work: ${reason}
  [pass] start  completed
  [error] work  failed after 3 attempts · TIME · ${reason}
    [error] Attempt 1  failed · TIME · ${reason}
    [error] Attempt 2  failed · TIME · ${reason}
    [error] Attempt 3  failed · TIME · ${reason}
  [debug-step-over] end  skipped`.trim(),
      );
    });
  });

  it('are cancelled, without a notification', async () => {
    const uri = await write('slow.workflow.yaml', workflow('slow', '{ delay_seconds: 600 }'));
    const id = await run(uri);
    await eventually(
      'a running task',
      async () => (await api.executions.get(id ?? ''))?.nodes['work']?.status === 'running',
    );
    assert.match(
      await rows(),
      /^\[sync~spin\] slow {2}running \d+ %\n {2}\[pass\] start.*\n {2}\[sync~spin\] work {2}running · TIME$/m,
    );
    await vscode.commands.executeCommand('ipaWorkflow.cancelExecution', { executionId: id });
    assert.equal((await finished(id)).status, 'cancelled');
    assert.match(await rows(), /^\[circle-slash\] slow {2}cancelled · TIME\n/);
    assert.deepEqual(dialogs.messages, []);
  });

  describe('what another process left behind', () => {
    const gates: Gate[] = [];
    afterEach(() => Promise.all(gates.splice(0).map((gate) => gate.close())));

    const endless = workflow('left', '{ delay_seconds: 600 }');

    it('is shown while it runs there', async () => {
      const uri = await write('elsewhere.workflow.yaml', endless);
      const process = runInTerminal(uri.fsPath, workspaceUri('.').fsPath);
      try {
        await eventually('the execution', async () => /work {2}running/.test(await rows()));
        assert.match(await rows(), /^\[sync~spin\] left {2}running \d+ % · elsewhere$/m);
        const [element] = await tree.getChildren();
        assert(element);
        assert.equal(tree.getTreeItem(element).contextValue, 'execution.elsewhere.running');
        await vscode.commands.executeCommand('ipaWorkflow.resumeExecution', element);
        assert.deepEqual(dialogs.said('error'), ['This execution runs in another window or terminal.']);
      } finally {
        await process.kill();
      }
    });

    it('is listed as interrupted and resumed', async () => {
      const gate = await Gate.listen();
      gates.push(gate);
      const asking = workflow('left', `{ url: "${gate.url}" }`).replace('uses: mock', 'uses: http');
      const id = await killedRun(api.executions, (await write('resumed.workflow.yaml', asking)).fsPath);
      gate.open();
      assert.match(
        await rows(),
        /^\[debug-disconnect\] left {2}interrupted\n {2}\[pass\] start {2}completed\n {2}\[debug-disconnect\] work {2}interrupted\n/,
      );
      const [element] = await tree.getChildren();
      assert(element);
      assert.equal(tree.getTreeItem(element).contextValue, 'execution.interrupted');
      await vscode.commands.executeCommand('ipaWorkflow.resumeExecution', element);
      const snapshot = await finished(id);
      assert.equal(snapshot.status, 'completed');
      assert.equal((snapshot.output as JsonObject)['body'], 7);
      assert.deepEqual(dialogs.messages, []);
    });

    it('is resumed or discarded by the next window when the settings say so', async () => {
      const settings = vscode.workspace.getConfiguration('ipaWorkflow');
      const gate = await Gate.listen();
      gates.push(gate);
      const asking = workflow('left', `{ url: "${gate.url}" }`).replace('uses: mock', 'uses: http');
      const file = (await write('taken-up.workflow.yaml', asking)).fsPath;
      try {
        await settings.update('executions.onStartup', 'resume', vscode.ConfigurationTarget.Workspace);
        const resumed = await killedRun(api.executions, file);
        gate.open();
        await takeUpInterrupted({ executions: api.executions, list });
        assert.equal((await finished(resumed)).status, 'completed');
        await settings.update('executions.onStartup', 'discard', vscode.ConfigurationTarget.Workspace);
        const discarded = await killedRun(api.executions, (await write('left.workflow.yaml', endless)).fsPath);
        await list.reload();
        await takeUpInterrupted({ executions: api.executions, list });
        assert.equal(await api.executions.get(discarded), undefined);
        assert.equal((await api.executions.get(resumed))?.status, 'completed');
        assert.deepEqual(dialogs.messages, []);
      } finally {
        await settings.update('executions.onStartup', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });

    it('is discarded when the person confirms it', async () => {
      const id = await killedRun(api.executions, (await write('discarded.workflow.yaml', endless)).fsPath);
      await list.load();
      await vscode.commands.executeCommand('ipaWorkflow.discardExecution', id);
      assert.deepEqual(dialogs.said('warning'), ['Discard the execution of left?']);
      assert.equal((await api.executions.get(id))?.status, 'interrupted');
      dialogs.onMessage = () => 'Discard';
      await vscode.commands.executeCommand('ipaWorkflow.discardExecution', id);
      assert.equal(await api.executions.get(id), undefined);
      assert.equal(await rows(), '');
    });
  });

  describe('Run', () => {
    it('saves the text first and runs what is in the editor', async () => {
      const uri = await write('dirty.workflow.yaml', workflow('before', '{ output: 1 }'));
      const editor = await vscode.window.showTextDocument(uri);
      await editor.edit((edit) => {
        edit.replace(new vscode.Range(0, 6, 0, 12), 'after');
      });
      const snapshot = await finished(await vscode.commands.executeCommand<string>('ipaWorkflow.run'));
      assert.equal(snapshot.workflow, 'after');
      assert.equal(editor.document.isDirty, false);
    });

    it('starts nothing while there are mistakes, and says how many', async () => {
      const uri = await write(
        'mistaken.workflow.yaml',
        workflow('mistaken', '{}').replace('target: end', 'target: ennd'),
      );
      assert.equal(await run(uri), undefined);
      assert.match(dialogs.said('error').join(), /^Fix \d problems? in mistaken\.workflow\.yaml first\.$/);
      assert.deepEqual(dialogs.messages[0]?.choices, ['Show Problems']);
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
      assert.deepEqual(await api.executions.list(), []);
    });

    const asking = `inputs:
  who: { type: string, description: "Whom?" }
  count: { type: integer, minimum: 1 }
  key: { type: string, secret: true }
  note: { type: string, default: none }
`;

    it('asks for what has no default, secrets masked', async () => {
      const uri = await write('asking.workflow.yaml', workflow('asking', '{ output: "${{ inputs.who }}" }', asking));
      const answers: Record<string, string> = { who: 'Ada', count: '3', key: 'hunter22' };
      dialogs.onInput = ({ title }) => answers[title?.split(' · ')[1] ?? ''];
      const snapshot = await finished(await run(uri));
      assert.deepEqual(
        dialogs.boxes.map(({ title, steps, prompt, password }) => [title, steps, prompt, password]),
        [
          ['asking · who', '1/3', 'Whom?', false],
          ['asking · count', '2/3', 'A whole number · at least 1', false],
          ['asking · key', '3/3', 'A secret. It is not stored.', true],
        ],
      );
      assert.equal(await dialogs.boxes[1]?.validateInput?.('0'), 'The input "count" must be at least 1.');
      assert.equal(await dialogs.boxes[1]?.validateInput?.('many'), 'Type a whole number, e.g. 3.');
      assert.deepEqual({ ...snapshot.inputs }, { who: 'Ada', count: 3, key: '***', note: 'none' });
      assert.equal((await textOf(logUri(snapshot))).includes('hunter22'), false);
    });

    it('begins with what was given last, and asks only for secrets when that is to be used', async () => {
      const uri = await write('again.workflow.yaml', workflow('again', '{ output: "${{ inputs.who }}" }', asking));
      const typed: Record<string, string> = { who: 'Ada', count: '3', key: 'hunter22' };
      dialogs.onInput = ({ title }) => typed[title?.split(' · ')[1] ?? ''];
      await finished(await run(uri));
      dialogs.boxes.length = 0;
      const again = await vscode.commands.executeCommand<string>('ipaWorkflow.runWithLastInputs', uri);
      assert.deepEqual({ ...(await finished(again)).inputs }, { who: 'Ada', count: 3, key: '***', note: 'none' });
      assert.deepEqual(
        dialogs.boxes.map(({ title, value }) => [title, value]),
        [['again · key', undefined]],
      );
      dialogs.boxes.length = 0;
      await finished(await run(uri));
      assert.deepEqual(
        dialogs.boxes.map(({ value }) => value),
        ['Ada', '3', undefined],
      );
      // What the workflow would not take any more is asked for.
      await write('again.workflow.yaml', workflow('again', '{}', asking.replace('minimum: 1', 'minimum: 4')));
      dialogs.boxes.length = 0;
      typed['count'] = '5';
      await eventually('the new text', async () => ((await textOf(uri)).includes('minimum: 4') ? true : undefined));
      const last = await vscode.commands.executeCommand<string>('ipaWorkflow.runWithLastInputs', uri);
      assert.equal((await finished(last)).inputs['count'], 5);
      assert.deepEqual(
        dialogs.boxes.map(({ title, steps }) => [title?.split(' · ').at(-1), steps]),
        [
          ['count', '1/2'],
          ['key', '2/2'],
        ],
      );
    });

    it('does nothing when the person turns away', async () => {
      const uri = await write('asking.workflow.yaml', workflow('asking', '{}', asking));
      dialogs.onInput = ({ title }) => (title?.endsWith(' · who') === true ? 'Ada' : undefined);
      assert.equal(await run(uri), undefined);
      assert.deepEqual(dialogs.messages, []);
      assert.deepEqual(await api.executions.list(), []);
    });

    it('lets the person pick among several files', async () => {
      await write('one.workflow.yaml', workflow('one', '{ output: 1 }'));
      let offered: readonly string[] = [];
      dialogs.onPick = (labels) => {
        offered = labels;
        return 'one.workflow.yaml';
      };
      const id = await eventually('the file', async () =>
        vscode.commands.executeCommand<string | undefined>('ipaWorkflow.run'),
      );
      assert.equal((await finished(id)).workflow, 'one');
      assert(offered.includes('hello.workflow.yaml'));
    });
  });

  describe('New Workflow', () => {
    it('writes a file without a mistake, which runs', async () => {
      dialogs.onInput = ({ value }) => value;
      const uri = await vscode.commands.executeCommand<vscode.Uri>('ipaWorkflow.newWorkflow', workspaceUri('.'));
      assert.equal(vscode.workspace.asRelativePath(uri), 'my_workflow.workflow.yaml');
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.toString(), uri.toString());
      assert.equal(editor.document.isDirty, false);
      const { line, character } = editor.selection.active;
      assert.equal(editor.document.lineAt(line).text.slice(0, character), 'description: "');
      const { diagnostics } = await api.workflows.analyse(editor.document.getText());
      assert.deepEqual(diagnostics, []);
      const snapshot = await finished(await run(uri));
      assert.equal(JSON.stringify(snapshot.output), '{"greet":"Hello world","count":5}');
    });

    it('offers another name where the first is taken, and never writes over a file', async () => {
      dialogs.onInput = ({ value }) => value;
      const uri = await vscode.commands.executeCommand<vscode.Uri>('ipaWorkflow.newWorkflow', workspaceUri('.'));
      assert.equal(vscode.workspace.asRelativePath(uri), 'my_workflow_2.workflow.yaml');
      assert.equal(await dialogs.boxes[0]?.validateInput?.('my_workflow'), 'my_workflow.workflow.yaml exists already.');
    });
  });

  describe('Open Tutorial Sample', () => {
    const file = 'sample/data_aggregation.workflow.yaml';

    it('makes the sample in the picked folder, which then runs', async () => {
      await vscode.workspace.fs.createDirectory(workspaceUri('sample'));
      dialogs.onOpen = () => workspaceUri('sample');
      await vscode.commands.executeCommand('ipaWorkflow.openSample');
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), workspaceUri(file).toString());
      const snapshot = await finished(await vscode.commands.executeCommand<string>('ipaWorkflow.run'));
      assert.equal(snapshot.status, 'completed');
      assert.equal((snapshot.output as { users: unknown[] }).users.length, 5);
    });

    it('asks before it replaces a changed file', async () => {
      const text = `# mine\n${new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(file)))}`;
      await write(file, text);
      const read = async (): Promise<string> =>
        new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(file)));
      for (const [answer, kept] of [
        [undefined, true],
        ['Keep It', true],
        ['Replace It', false],
      ] as const) {
        dialogs.onMessage = () => answer;
        await vscode.commands.executeCommand('ipaWorkflow.openSample', workspaceUri('sample'));
        assert.equal((await read()).startsWith('# mine'), kept, String(answer));
      }
      assert.equal(dialogs.said('warning').length, 3);
    });
  });
});
