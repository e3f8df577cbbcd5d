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
    await workbench.statusBarItem(/Ln 5, Col \d+ \(4 selected\)/).waitFor();
    const editor = workbench.page.locator('.monaco-editor[data-uri$="wide.workflow.yaml"]');
    await editor.locator('.selected-text').first().waitFor();
    const margin = await editor.locator('.margin').boundingBox();
    const lines = await editor.locator('.view-lines').boundingBox();
    assert(margin && lines);
    await workbench.screenshot('graph-reveal');
    assert.ok(lines.x >= margin.x + margin.width - 1, `${lines.x} < ${margin.x + margin.width}`);
  });
});
