/** Threat T5 in VS Code: nothing that a workflow names is started before a person has seen it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const allow = 'Allow';
const always = 'Always Allow in This Workspace';

/** One task of an agent. */
function workflow(agent: string): string {
  return `name: consent
inputs: { text: { default: hello } }
agents:
  worker: ${agent}
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;
}

function command(...args: readonly string[]): string {
  return `{ uses: command, with: { run: ${JSON.stringify(['node', '-p', 'process.argv[1]', '--', ...args])} } }`;
}

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

describe('consent', () => {
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
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.executions.list()) await api.executions.discard(id);
  });

  async function run(agent: string): Promise<ExecutionSnapshot> {
    const uri = await write('consent.workflow.yaml', workflow(agent));
    const text = workflow(agent);
    const started = await api.executions.start({ text, file: uri.fsPath, inputs: { text: 'hello' } });
    assert(started.ok);
    return await api.executions.finished(started.value);
  }

  /** The modal ones. */
  function asked(): readonly string[] {
    return dialogs.messages.flatMap(({ detail }) => (detail === undefined ? [] : [detail]));
  }

  it('is asked for with the arguments as the file has them; a refusal fails the node', async () => {
    const { nodes } = await run(command('${{ inputs.text }}'));
    assert.deepEqual(nodes['work']?.error, {
      kind: 'consent',
      message: 'It was not allowed to start. Execute the workflow again to be asked again.',
      retryable: false,
    });
    const [message] = dialogs.messages;
    assert.deepEqual(
      [message?.kind, message?.text, message?.choices],
      ['warning', 'The workflow "consent" wants to start a program for its node "work".', [allow, always]],
    );
    assert.equal(
      message?.detail,
      `node -p "process.argv[1]" -- "\${{ inputs.text }}"\nFolder: ${workspaceUri('.').fsPath.replace(/[\\/]\.?$/, '')}`,
    );
  });

  it('is given for one execution, or for the workspace until the command changes', async () => {
    dialogs.onMessage = () => allow;
    assert.equal((await run(command('one'))).output, 'one\n');
    assert.equal((await run(command('one'))).output, 'one\n');
    assert.equal(asked().length, 2);
    dialogs.onMessage = () => always;
    assert.equal((await run(command('one'))).output, 'one\n');
    dialogs.onMessage = () => undefined;
    assert.equal((await run(command('one'))).output, 'one\n');
    assert.equal(asked().length, 3);
    assert.equal((await run(command('two'))).status, 'failed');
    assert.equal(asked().length, 4);
  });

  it('for a script ends when its content changes', async () => {
    const agent = '{ uses: script, with: { path: consent.mjs } }';
    await write('consent.mjs', 'export default () => 1');
    dialogs.onMessage = () => always;
    assert.equal((await run(agent)).output, 1);
    assert.match(asked()[0] ?? '', /^consent\.mjs\nFile: .*consent\.mjs\nSHA-256 of its content: [0-9a-f]{64}$/);
    dialogs.onMessage = () => undefined;
    assert.equal((await run(agent)).output, 1);
    await write('consent.mjs', 'export default () => 2');
    assert.equal((await run(agent)).status, 'failed');
    assert.equal(asked().length, 2);
  });

  it('is not given to what cannot be seen whole, before it was shown', async () => {
    const long = `${'x'.repeat(2_000)} end`;
    dialogs.onMessage = ({ choices }) => choices.find((choice) => choice === 'Show All') ?? allow;
    assert.equal((await run(command(long))).output, `${long}\n`);
    assert.deepEqual(
      dialogs.messages.map(({ choices }) => choices.length),
      [3, 2],
    );
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /x end"\nFolder: /);
  });

  it('shows the interpreter that is chosen in the Python extension, which is then taken', async () => {
    const interpreter = process.execPath;
    const environments = {
      getActiveEnvironmentPath: () => ({ path: interpreter }),
      resolveEnvironment: () => Promise.resolve({ executable: { uri: vscode.Uri.file(interpreter) } }),
    };
    const original = vscode.extensions.getExtension;
    const python = { activate: () => Promise.resolve({ environments }) };
    Object.assign(vscode.extensions, {
      getExtension: (id: string) => (id === 'ms-python.python' ? python : original(id)),
    });
    try {
      dialogs.onMessage = () => allow;
      const agent = '{ uses: command, with: { run: [python3, -p, 6 * 7], parse: json } }';
      assert.equal((await run(agent)).output, 42);
      assert.match(asked()[0] ?? '', new RegExp(`^python3 -p "6 \\* 7"\\nInterpreter: ${interpreter}\\nFolder: `));
    } finally {
      Object.assign(vscode.extensions, { getExtension: original });
    }
  });
});
