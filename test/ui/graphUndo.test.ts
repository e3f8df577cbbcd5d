/** Taking changes back in the graph by keys alone, in a real VS Code: the keyboard stays in the picture. */
import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

const file = 'undone.workflow.yaml';
const text = `name: undone
agents:
  say: { uses: mock }
nodes:
  - { id: start, type: start }
  - { id: one, type: agent_task, agent_id: say }
  - { id: two, type: agent_task, agent_id: say }
  - { id: end, type: end }
edges:
  - { source: start, target: one }
  - { source: one, target: two }
  - { source: two, target: end }
`;

describe('undo by keys in the graph', () => {
  let workbench: Workbench;
  let graph: FrameLocator;
  before(async () => {
    workbench = await Workbench.open({ folder: 'test/fixtures/workspace', trust: true, files: { [file]: text } });
    graph = workbench.webview();
    await workbench.openFile(file);
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('goes back and forth beside the text', async () => {
    await workbench.editorAction('Open Graph').click();
    await deleteAndUndo();
    await workbench.command('View: Close All Editors');
    await workbench.openFile(file);
  });

  it('goes back and forth in the place of the text', async () => {
    await workbench.command('View: Reopen Editor With...');
    await workbench.quickPickRow('Workflow Graph').click();
    await deleteAndUndo();
  });

  async function deleteAndUndo(): Promise<void> {
    const press = async (key: string): Promise<void> => {
      await graph.locator('[data-node-id]:focus').waitFor();
      await workbench.page.keyboard.press(key);
    };
    const node = (id: string): string => `[data-node-id="${id}"]`;
    const there = async (id: string): Promise<void> => graph.locator(node(id)).waitFor();
    const gone = async (id: string): Promise<void> => graph.locator(node(id)).waitFor({ state: 'detached' });
    await graph.locator(node('two')).click();
    await graph.locator(`${node('two')}:focus`).waitFor();
    await press('Delete');
    await gone('two');
    await graph.locator(`${node('one')}:focus`).waitFor();
    await press('Delete');
    await gone('one');
    await graph.locator(`${node('start')}:focus`).waitFor();
    await press('Control+z');
    await there('one');
    assert.equal(await graph.locator(node('two')).count(), 0, 'one step at a time');
    await press('Control+z');
    await there('two');
    await press('Control+y');
    await gone('two');
    assert.equal(await graph.locator(node('one')).count(), 1, 'one step at a time');
    await press('Control+Shift+z');
    await gone('one');
    await press('Control+z');
    await there('one');
    await press('Control+z');
    await there('two');
    await press('Home');
    await graph.locator(`${node('start')}:focus`).waitFor();
    await press('ArrowDown');
    await graph.locator(`${node('one')}:focus`).waitFor();
  }
});
