/** R4 by commands, rows and notifications: approve, reject, pause, resume, retry, re-run, cancel a node. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Emitter } from '../../src/base/event.ts';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import type { Executions } from '../../src/sdk/executions.ts';
import { ExecutionList, type ListChange } from '../../src/vscode/executions/executionList.ts';
import { type ExecutionElement, ExecutionTree } from '../../src/vscode/executions/executionTree.ts';
import { notifyWaiting } from '../../src/vscode/executions/waitingNotices.ts';
import { runInTerminal, type TerminalRun } from '../support/vscode/commandLine.ts';
import { Gate } from '../support/vscodeHost/gate.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

/** An approval before a task. */
const approving = `name: approving
agents: { worker: { uses: mock, with: { output: published } } }
nodes:
  - { id: start, type: start }
  - { id: review, type: approval, config: { message: "Publish?" } }
  - { id: publish, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: review }
  - { source: review, target: publish }
  - { source: publish, target: end }
`;

/** Two tasks, one after the other. */
const chain = (first: string, second: string): string => `name: chain
agents:
  first: { uses: mock, with: ${first} }
  second: { uses: mock, with: ${second} }
nodes:
  - { id: start, type: start }
  - { id: a, type: agent_task, agent_id: first }
  - { id: b, type: agent_task, agent_id: second }
  - { id: end, type: end }
edges:
  - { source: start, target: a }
  - { source: a, target: b }
  - { source: b, target: end }
`;

const commandOf = (name: string, argument?: unknown): Thenable<string | undefined> =>
  vscode.commands.executeCommand<string | undefined>(`ipaWorkflow.${name}`, argument);

