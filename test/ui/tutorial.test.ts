/** A person's path: the tutorial from opening the file to its result, on the packaged extension. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Gate } from '../support/vscodeHost/gate.ts';
import { screenshotFailure, themeKinds, themes, Workbench } from '../support/vscodeHost/workbench.ts';

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

const file = 'data_aggregation.workflow.yaml';

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
    await workbench.openFile(file);
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

  it('runs by a click on Run to its end, which status bar, tree, graph and text show', async () => {
    await workbench.lens(/Run$/).click();
    await workbench.showContainer('Workflows');
    await seesTheEnd(workbench);
    await workbench.withoutTooltips();
    await workbench.documentationImage('tutorial');
  });

  it('draws the graph in the colours of each kind of theme', async () => {
    const graph = workbench.webview();
    for (const kind of themeKinds) {
      await workbench.useTheme(kind);
      await graph.locator(`body[data-vscode-theme-id="${themes[kind].name}"]`).waitFor();
      const ofWindow = await workbench.page.locator('.monaco-workbench').evaluate(background);
      assert.match(ofWindow, /^#|^rgb/);
      assert.equal(await graph.locator('body').evaluate(background), ofWindow);
      await workbench.screenshot(`tutorial-${kind}`);
    }
  });
});

describe('the tutorial, as a person watches it', () => {
  let gate: Gate;
  let workbench: Workbench;
  before(async () => {
    gate = await Gate.listen();
    const text = readFileSync(new URL(`../../examples/tutorial/${file}`, import.meta.url), 'utf8');
    const files = { [file]: gate.before(text) };
    workbench = await Workbench.open({ folder: 'examples/tutorial', trust: true, files });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => Promise.all([workbench.close(), gate.close()]));

  it('shows the states live in tree, graph and status bar, while its API has not answered and to its end', async () => {
    await workbench.openFile(file);
    await workbench.lens('Graph').click();
    const graph = workbench.webview();
    await graph.locator('[data-node-id="end"]').waitFor();
    await workbench.showContainer('Workflows');
    await graph.getByRole('button', { name: 'Run' }).click();
    const states = {
      start: 'completed',
      fork_data_sources: 'completed',
      fetch_db: 'completed',
      fetch_api: 'running',
      fetch_cache: 'completed',
      join_results: 'pending',
      merge_data: 'pending',
      end: 'pending',
    };
    for (const [id, state] of Object.entries(states))
      await graph.locator(`[data-node-id="${id}"][data-status="${state}"]`).waitFor();
    for (const id of ['fetch_db', 'fetch_cache']) await workbench.treeRow(new RegExp(`^${id}.*completed`)).waitFor();
    await workbench.treeRow(/^fetch_api.*running/).waitFor();
    await workbench.treeRow(/^data_aggregation_workflow.*running/).waitFor();
    await workbench.statusBarItem(/data_aggregation_workflow.*\d+ %/).waitFor();
    await workbench.screenshot('tutorial-running');
    gate.open();
    await seesTheEnd(workbench);
  });
});

/** The status bar first: it says how an execution ended for a while only. */
async function seesTheEnd(workbench: Workbench): Promise<void> {
  await workbench.statusBarItem(/completed in/).waitFor();
  await workbench.treeRow(/^data_aggregation_workflow.*completed/).waitFor();
  for (const id of nodes)
    await workbench.webview().locator(`[data-node-id="${id}"][data-status="completed"]`).waitFor();
  for (const id of nodes) await workbench.treeRow(new RegExp(`^${id}.*completed`)).waitFor();
  await workbench.lens(/✓ [\d.]+ m?s/).waitFor();
}

/** Runs in the browser, whose types this program does not know. */
function background(element: unknown): string {
  const { getComputedStyle } = globalThis as unknown as {
    getComputedStyle: (of: unknown) => { getPropertyValue(name: string): string };
  };
  return getComputedStyle(element).getPropertyValue('--vscode-editor-background').trim();
}
