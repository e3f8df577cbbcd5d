/** A person's path: the tutorial from opening the file to its result, on the packaged extension. */
import assert from 'node:assert/strict';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

const nodes = [
  'start',
  'fork_data_sources',
  'fetch_db',
  'fetch_api',
  'fetch_cache',
  'join_results',
  'merge_data',
  'end',
];

/** VS Code's own themes of the other kinds; the first suite has the light one. */
const themes = {
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

describe('the tutorial, as a person runs it', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: 'examples/tutorial', trust: true });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('shows Run and Graph above the first line, and no mistake', async () => {
    await workbench.openFile('data_aggregation.workflow.yaml');
    await workbench.lens(/Run$/).waitFor();
    await workbench.lens('Graph').waitFor();
    assert.equal(await workbench.squiggles('error').count(), 0);
    await workbench.screenshot('tutorial-text');
  });

  it('opens the graph beside the text by a click on Graph', async () => {
    await workbench.lens('Graph').click();
    const graph = workbench.webview();
    for (const id of nodes) await graph.locator(`[data-node-id="${id}"]`).waitFor();
    assert.equal(await graph.locator('[data-source][data-target]').count(), 9);
    await workbench.screenshot('tutorial-graph');
  });

  it('runs by a click on Run, its states live in tree and graph, to its end', async () => {
    await workbench.showContainer('Workflows');
    await workbench.lens(/Run$/).click();
    await workbench.webview().locator('[data-node-id="fetch_api"][data-status="running"]').waitFor();
    await workbench.screenshot('tutorial-running');
    await workbench
      .treeRow(/data_aggregation_workflow.*completed/)
      .first()
      .waitFor();
    for (const id of nodes)
      await workbench.webview().locator(`[data-node-id="${id}"][data-status="completed"]`).waitFor();
    for (const id of nodes)
      await workbench
        .treeRow(new RegExp(`${id}.*completed`))
        .first()
        .waitFor();
    await workbench.statusBarItem(/completed in/).waitFor();
    await workbench.lens(/✓ [\d.]+ m?s/).waitFor();
    await workbench.documentationImage('tutorial');
  });
});

for (const [name, theme] of Object.entries(themes))
  describe(`the tutorial in ${theme}`, () => {
    let workbench: Workbench;
    before(async () => {
      const settings = { 'workbench.colorTheme': theme };
      workbench = await Workbench.open({ folder: 'examples/tutorial', trust: true, settings });
    });
    afterEach(async function () {
      await screenshotFailure(this.currentTest, workbench);
    });
    after(() => workbench.close());

    it('draws the graph in the colours of the theme', async () => {
      await workbench.openFile('data_aggregation.workflow.yaml');
      await workbench.lens('Graph').click();
      const graph = workbench.webview();
      await graph.locator('[data-node-id="end"]').waitFor();
      await workbench.showContainer('Workflows');
      await workbench.lens(/Run$/).click();
      await graph.locator('[data-node-id="end"][data-status="completed"]').waitFor();
      await workbench.treeRow(/^end.*completed/).waitFor();
      // In the browser; this program's types know no DOM.
      const background = '(element) => getComputedStyle(element).getPropertyValue("--vscode-editor-background")';
      const ofGraph: unknown = await graph.locator('body').evaluate(background);
      assert.equal(ofGraph, await workbench.page.locator('.monaco-workbench').evaluate(background));
      await workbench.screenshot(`tutorial-${name}`);
    });
  });
