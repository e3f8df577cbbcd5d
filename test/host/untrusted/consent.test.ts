/** Threat T4: in a folder that is not trusted no program and no script starts, and nobody is asked about one. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension.ts';
import { Dialogs } from '../../support/vscode/dialogs.ts';
import { ourExtension, workspaceUri } from '../../support/vscode/workspace.ts';

const agents = {
  command: "{ run: [node, -e, \"require('fs').writeFileSync('X', '')\"] }",
  script: '{ path: x.mjs }',
};

describe('programs in an untrusted folder', () => {
  let dialogs: Dialogs;

  beforeEach(() => {
    dialogs = new Dialogs();
    dialogs.onMessage = ({ choices }) => choices.find((choice) => /Allow/.test(choice));
  });
  afterEach(() => {
    dialogs.restore();
  });

  for (const [uses, settings] of Object.entries(agents))
    it(`are not started by ${uses}`, async () => {
      const api = (await ourExtension().activate()) as Api;
      const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
      const code =
        "import { writeFileSync } from 'node:fs'; export default () => writeFileSync(new URL('X', import.meta.url), '')";
      await vscode.workspace.fs.writeFile(workspaceUri('x.mjs'), encode(code));
      const text = `name: x
agents: { worker: { uses: ${uses}, with: ${settings} } }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: worker }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;
      const uri = workspaceUri('x.workflow.yaml');
      await vscode.workspace.fs.writeFile(uri, encode(text));
      const started = await api.executions.start({ text, file: uri.fsPath, inputs: {} });
      assert.equal(started.ok ? started.value : started.error.code, 'untrusted');
      assert.equal(await vscode.commands.executeCommand('ipaWorkflow.run', uri), undefined);
      assert.deepEqual(
        dialogs.messages.filter(({ choices }) => choices.some((choice) => /Allow/.test(choice))),
        [],
      );
      assert.equal(existsSync(workspaceUri('X').fsPath), false);
      for (const name of ['x.mjs', 'x.workflow.yaml']) await vscode.workspace.fs.delete(workspaceUri(name));
    });
});