describe('steering executions', () => {
  let api: Api;
  let dialogs: Dialogs;
  let list: ExecutionList;
  let tree: ExecutionTree;
  let gate: Gate;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(async () => {
    gate = await Gate.listen();
    dialogs = new Dialogs();
    list = new ExecutionList(api.executions);
    tree = new ExecutionTree(list);
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

  async function start(text: string): Promise<string> {
    const started = await api.executions.start({ text, file: null, inputs: {} });
    assert(started.ok, JSON.stringify(started));
    return started.value;
  }

  const snapshotOf = async (id: string): Promise<ExecutionSnapshot> => {
    const snapshot = await api.executions.get(id);
    assert(snapshot);
    return snapshot;
  };

  const isAt = (id: string, node: string, status: string): Promise<true> =>
    eventually(`${node} ${status}`, async () => (await snapshotOf(id)).nodes[node]?.status === status || undefined);

  /** The row of a node, as menus hand it over. */
  async function rowOf(id: string, node: string): Promise<ExecutionElement> {
    await list.reload();
    const root = (await tree.getChildren()).find(({ executionId }) => executionId === id);
    assert(root);
    const row = (await tree.getChildren(root)).find(({ nodeId }) => nodeId === node);
    assert(row, node);
    return row;
  }

  const contextOf = (element: ExecutionElement): string | undefined => tree.getTreeItem(element).contextValue;

  describe('an approval', () => {
    it('is asked for in one notification, and approved from it with a comment', async () => {
      dialogs.onMessage = ({ choices }) => (choices.includes('Approve') ? 'Approve' : undefined);
      dialogs.onInput = () => ' Fine. ';
      const { status, nodes } = await api.executions.finished(await start(approving));
      assert.deepEqual([status, nodes['review']?.approval?.comment], ['completed', 'Fine.']);
      assert.deepEqual(dialogs.messages, [
        { kind: 'info', text: 'approving: Publish?', choices: ['Approve', 'Reject'] },
      ]);
      assert.deepEqual(
        dialogs.boxes.map(({ title, prompt }) => [title, prompt]),
        [['Approve', 'approving: Publish?']],
      );
    });

    it('is rejected from its row', async () => {
      const id = await start(approving);
      await isAt(id, 'review', 'waiting');
      const row = await rowOf(id, 'review');
      assert.equal(contextOf(row), 'node.approval.waiting.live');
      dialogs.onInput = () => 'Not yet.';
      await commandOf('reject', row);
      const { status, error, nodes } = await api.executions.finished(id);
      assert.deepEqual([status, error?.kind], ['failed', 'rejected']);
      assert.equal(nodes['review']?.approval?.comment, 'Not yet.');
    });

    it('is found by the palette, and left open when the person turns away', async () => {
      const id = await start(approving);
      await isAt(id, 'review', 'waiting');
      await commandOf('approve');
      assert.equal((await snapshotOf(id)).nodes['review']?.approval?.approved, null);
      dialogs.onInput = () => '';
      await commandOf('approve');
      assert.equal((await api.executions.finished(id)).status, 'completed');
      dialogs.messages.length = 0;
      await commandOf('approve');
      assert.deepEqual(dialogs.said('info'), ['Nothing waits for approval.']);
    });

    it('that was answered already says so', async () => {
      const id = await start(approving);
      await isAt(id, 'review', 'waiting');
      dialogs.onInput = () => '';
      await api.executions.answer(id, 'review', { approved: true });
      await api.executions.finished(id);
      await commandOf('approve', { executionId: id, nodeId: 'review' });
      assert.deepEqual(dialogs.said('error'), ['The execution has ended.']);
    });
  });

  it('are paused and go on', async () => {
    const asking = chain(`{ url: "${gate.url}" }`, '{ output: 2 }').replace('uses: mock', 'uses: http');
    const id = await start(asking);
    await isAt(id, 'a', 'running');
    await commandOf('pauseExecution', { executionId: id });
    gate.open();
    await isAt(id, 'a', 'completed');
    const paused = await snapshotOf(id);
    assert.deepEqual([paused.status, paused.nodes['b']?.status], ['paused', 'pending']);
    await list.reload();
    const [root] = await tree.getChildren();
    assert(root);
    assert.equal(contextOf(root), 'execution.paused');
    await commandOf('resumeExecution', root);
    assert.equal((await api.executions.finished(id)).output, 2);
    assert.deepEqual(dialogs.messages, []);
  });

  it('have single nodes cancelled from their rows', async () => {
    const id = await start(chain('{ delay_seconds: 600 }', '{}'));
    await isAt(id, 'a', 'running');
    const row = await rowOf(id, 'a');
    assert.equal(contextOf(row), 'node.agent_task.running.live');
    await commandOf('cancelExecution', row);
    const { nodes } = await api.executions.finished(id);
    assert.deepEqual([nodes['a']?.status, nodes['b']?.status], ['cancelled', 'skipped']);
  });

  it('are left alone where a click came while the rows were asked for anew', async () => {
    const id = await start(chain('{ delay_seconds: 60 }', '{}'));
    await isAt(id, 'a', 'running');
    // VS Code has no row any more and hands over nothing, but as many arguments.
    for (const selected of [undefined, [undefined, undefined]])
      for (const name of ['cancelExecution', 'discardExecution', 'showLog', 'run'])
        await vscode.commands.executeCommand(`ipaWorkflow.${name}`, undefined, selected);
    assert.deepEqual(
      new Set(dialogs.said('info')),
      new Set(['The list changed while you clicked. Please click again.']),
    );
    assert.equal(dialogs.messages.length, 8);
    assert.equal((await snapshotOf(id)).status, 'running');
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('are retried as new executions that take over what was completed', async () => {
    const id = await start(chain('{ output: 1 }', '{ fail: { first: 9, retryable: false } }'));
    await api.executions.finished(id);
    const retried = await commandOf('retryExecution', id);
    assert(retried !== undefined && retried !== id, JSON.stringify(dialogs.messages));
    const { retry_of: of, nodes } = await api.executions.finished(retried);
    assert.deepEqual([of, nodes['a']?.taken_over, nodes['b']?.status], [id, true, 'failed']);
  });

  it('are executed again from a node, by its row or by a pick', async () => {
    const id = await start(chain('{ output: 1 }', '{ output: 2 }'));
    await api.executions.finished(id);
    const row = await rowOf(id, 'b');
    assert.equal(contextOf(row), 'node.agent_task.completed.ended');
    const rerun = await commandOf('rerunFromNode', row);
    assert(rerun !== undefined, JSON.stringify(dialogs.messages));
    const { nodes } = await api.executions.finished(rerun);
    assert.deepEqual([nodes['a']?.taken_over, nodes['b']?.taken_over], [true, undefined]);
    dialogs.onPick = (labels) => labels.find((label) => label === 'a');
    const picked = await commandOf('rerunFromNode', id);
    assert(picked !== undefined, JSON.stringify(dialogs.messages));
    assert.equal((await api.executions.finished(picked)).nodes['a']?.taken_over, undefined);
  });

  it('of a terminal are cancelled from here', async () => {
    const uri = workspaceUri('elsewhere.workflow.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(chain('{ delay_seconds: 600 }', '{}')));
    const terminal = runInTerminal(uri.fsPath, workspaceUri('.').fsPath);
    try {
      const { id } = await eventually('the execution', async () =>
        (await api.executions.list()).find(({ nodes }) => nodes['a']?.status === 'running'),
      );
      await list.reload();
      const [root] = await tree.getChildren();
      assert(root);
      assert.equal(contextOf(root), 'execution.elsewhere.running');
      await commandOf('cancelExecution', root);
      await eventually('its end', async () => (await snapshotOf(id)).status === 'cancelled' || undefined);
      assert.deepEqual(dialogs.messages, []);
    } finally {
      await terminal.kill();
    }
  });

  describe('whose owner does not answer', () => {
    let terminal: TerminalRun;

    /** Runs a workflow in a terminal, whose process is stopped while `a` runs. @returns its row */
    async function stopped(text: string): Promise<ExecutionElement> {
      const uri = workspaceUri('stopped.workflow.yaml');
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      terminal = runInTerminal(uri.fsPath, workspaceUri('.').fsPath);
      const { id } = await eventually('the execution', async () =>
        (await api.executions.list()).find(({ nodes }) => nodes['a']?.status === 'running'),
      );
      terminal.signal('SIGSTOP');
      return await eventually('its silence', async () => {
        await list.reload();
        const root = (await tree.getChildren()).find(({ executionId }) => executionId === id);
        return root && contextOf(root) === 'execution.elsewhere.silent' ? root : undefined;
      });
    }

    afterEach(() => terminal.kill());

    it('are taken over and go on here; their owner writes nothing more', async () => {
      const asking = chain(`{ url: "${gate.url}" }`, '{ output: 2 }').replace('uses: mock', 'uses: http');
      const row = await stopped(asking);
      assert.match(String(tree.getTreeItem(row).description), / · elsewhere · does not answer · /);
      dialogs.onMessage = ({ choices }) => choices[0];
      await commandOf('takeOverExecution', row);
      const [asked, ...others] = dialogs.messages;
      assert.deepEqual(
        [asked?.kind, asked?.text, asked?.choices, others],
        ['warning', 'Take over the execution of chain?', ['Take Over'], []],
      );
      assert.match(
        asked?.detail ?? '',
        new RegExp(`^The process ${terminal.pid} owns it\\. Its last sign of life was \\d+ s ago\\.\\n`),
      );
      await list.reload();
      assert.equal(contextOf(row), 'execution.running');
      terminal.signal('SIGCONT');
      await terminal.gone;
      gate.open();
      const { status, output } = await api.executions.finished(row.executionId ?? '');
      assert.deepEqual([status, output], ['completed', 2]);
    });

    it('ask what becomes of an agent that must not simply be started again', async () => {
      const once = chain('{ delay_seconds: 600 }', '{}').replace('uses: mock', 'idempotent: false, uses: mock');
      const row = await stopped(once);
      dialogs.onMessage = ({ choices }) => choices.find((one) => one === 'Take Over' || one === 'Count as Failed');
      await commandOf('takeOverExecution', row);
      const { status, nodes } = await api.executions.finished(row.executionId ?? '');
      assert.deepEqual([status, nodes['a']?.status], ['failed', 'failed']);
      assert.deepEqual(
        dialogs.messages.slice(0, 2).map(({ choices }) => choices),
        [['Take Over'], ['Start Again', 'Count as Failed']],
      );
    });

    it('stay with it when it answers after all, or the person turns away', async () => {
      const row = await stopped(chain('{ delay_seconds: 600 }', '{}'));
      await commandOf('takeOverExecution', row);
      assert.deepEqual(dialogs.said('error'), []);
      terminal.signal('SIGCONT');
      dialogs.onMessage = ({ choices }) => choices[0];
      await commandOf('takeOverExecution', row);
      assert.deepEqual(dialogs.said('error'), [
        'The process that runs this execution answers, so it is not taken from it.',
      ]);
      await list.reload();
      assert.equal(contextOf(row), 'execution.elsewhere.running');
      await terminal.kill();
      await commandOf('takeOverExecution', row);
      assert.deepEqual(dialogs.said('info'), ['No other process runs this execution.']);
    });
  });

  it('that nothing can be stored of warn once, until they go on', () => {
    const changes = new Emitter<ListChange>();
    let error: ExecutionSnapshot['error'] = null;
    const snapshot = (): unknown => ({ workflow: 'flow', status: error ? 'paused' : 'running', error, nodes: {} });
    const fake = { onDidChange: changes.event, get: snapshot, isHere: () => true } as unknown as ExecutionList;
    const executions = { onEvent: new Emitter<never>().event } as unknown as Executions;
    const notices = notifyWaiting(executions, fake);
    const tell = (now: ExecutionSnapshot['error']): void => {
      error = now;
      changes.fire({ ids: ['one'], membership: false });
    };
    const full = { kind: 'storage', message: 'ENOSPC', retryable: true };
    for (const now of [null, full, full, null]) tell(now);
    const warned = [
      'flow is paused, because nothing can be stored. It goes on by itself when there is space again. ENOSPC',
    ];
    assert.deepEqual(dialogs.said('warning'), warned);
    tell(full);
    assert.deepEqual(dialogs.said('warning'), [...warned, ...warned]);
    notices.dispose();
    assert.equal(changes.listenerCount, 0);
  });
});
