/**
 * A graph of 5,000 nodes, from its opening to the end of its execution. How long it keeps the extension host from everything else is
 * told, not judged: `npm run bench editorHost` compares it with the target.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import { GraphPanels } from '../support/vscode/graphPanels.ts';
import { LoopCpu } from '../support/vscode/loopCpu.ts';
import { eventually, ourExtension, workspaceUri } from '../support/vscode/workspace.ts';
import { wideWorkflow } from '../support/webview/pictures.ts';

/** What `npm run bench` reads: by step, in milliseconds of CPU. */
const figures = 'test/results/largeGraph.json';

describe('the graph of 5,000 nodes', () => {
  let api: Api;
  let panels: GraphPanels;
  before(async () => {
    api = (await ourExtension().activate()) as Api;
    panels = new GraphPanels();
  });
  after(async () => {
    panels.restore();
    for (const panel of panels.made) panel.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.executions.list()) await api.executions.discard(id);
  });

  it('opens, is looked into, folded and unfolded, executes and is cancelled', async () => {
    const uri = workspaceUri('wide.workflow.yaml');
    const text = wideWorkflow(100, 50).replace('{ uses: mock }', '{ uses: mock, with: { delay_seconds: 1 } }');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const loop = new LoopCpu();
    await loop.untilQuiet();
    loop.step('open');
    await vscode.commands.executeCommand('ipaWorkflow.openGraph', uri);
    await panels.untilSent('all is drawn', isPicture(5_004));
    loop.step('look into a node');
    panels.say({ type: 'inspect', nodeId: 't50_25' });
    await panels.untilSent('it is told', (bytes) => bytes.includes('"inspection":{"nodeId":"t50_25"'));
    loop.step('fold');
    panels.say({ type: 'fold', nodeId: 'fork', folded: true });
    await panels.untilSent('a box is drawn', isPicture(3));
    loop.step('unfold');
    panels.say({ type: 'fold', nodeId: 'fork', folded: false });
    await panels.untilSent('all is drawn again', isPicture(5_004));
    loop.step('execute');
    const id = await vscode.commands.executeCommand<string>('ipaWorkflow.run', uri);
    await panels.untilSent('a node runs', (bytes) => bytes.includes('"t99_1":{"status":"running"'));
    loop.step('cancel');
    panels.say({ type: 'cancel', executionId: id });
    await panels.untilSent('it is cancelled', (bytes) =>
      /^{"type":"execution","execution":{"id":"[^"]*","status":"cancelled"/.test(bytes.toString('latin1', 0, 200)),
    );
    await eventually('it is over', async () =>
      (await api.executions.list()).every(({ status }) => status !== 'running'),
    );
    const file = path.join(ourExtension().extensionPath, figures);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(loop.end()));
  });
});

/** A picture with so many nodes that stays. */
function isPicture(nodes: number): (bytes: Buffer) => boolean {
  return (bytes) => {
    if (!bytes.toString('latin1', 0, 40).startsWith('{"type":"picture"') || bytes.includes('"provisional":true'))
      return false;
    let found = 0;
    for (let at = bytes.indexOf('"runner":'); at >= 0; at = bytes.indexOf('"runner":', at + 1)) found++;
    return found === nodes;
  };
}
