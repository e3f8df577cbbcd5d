/** One workflow, three ways to execute it: in the editor, over REST, from TypeScript. What comes of it is the same. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { WorkflowBuilder } from '../../src/sdk/builder.ts';
import { hasCurl, runCommands, withoutDates } from '../support/tutorial.ts';
import { ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const branches = ['fetch_db', 'fetch_api', 'fetch_cache'];
const merge = "{ 'users': input.fetch_db.rows, 'news': input.fetch_api.body, 'cached': input.fetch_cache.hit }";

/** The tutorial's shape; the API answers at its second attempt. */
function built(): WorkflowBuilder {
  const builder = new WorkflowBuilder('the same everywhere')
    .addInput('who', { type: 'string', default: 'Ada' })
    .addAgent('database', { uses: 'mock', with: { output: { rows: ['${{ inputs.who }}'] }, delay_seconds: 0.1 } })
    .addAgent('api', { uses: 'mock', with: { output: { body: 'news' }, fail: { first: 1 } } })
    .addAgent('cache', { uses: 'mock', with: { output: { hit: true } } })
    .addAgent('merger', { uses: 'transform', with: { expression: merge } })
    .addStartNode('start')
    .addForkNode('fork', { config: { error_handling: { max_retries: 2, retry: { delay_seconds: 0 } } } })
    .addAgentNode('fetch_db', { agentId: 'database' })
    .addAgentNode('fetch_api', { agentId: 'api' })
    .addAgentNode('fetch_cache', { agentId: 'cache' })
    .addJoinNode('join')
    .addAgentNode('merge_data', { agentId: 'merger' })
    .addEndNode('end')
    .connect('start', 'fork')
    .connect('join', 'merge_data')
    .connect('merge_data', 'end');
  for (const branch of branches) builder.connect('fork', branch).connect(branch, 'join');
  return builder;
}

describe('a workflow', function () {
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

  /** What does not differ from run to run. */
  async function outcome(id: string): Promise<object> {
    const { status, output, nodes }: ExecutionSnapshot = await api.executions.finished(id);
    return {
      status,
      output,
      nodes: Object.entries(nodes).map(([node, each]) => [node, each.status, each.attempts, each.output]),
    };
  }

  it('comes to the same in the editor, over REST and from TypeScript', async () => {
    const workflow = built().build();
    const file = workspaceUri('everywhere.workflow.yaml');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(workflow.toYaml()));
    const inEditor = await vscode.commands.executeCommand<string>('ipaWorkflow.runWithLastInputs', file);

    const address = await vscode.commands.executeCommand<string>('ipaWorkflow.startServer');
    await vscode.commands.executeCommand('ipaWorkflow.copyServerHeader');
    const [, authorization = ''] = /^Authorization: (.+)$/.exec(await vscode.env.clipboard.readText()) ?? [];
    const post = async (path: string, body: object): Promise<string> => {
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await fetch(address + path, { method: 'POST', body: JSON.stringify(body), headers });
      assert.equal(response.status, 201, path);
      return ((await response.json()) as { readonly id: string }).id;
    };
    const workflow_id = await post('/workflows', workflow.definition);
    const overRest = await post('/executions', { workflow_id, inputs: { who: 'Ada' } });

    const saved = await api.workflows.create(workflow.toYaml());
    const { id: fromTypeScript } = await api.executions.start({ workflowId: saved.id, inputs: { who: 'Ada' } });

    const expected = await outcome(inEditor);
    assert.deepEqual((expected as ExecutionSnapshot).output, { users: ['Ada'], news: 'news', cached: true });
    assert.deepEqual(await outcome(overRest), expected);
    assert.deepEqual(await outcome(fromTypeScript), expected);
    assert.deepEqual(await api.executions.getResult(fromTypeScript), (expected as ExecutionSnapshot).output);
  });

  describe('of the tutorial', () => {
    const tutorial = 'tutorial/data_aggregation.workflow.yaml';
    const root = ourExtension().extensionPath;
    const cli = path.join(root, 'dist/cli.cjs');
    const setConnections = (value: object | undefined): Thenable<void> =>
      vscode.workspace.getConfiguration().update('ipaWorkflow.connections', value, vscode.ConfigurationTarget.Global);
    let folder: string;
    let expected: ExecutionSnapshot;

    before(async () => {
      folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ipa-tutorial-')));
      const id = await vscode.commands.executeCommand<string>('ipaWorkflow.runWithLastInputs', workspaceUri(tutorial));
      // Its API answers at its port as long as the window is open.
      expected = await api.executions.finished(id);
      assert.equal(expected.status, 'completed');
    });

    after(async () => {
      await setConnections(undefined);
      rmSync(folder, { recursive: true, force: true });
    });

    /** A program of Node in the folder, with a user's folder in it. */
    const node = (...args: string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } => {
      const home = path.join(folder, 'home');
      const env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: home, LOCALAPPDATA: home };
      return spawn(process.execPath, args, {
        cwd: folder,
        env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    };

    const sample = async (...options: string[]): Promise<void> => {
      await text(node(cli, 'sample', '--in', '.', ...options).stdout);
    };

    it('comes to the same by the steps in TypeScript', async () => {
      await sample();
      mkdirSync(path.join(folder, 'node_modules'));
      symlinkSync(root, path.join(folder, 'node_modules/ipa-workflow'), 'junction');
      const program = path.join(folder, 'tutorial.mjs');
      writeFileSync(program, readFileSync(path.join(root, 'examples/sdk/tutorial.ts')));
      const out = await text(node(program).stdout);
      assert.deepEqual(JSON.parse(/^Result: (.*)$/m.exec(out)?.[1] ?? '{}'), expected.output, out);
    });

    it('comes to the same by the commands of curl', async function () {
      if (!hasCurl()) {
        console.error('      (skipped: this machine has no curl)');
        this.skip();
      }
      const store = path.join(folder, 'store');
      await sample('--store', store);
      const connection = 'sqlite:./data/users.db';
      const options = ['--open', '--port', '0', '--store', store, '--connection', `default=${connection}`];
      const server = node(cli, 'serve', ...options);
      let told = '';
      const url = await new Promise<string>((resolve, reject) => {
        server.stdout.on('data', (chunk: Buffer) => {
          told += String(chunk);
          const [, found] = /^(http:\/\/127\.0\.0\.1:\d+)\/api\/v1$/m.exec(told) ?? [];
          if (found !== undefined) resolve(found);
        });
        server.once('exit', () => {
          reject(new Error(told));
        });
      });
      const { result, workflow, inputs } = await runCommands(root, url);
      server.kill('SIGINT');
      await once(server, 'exit');

      await setConnections({ default: { type: 'sqlite', url: connection } });
      const file = workspaceUri('tutorial/same.workflow.yaml').fsPath;
      const started = await api.executions.start({ text: workflow, file, inputs });
      assert(started.ok, JSON.stringify(started));
      const { status, output } = await api.executions.finished(started.value);
      assert.equal(status, 'completed');
      assert.deepEqual(withoutDates(result), withoutDates(output));
    });
  });
});
