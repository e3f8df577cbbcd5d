/** The local server in the real VS Code: off until asked for; what it starts shows in the view *Executions*. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';

const quick = { uses: 'mock', with: { output: 'served' } };
const workflow = {
  name: 'started over REST',
  agents: { worker: quick },
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'work', type: 'agent_task', agent_id: 'worker' },
    { id: 'end', type: 'end' },
  ],
  edges: [
    { source: 'start', target: 'work' },
    { source: 'work', target: 'end' },
  ],
};

describe('the local server', function () {
  this.timeout(60_000);

  let api: Api;

  before(async () => {
    const extension = vscode.extensions.getExtension<Api>('ipa-workflow.ipa-workflow');
    assert(extension);
    api = await extension.activate();
  });

  after(async () => {
    await vscode.commands.executeCommand('ipaWorkflow.stopServer');
    await vscode.commands.executeCommand('notifications.clearAll');
    for (const { id } of await api.executions.list()) await api.executions.discard(id);
  });

  it('starts with a token, runs what the window shows, and stops', async () => {
    const address = await vscode.commands.executeCommand<string>('ipaWorkflow.startServer');
    assert.match(address, /^http:\/\/127\.0\.0\.1:8000\/api\/v1$/);
    await vscode.commands.executeCommand('ipaWorkflow.copyServerHeader');
    const header = await vscode.env.clipboard.readText();
    const [, token = ''] = /^Authorization: Bearer ([\w-]{43})$/.exec(header) ?? [];
    assert.notEqual(token, '');
    assert.equal((await fetch(`${address}/executions`)).status, 401);
    assert.equal((await fetch(`${address}/executions`, { headers: { authorization: 'Bearer x' } })).status, 401);

    const post = async (path: string, body: object): Promise<{ readonly id: string }> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(address + path, { method: 'POST', body: JSON.stringify(body), headers });
      assert.equal(response.status, 201);
      return (await response.json()) as { id: string };
    };
    const { id: workflowId } = await post('/workflows', workflow);
    const { id } = await post('/executions', { workflow_id: workflowId });
    const { status, output, workflow: name } = await api.executions.finished(id);
    assert.deepEqual([status, output, name], ['completed', 'served', 'started over REST']);
    assert((await api.executions.list()).some((execution) => execution.id === id));

    assert.equal(await vscode.commands.executeCommand('ipaWorkflow.startServer'), address);
    await vscode.commands.executeCommand('ipaWorkflow.stopServer');
    await assert.rejects(fetch(`${address}/health`));
  });

  it('gives other extensions the services of the SDK over the same store', async () => {
    const agent = await api.workflows.createAgent({ name: `agent ${String(process.pid)}`, ...quick, uses: 'mock' });
    const text = JSON.stringify({ ...workflow, agents: undefined }).replace('"worker"', `"${agent.id}"`);
    const saved = await api.workflows.create(text);
    const { id } = await api.executions.start({ workflowId: saved.id });
    await api.executions.finished(id);
    assert.equal(await api.executions.getResult(id), 'served');
    const { status, progress, isTerminal, workflowId } = await api.executions.getStatus(id);
    assert.deepEqual([status, progress, isTerminal, workflowId], ['completed', 100, true, saved.id]);
    assert.deepEqual(await api.executions.getErrors(id), []);
  });
});
