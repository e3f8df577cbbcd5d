import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import net from 'node:net';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';
import { Dialogs } from '../../support/vscode/dialogs.ts';
import { ourExtension, workspaceUri } from '../../support/vscode/workspace.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Starts of processes, connections and servers that come from the extension's bundles. */
class Watch {
  readonly seen: string[] = [];
  readonly #undo: (() => void)[] = [];

  constructor() {
    for (const name of ['spawn', 'spawnSync', 'fork', 'exec', 'execFile', 'execSync', 'execFileSync'] as const)
      this.#replace(childProcess, name);
    this.#replace(net.Socket.prototype, 'connect');
    this.#replace(net.Server.prototype, 'listen');
  }

  restore(): void {
    for (const undo of this.#undo) undo();
  }

  #replace(owner: object, name: string): void {
    const holder = owner as Record<string, (...args: unknown[]) => unknown>;
    const original = holder[name]!;
    const { seen } = this;
    holder[name] = function (...args) {
      const stack = new Error(name).stack ?? '';
      if (/[\\/]dist[\\/](extension|chunks|workers)/.test(stack)) seen.push(stack);
      return original.apply(this, args);
    };
    this.#undo.push(() => {
      holder[name] = original;
    });
  }
}

describe('executions in an untrusted folder', () => {
  let api: Api;
  let dialogs: Dialogs;
  let watch: Watch;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(() => {
    dialogs = new Dialogs();
    watch = new Watch();
  });

  afterEach(() => {
    dialogs.restore();
    watch.restore();
  });

  it('are refused by the code', async () => {
    const uri = workspaceUri('hello.workflow.yaml');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const started = await api.executions.start({ text, file: uri.fsPath, inputs: {} });
    assert.equal(started.ok ? started.value : started.error.code, 'untrusted');
    const id = '00000000-0000-4000-8000-000000000000';
    for (const done of [
      await api.executions.resume(id),
      await api.executions.retry(id),
      await api.executions.rerun(id, 'start'),
      await api.executions.answer(id, 'review', { approved: true }),
    ])
      assert.equal(done.ok ? 'done' : done.error.code, 'untrusted');
  });

  it('are refused with the way to trust the folder', async () => {
    await vscode.commands.executeCommand('ipaWorkflow.run', workspaceUri('hello.workflow.yaml'));
    assert.deepEqual(dialogs.messages, [
      {
        kind: 'warning',
        text: 'This folder is not trusted, so nothing is executed in it.',
        choices: ['Manage Workspace Trust'],
      },
    ]);
  });

  it('are started by no command, nor is a process, a connection or a server', async () => {
    const { contributes } = ourExtension().packageJSON as Manifest;
    for (const { command } of contributes.commands) {
      await vscode.window.showTextDocument(workspaceUri('tutorial/data_aggregation.workflow.yaml'));
      await vscode.commands.executeCommand(command);
      await vscode.commands.executeCommand(command, workspaceUri('tutorial/data_aggregation.workflow.yaml'));
    }
    assert.deepEqual(await api.executions.list(), []);
    assert.deepEqual(watch.seen, []);
  });
});
