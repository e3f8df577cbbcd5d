/** From the graph to the text: what a click on a node shows there. */
import assert from 'node:assert/strict';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

const workflow = `name: wide
agents: { quick: { uses: mock, with: { output: 1 } } }
nodes:
  - { id: start, type: start }
  - { id: work, type: agent_task, agent_id: quick, description: "${'Long words. '.repeat(30)}" }
  - { id: end, type: end }
edges:
  - { source: start, target: work }
  - { source: work, target: end }
`;

describe('a click on a node', () => {
  let workbench: Workbench;
  before(async () => {
    const files = { 'wide.workflow.yaml': workflow };
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true, files });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('shows where a line that is longer than the view begins', async () => {
    await workbench.openFile('wide.workflow.yaml');
    await workbench.lens('Graph').click();
    await workbench.webview().locator('[data-node-id="work"]').click();
    const editor = workbench.page.locator('.monaco-editor[data-uri$="wide.workflow.yaml"]');
    const selected = editor.locator('.selected-text').first();
    await selected.waitFor();
    // Its explanation comes from the extension, after all that the click made it say.
    const box = await selected.boundingBox();
    assert(box);
    await workbench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await workbench.page.locator('.monaco-hover:visible', { hasText: 'agent_task' }).first().waitFor();
    const margin = await editor.locator('.margin').boundingBox();
    const lines = await editor.locator('.view-lines').boundingBox();
    assert(margin && lines);
    await workbench.screenshot('graph-reveal');
    assert.ok(lines.x >= margin.x + margin.width - 1, `${lines.x} < ${margin.x + margin.width}`);
  });
});
