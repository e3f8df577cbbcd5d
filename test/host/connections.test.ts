/** The view *Connections*, and what becomes of secrets and passwords (threat T8), against real servers. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import { hasRedis, Redis } from '../support/agents/redis.ts';
import { serveHttp, closeServers } from '../support/agents/servers.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const setting = 'ipaWorkflow.connections';
const password = 'C4nary-p@ss/9';

async function setConnections(value: object | undefined): Promise<void> {
  await vscode.workspace.getConfiguration().update(setting, value, vscode.ConfigurationTarget.Global);
}

async function execute(command: string, argument?: unknown): Promise<unknown> {
  return await vscode.commands.executeCommand(`ipaWorkflow.${command}`, argument);
}

describe('connections and secrets', function () {
  this.timeout(60_000);
  let api: Api;
  let dialogs: Dialogs;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });
  beforeEach(() => {
    dialogs = new Dialogs();
  });
  afterEach(async () => {
    dialogs.restore();
    await setConnections(undefined);
    await closeServers();
  });

  it('are added with all that they need, the password nowhere but in the secret storage', async () => {
    dialogs.onPick = () => 'Redis';
    const typed = ['shared', 'redis://127.0.0.1:1/0', password];
    dialogs.onInput = () => typed.shift();
    await execute('addConnection');
    assert.deepEqual(vscode.workspace.getConfiguration().get(setting), {
      shared: { type: 'redis', url: 'redis://127.0.0.1:1/0' },
    });
    assert.deepEqual(
      dialogs.boxes.map((box) => box.password === true),
      [false, false, true],
    );
    const [name, url] = dialogs.boxes;
    assert.equal(await name?.validateInput?.('shared'), 'There is a connection "shared" already.');
    const objection = await url?.validateInput?.(`redis://:${password}@h`);
    assert.match(typeof objection === 'string' ? objection : '', /^Leave the password out/);
    assert.equal(await url?.validateInput?.('postgres://h'), 'Write it like redis://localhost:6379/0.');
    await execute('forgetPassword', { name: 'shared' });
  });

  it('are tested against the real server, and say why one does not work', async function () {
    if (!hasRedis()) this.skip();
    const redis = await Redis.start({ password });
    try {
      await setConnections({ shared: { type: 'redis', url: redis.url } });
      dialogs.onInput = () => undefined;
      assert.equal(await execute('testConnection', { name: 'shared' }), false);
      assert.match(dialogs.said('error')[0] ?? '', /^The connection "shared" does not work\. .* asks for a password\./);
      dialogs.onInput = () => password;
      assert.equal(await execute('testConnection', { name: 'shared' }), true);
      const asked = dialogs.boxes.length;
      assert.equal(await execute('testConnection', { name: 'shared' }), true);
      assert.equal(dialogs.boxes.length, asked);
    } finally {
      await redis.stop();
      await execute('forgetPassword', { name: 'shared' });
    }
  });

  it('give a password only to the origin that it was kept for', async function () {
    if (!hasRedis()) this.skip();
    const [mine, other] = [await Redis.start({ password }), await Redis.start({ password: 'another' })];
    try {
      await setConnections({ shared: { url: mine.url } });
      dialogs.onInput = () => password;
      await execute('setPassword', { name: 'shared' });
      assert.equal(await execute('testConnection', { name: 'shared' }), true);
      // Whoever changes the address does not get what was kept for the old one.
      await setConnections({ shared: { url: other.url } });
      dialogs.boxes.length = 0;
      dialogs.onInput = () => undefined;
      assert.equal(await execute('testConnection', { name: 'shared' }), false);
      assert.equal(dialogs.boxes.length, 1);
      assert.match(dialogs.said('error').at(-1) ?? '', /asks for a password/);
    } finally {
      await mine.stop();
      await other.stop();
      await execute('forgetPassword', { name: 'shared' });
    }
  });

  it('ask once for a secret and once for where it goes, and leave it in no file', async () => {
    const secret = 'C4nary-t0ken-55';
    const received: string[] = [];
    const { url } = await serveHttp((request, response) => {
      received.push(String(request.headers['x-key']));
      response.end('{}');
    });
    const [uri, other] = [workspaceUri('secretly.workflow.yaml'), workspaceUri('elsewhere.workflow.yaml')];
    const text = `name: secretly
agents:
  call: { uses: http, with: { url: "${url}/x", headers: { x-key: "\${{ secrets.HOST_TEST_KEY }}" } } }
nodes:
  - { id: start, type: start }
  - { id: call, type: agent_task, agent_id: call }
  - { id: end, type: end }
edges:
  - { source: start, target: call }
  - { source: call, target: end }
`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const run = async (file = uri): Promise<string> => {
      const id = String(await execute('run', file));
      return (await api.executions.finished(id)).status;
    };
    try {
      dialogs.onInput = () => secret;
      dialogs.onMessage = () => undefined;
      assert.equal(await run(), 'failed');
      assert.deepEqual(received, []);
      assert.equal(dialogs.said('warning')[0], `Send the secret "HOST_TEST_KEY" to ${url}?`);
      dialogs.onMessage = ({ choices }) => choices.find((choice) => choice === 'Allow');
      assert.equal(await run(), 'completed');
      const [boxes, messages] = [dialogs.boxes.length, dialogs.said('warning').length];
      assert.equal(await run(), 'completed');
      assert.deepEqual([dialogs.boxes.length, dialogs.said('warning').length], [boxes, messages]);
      assert.deepEqual(received, [secret, secret]);
      // Another origin is another question.
      const elsewhere = await serveHttp((_, response) => response.end('{}'));
      await vscode.workspace.fs.writeFile(other, new TextEncoder().encode(text.replace(url, elsewhere.url)));
      dialogs.onMessage = () => undefined;
      assert.equal(await run(other), 'failed');
      assert.equal(elsewhere.connections(), 0);
      assert.deepEqual(filesWith(secret, workspaceUri('.').fsPath, homedir()), []);
    } finally {
      await vscode.workspace.fs.delete(uri);
      await vscode.workspace.fs.delete(other);
      await execute('forgetSecret', { name: 'HOST_TEST_KEY' });
    }
  });
});

/** Of the workspace, and of what is stored for its executions. */
function filesWith(canary: string, ...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file, 'latin1').includes(canary)),
  );
}
