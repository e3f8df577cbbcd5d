/** Remote servers in the real VS Code, against a real `serve` and scripted R2 and V2 servers. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { closeServers } from '../support/agents/servers.ts';
import { approved, forked } from '../support/remote/texts.ts';
import { scripted } from '../support/remote/scripted.ts';
import { serve, type Serving } from '../support/remote/serve.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

/** Each text is a file of its own: VS Code keeps what it has read for a while. */
let files = 0;
const runs = forked.replace('merge: merge_dict', 'merge: by_branch');

async function execute(command: string, argument?: unknown): Promise<unknown> {
  return await vscode.commands.executeCommand(`ipaWorkflow.${command}`, argument);
}

const servers = (): Readonly<Record<string, unknown>> =>
  vscode.workspace.getConfiguration().get('ipaWorkflow.servers') ?? {};

describe('remote servers', function () {
  this.timeout(60_000);
  let api: Api;
  let dialogs: Dialogs;
  let server: Serving;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
    server = await serve(path.join(ourExtension().extensionPath, 'dist', 'cli.cjs'));
  });
  after(async () => {
    await server.stop();
    await vscode.workspace.fs.delete(workspaceUri('remote'), { recursive: true, useTrash: false });
  });
  beforeEach(() => {
    dialogs = new Dialogs();
  });
  afterEach(async () => {
    dialogs.restore();
    const forgetting = new Dialogs();
    forgetting.onMessage = ({ choices }) => choices.find((one) => one === 'Forget');
    for (const name of Object.keys(servers())) await execute('forgetServer', { name });
    forgetting.restore();
    await closeServers();
  });

  async function write(text: string): Promise<vscode.Uri> {
    const uri = workspaceUri(`remote/morning${String(++files)}.workflow.yaml`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return uri;
  }

  /** Answers the address, the token and the name; picks the mode. */
  function connecting(url: string, mode: string, name: string): void {
    dialogs.onInput = ({ password, prompt = '' }) =>
      password === true ? (server.token ?? '') : prompt.includes('address') ? url : name;
    dialogs.onPick = (labels) =>
      labels.find((label) => label === mode) ?? labels.find((label) => label === 'Another address…');
  }

  async function found(id: unknown, fits: (snapshot: ExecutionSnapshot) => boolean): Promise<ExecutionSnapshot> {
    assert(typeof id === 'string', dialogs.messages.map(({ text }) => text).join('\n'));
    return await eventually('the execution', async () => {
      const snapshot = await api.executions.get(id);
      return snapshot && fits(snapshot) && snapshot;
    });
  }

  it('are recognised, run workflows there, and are watched branch by branch', async () => {
    connecting(server.url, 'Run there', 'office');
    await execute('connectServer');
    assert.deepEqual(servers(), { office: { url: server.url, mode: 'run-there' } });
    assert.match(dialogs.said('info')[0] ?? '', /It executes whole workflows, fork and join included/);
    dialogs.onInput = ({ value }) => value ?? 'Why?';
    const id = await execute('run', await write(runs));
    const { status, server: where, nodes } = await found(id, ({ ended_at: ended }) => ended !== null);
    assert.deepEqual([status, where, nodes['two']?.status], ['completed', 'office', 'completed']);
    assert.equal(await api.executions.source(String(id)), runs);
    assert((await api.executions.list()).some((one) => one.id === id));
    const log = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'ipa-execution', path: '/runs/runs.log', query: `${String(id)}/log` }),
    );
    assert.match(log.getText(), /meet/);
  });

  it('cancel there what runs there', async () => {
    connecting(server.url, 'Run there', 'office');
    await execute('connectServer');
    dialogs.onInput = ({ value }) => value ?? 'Why?';
    const id = await execute('run', await write(runs.replace('{ output: 1 }', '{ output: 1, delay_seconds: 60 }')));
    await found(id, ({ nodes }) => nodes['one']?.status === 'running' && nodes['two']?.status === 'completed');
    await execute('cancelExecution', id);
    const { status, nodes } = await found(id, ({ ended_at: ended }) => ended !== null);
    assert.deepEqual([status, nodes['one']?.status], ['cancelled', 'cancelled']);
  });

  it('answer approvals there, and execute again there from a node on', async () => {
    connecting(server.url, 'Run there', 'office');
    await execute('connectServer');
    dialogs.onInput = () => 'Seen.';
    const id = await execute('run', await write(approved));
    await found(id, ({ nodes }) => nodes['review']?.status === 'waiting');
    await execute('approve', { executionId: id, nodeId: 'review' });
    const first = await found(id, ({ ended_at: ended }) => ended !== null);
    assert.deepEqual([first.status, first.nodes['review']?.approval?.comment], ['completed', 'Seen.']);
    const again = await execute('rerunFromNode', { executionId: id, nodeId: 'after' });
    assert.notEqual(again, id);
    const second = await found(again, ({ ended_at: ended }) => ended !== null);
    const { review, after } = second.nodes;
    assert.deepEqual(
      [second.status, second.server, review?.taken_over, after?.taken_over],
      ['completed', 'office', true, undefined],
    );
  });

  it('say plainly what a server did not run', async () => {
    const { url } = await scripted('R2');
    connecting(url, 'Run there', 'old');
    await execute('connectServer');
    dialogs.onInput = ({ value }) => value ?? 'Why?';
    const id = await execute('run', await write(runs));
    const { status, error } = await found(id, ({ ended_at: ended }) => ended !== null);
    assert.equal(status, 'failed');
    assert.match(error?.message ?? '', /says "completed", but has no result of one, two/);
  });

  it('run agents while fork and join run here', async () => {
    const old = await scripted('R2');
    const agent = old.addAgent('Writer');
    connecting(old.url, 'Orchestrate here', 'old');
    await execute('connectServer');
    const asks = `uses: ipa, with: { server: old, agent_id: ${JSON.stringify(agent)}, message: "\${{ inputs.question }}" }`;
    dialogs.onInput = ({ value }) => value ?? 'Why?';
    const id = await execute('run', await write(runs.replace('uses: mock, with: { output: 1 }', asks)));
    const { status, server: where, nodes } = await found(id, ({ ended_at: ended }) => ended !== null);
    assert.deepEqual([status, where], ['completed', undefined]);
    assert.match(JSON.stringify(nodes['one']?.output), /Writer heard/);
  });

  it('take a workflow and give it back the same', async () => {
    const old = await scripted('R2');
    connecting(old.url, 'Orchestrate here', 'old');
    await execute('connectServer');
    await execute('pushWorkflow', await write(forked));
    assert.match(dialogs.said('warning')[0] ?? '', /^Created morning on "old"\./);
    dialogs.onPick = () => 'morning';
    await execute('pullWorkflow', { name: 'old' });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), forked);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('ask for name and password where they have a login, keep the token alone, and ask again when it has run out', async () => {
    const office = await scripted('R3');
    const passwords = ['wrong', undefined, 'mistyped', 'p&ss=w0rd', 'p&ss=w0rd'];
    dialogs.onPick = (labels) => labels.find((label) => label === 'Run there' || label === 'Another address…');
    dialogs.onInput = ({ password, prompt = '' }) =>
      password === true
        ? passwords.shift()
        : prompt.includes('address')
          ? office.url
          : prompt.includes('user name')
            ? 'ada'
            : 'r3';
    await execute('connectServer');
    assert.deepEqual(servers(), {});
    assert.match(dialogs.boxes.at(-1)?.prompt ?? '', /Incorrect username or password/);
    assert.match(dialogs.said('error').join('\n'), /^"[^"]*" wants that you sign in\.$/);
    await execute('connectServer');
    assert.deepEqual(servers(), { r3: { url: office.url, mode: 'run-there' } });
    const logins = (): number => office.heard.filter(({ path: route }) => route.endsWith('/auth/login')).length;
    assert.equal(logins(), 3);
    await execute('pushWorkflow', await write(forked));
    assert.equal(logins(), 3);
    office.tokens.clear();
    await execute('pushWorkflow', await write(forked.replace('name: morning', 'name: evening')));
    assert.equal(logins(), 4);
    assert.deepEqual(
      [...office.workflows.values()].map(({ name }) => name),
      ['morning', 'evening'],
    );
    for (const { title, password, prompt } of dialogs.boxes)
      assert.equal(password === true, /The password of ada|Incorrect/.test(prompt ?? ''), title);
    const said = JSON.stringify([dialogs.messages, vscode.workspace.getConfiguration().get('ipaWorkflow')]);
    for (const secret of ['p&ss=w0rd', 'mistyped', 'jwt-']) assert(!said.includes(secret), said);
  });

  it('of version 2 are refused in a sentence', async () => {
    const { url } = await scripted('V2');
    connecting(url, 'Run there', 'new');
    await execute('connectServer');
    assert.deepEqual(servers(), {});
    assert.match(dialogs.said('warning')[0] ?? '', /neither workflows nor executions/);
  });

  it('get no token from a workspace that names another address for them', async () => {
    connecting(server.url, 'Run there', 'office');
    await execute('connectServer');
    const other = await scripted('R3');
    await vscode.workspace
      .getConfiguration()
      .update(
        'ipaWorkflow.servers',
        { office: { url: other.url, mode: 'run-there' } },
        vscode.ConfigurationTarget.Workspace,
      )
      .then(undefined, () => undefined);
    // The address itself changes, as a person may do it: the token stays behind.
    await vscode.workspace
      .getConfiguration()
      .update(
        'ipaWorkflow.servers',
        { office: { url: other.url, mode: 'run-there' } },
        vscode.ConfigurationTarget.Global,
      );
    dialogs.onInput = () => undefined;
    await execute(
      'run',
      await write(
        'name: n\nnodes:\n  - { id: start, type: start }\n  - { id: end, type: end }\nedges:\n  - { source: start, target: end }\n',
      ),
    );
    assert(other.heard.length > 0);
    for (const { headers, body } of other.heard)
      assert(!`${String(headers.authorization)}${body}`.includes(server.token ?? '-'));
  });
});
