/** What an execution is asked for: one box after the other, counted, with the way back; or all of it as a JSON document. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution.ts';
import { Dialogs } from '../support/vscode/dialogs.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';

const text = `name: asking
inputs:
  who: { type: string, description: "Whom?", pattern: "^[A-Z]" }
  speed: { enum: [slow, fast] }
  loud: { type: boolean }
  to: { type: string, format: email }
  list: { type: array }
  size: { type: integer, default: 3, maximum: 9 }
  key: { type: string, secret: true }
agents: { worker: { uses: mock, with: { output: "\${{ inputs.who }}" } } }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;

/** The title of a box names the workflow first. */
function inputOf(title: string | undefined): string {
  return title?.split(' · ').at(-1) ?? '';
}

describe('inputs', () => {
  let api: Api;
  let dialogs: Dialogs;
  let uri: vscode.Uri;
  let typed: Record<string, string>;
  let files = 0;

  before(async () => {
    api = (await ourExtension().activate()) as Api;
  });

  beforeEach(async () => {
    dialogs = new Dialogs();
    typed = { who: 'Ada', to: 'ada@example.com', list: '[1, 2]', key: 'hunter22' };
    dialogs.onInput = ({ title }) => typed[inputOf(title)];
    dialogs.onPick = (labels) => labels[0];
    // What is remembered is remembered of a file.
    files += 1;
    uri = workspaceUri(`asking-${files}.workflow.yaml`);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  });

  afterEach(async () => {
    dialogs.restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.executions.list()) {
      await api.executions.finished(id);
      await api.executions.discard(id);
    }
  });

  const run = (): Thenable<string | undefined> => vscode.commands.executeCommand('ipaWorkflow.run', uri);

  async function finished(id: string | undefined): Promise<ExecutionSnapshot> {
    assert(id !== undefined, `not started: ${JSON.stringify(dialogs.messages)}`);
    return api.executions.finished(id);
  }

  it('are asked for step by step, each checked as it is typed', async () => {
    const { inputs } = await finished(await run());
    const expected = {
      who: 'Ada',
      speed: 'slow',
      loud: true,
      to: 'ada@example.com',
      list: [1, 2],
      size: 3,
      key: '***',
    };
    assert.deepEqual(JSON.parse(JSON.stringify(inputs)), expected);
    assert.deepEqual(
      dialogs.boxes.map(({ title, steps, password }) => [inputOf(title), steps, password]),
      [
        ['who', '1/6', false],
        ['to', '4/6', false],
        ['list', '5/6', false],
        ['key', '6/6', true],
      ],
    );
    const says = (box: number, one: string): unknown => dialogs.boxes[box]?.validateInput?.(one);
    assert.match(String(await says(0, 'ada')), /pattern/);
    assert.match(String(await says(1, 'nobody')), /email/);
    assert.equal(await says(2, '[1,'), 'This is not JSON. Type e.g. ["a", "b"].');
    assert.equal(await says(2, '[1]'), undefined);
  });

  it('can be gone back to, with what was typed before', async () => {
    let went = false;
    const seen: (readonly unknown[])[] = [];
    dialogs.onInput = ({ title, value }) => {
      const name = inputOf(title);
      seen.push([name, value]);
      if (name === 'to' && !went) {
        went = true;
        return { button: 'back' };
      }
      if (name === 'who' && value === 'Ada') return 'Bob';
      return typed[name];
    };
    // From the address back to `loud`, from there to `speed`, and to the name.
    const picks: (string | { readonly button: string })[] = ['fast', 'false', { button: 'back' }, { button: 'back' }];
    dialogs.onPick = (labels) => picks.shift() ?? labels[0];
    const { inputs } = await finished(await run());
    assert.deepEqual([inputs['who'], inputs['speed'], inputs['loud']], ['Bob', 'fast', false]);
    assert.deepEqual(seen.slice(0, 3), [
      ['who', undefined],
      ['to', undefined],
      ['who', 'Ada'],
    ]);
  });

  it('cannot be gone back from the first', async () => {
    dialogs.onInput = () => ({ button: 'back' });
    const failed = new Promise((resolve) => process.once('unhandledRejection', resolve));
    void run();
    assert.match(String(await failed), /no button "back"/);
  });

  it('are edited as JSON with a schema, run from there, and remembered; the secret is asked for, masked', async () => {
    dialogs.onInput = ({ title }) => (inputOf(title) === 'to' ? { button: 'Edit as JSON' } : typed[inputOf(title)]);
    assert.equal(await run(), undefined);
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    const { document } = editor;
    assert.equal(document.uri.path, `/asking-${files}.inputs.json`);
    assert.equal(document.languageId, 'json');
    const { $schema, ...values } = JSON.parse(document.getText()) as Record<string, unknown>;
    assert.deepEqual(values, { who: 'Ada', speed: 'slow', loud: true, to: '', list: [], size: 3 });
    const schema = await vscode.workspace.openTextDocument(vscode.Uri.parse(String($schema)));
    const { properties, required } = JSON.parse(schema.getText()) as { properties: object; required: string[] };
    assert.deepEqual(required, ['who', 'speed', 'loud', 'to', 'list']);
    assert.deepEqual((properties as Record<string, unknown>)['size'], { type: 'integer', maximum: 9 });
    // VS Code's own JSON support says what is wrong.
    const replace = async (from: string, to: string): Promise<void> => {
      const start = document.positionAt(document.getText().indexOf(from));
      const range = new vscode.Range(start, document.positionAt(document.offsetAt(start) + from.length));
      await editor.edit((edit) => {
        edit.replace(range, to);
      });
    };
    await replace('"to": ""', '"to": "bob@example.com"');
    await replace('"size": 3', '"size": 12');
    await eventually('the squiggle', () =>
      vscode.languages.getDiagnostics(document.uri).some(({ range }) => document.getText(range) === '12'),
    );
    const [lens] = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.equal(lens?.command?.title, '$(play) Run with These Inputs');
    const runIt = (): Thenable<string | undefined> =>
      vscode.commands.executeCommand(lens.command?.command ?? '', ...((lens.command?.arguments ?? []) as unknown[]));
    assert.equal(await runIt(), undefined);
    assert.deepEqual(dialogs.said('error'), ['The input "size" must be at most 9.']);
    await replace('"size": 12', '"size": 7');
    dialogs.boxes.length = 0;
    dialogs.onInput = ({ title }) => typed[inputOf(title)];
    const { inputs } = await finished(await runIt());
    assert.deepEqual([inputs['size'], inputs['to'], inputs['key']], [7, 'bob@example.com', '***']);
    assert.deepEqual(
      dialogs.boxes.map(({ title, password }) => [inputOf(title), password]),
      [['key', true]],
    );
    const again = await vscode.commands.executeCommand<string>('ipaWorkflow.runWithLastInputs', uri);
    assert.equal((await finished(again)).inputs['size'], 7);
    // It begins with them, and a secret has no place in it.
    await vscode.commands.executeCommand('ipaWorkflow.editInputs', uri);
    await eventually('the inputs of the last time', () => document.getText().includes('"size": 7'));
    await replace('{', '{ "key": "hunter22",');
    assert.equal(await vscode.commands.executeCommand('ipaWorkflow.runWithEditedInputs'), undefined);
    assert.match(dialogs.said('error').at(-1) ?? '', /^"key" is a secret\. Leave it out/);
  });
});
