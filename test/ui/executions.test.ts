/** What a person sees of executions that do not go well: cancelled, failed, cut off by a reload. */
import assert from 'node:assert/strict';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

describe('executions, as a person watches them', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  /** Opens a file, shows the view, clicks Run. */
  async function run(name: string): Promise<void> {
    await workbench.openFile(`${name}.workflow.yaml`);
    await workbench.showContainer('Workflows');
    // VS Code asks for lenses only while the text has the keyboard, and they cannot be clicked before it has asked.
    await workbench.editorAction('Run').click();
  }

  it('squiggles under what is wrong, and refuses to run it', async () => {
    await workbench.openFile('mistakes.workflow.yaml');
    await workbench.squiggles('error').first().waitFor();
    await workbench.screenshot('mistakes');
    await workbench.lens(/Run$/).click();
    await workbench.notification('Fix 1 problem in mistakes.workflow.yaml first.').waitFor();
    await workbench.closeNotifications();
  });

  it('leaves a file of another product alone', async () => {
    await workbench.openFile('hello.workflow.yaml');
    await workbench.editorAction('Run Workflow').waitFor();
    await workbench.openFile('foreign.workflow.yaml');
    await workbench.editorAction('Run Workflow').waitFor({ state: 'hidden' });
    await workbench.editorAction('Open Graph').waitFor({ state: 'hidden' });
    assert.equal(await workbench.lens('Run').count(), 0);
    assert.equal(await workbench.squiggles('error').count(), 0);
  });

  it('notifies once of a failure, shows node and reason in the tree, and opens the graph from there', async () => {
    await run('failing');
    const notification = workbench.notification(/failing failed/);
    await notification.waitFor();
    await workbench.treeRow(/^breaks.*failed/).waitFor();
    assert.equal(await notification.count(), 1);
    await workbench.screenshot('failed');
    await notification.getByRole('button', { name: 'Open Graph' }).click();
    const graph = workbench.webview();
    await graph.locator('[data-node-id="breaks"][data-status="failed"]').waitFor();
    await graph.locator('[data-node-id="works"][data-status="completed"]').waitFor();
    await workbench.screenshot('failed-graph');
    await graph.locator('[data-node-id="breaks"]').focus();
    await workbench.page.keyboard.press('t');
    await graph.locator('.timeline [data-node="breaks"]').waitFor();
    // What is opened next is not to come beside.
    await workbench.command('View: Focus First Editor Group');
  });

  it('opens the log from the row, a line for each event', async () => {
    await workbench.clickRowAction(workbench.treeRow(/^failing/).first(), 'Show Log');
    await workbench.page.locator('.tab.active', { hasText: 'failing.log' }).dblclick();
    await workbench.page.locator('.view-line', { hasText: 'breaks' }).first().waitFor();
    await workbench.screenshot('log');
  });

  it('cancels what runs from its row', async () => {
    await run('slow');
    await workbench.treeRow(/^asleep.*running/).waitFor();
    await workbench.treeRow(/^at_once.*completed/).waitFor();
    await workbench.screenshot('running');
    await workbench.clickRowAction(workbench.treeRow(/^slow.*running/), 'Cancel');
    await workbench.treeRow(/^slow.*cancelled/).waitFor();
    await workbench.treeRow(/^asleep.*cancelled/).waitFor();
  });

  it('lists what a reload cut off as interrupted, and resumes or discards it', async () => {
    await run('slow');
    await workbench.treeRow(/^slow.*running/).waitFor();
    // The execution before is closed by then.
    await workbench
      .treeRow(/^at_once.*completed/)
      .nth(1)
      .waitFor({ state: 'detached' });
    await workbench.treeRow(/^at_once.*completed/).waitFor();
    await workbench.reload();
    await workbench.notification('slow was interrupted. Resume it?').waitFor();
    await workbench.showContainer('Workflows');
    await workbench.treeRow(/^slow.*interrupted/).waitFor();
    await workbench.screenshot('interrupted');
    await workbench.clickRowAction(workbench.treeRow(/^slow.*interrupted/), 'Resume');
    await workbench.treeRow(/^slow.*running/).waitFor();
    await workbench.clickRowAction(workbench.treeRow(/^slow.*running/), 'Cancel');
    await workbench
      .treeRow(/^slow.*cancelled/)
      .nth(1)
      .waitFor();
  });

  it('finds the log again after the reload', async () => {
    await workbench.page.locator('.tab', { hasText: 'failing.log' }).click();
    await workbench.page.locator('.view-line', { hasText: 'breaks' }).first().waitFor();
    await workbench.screenshot('log-reloaded');
  });

  it('finds its graph again after the reload, with what was open beside it', async () => {
    await workbench.page.locator('.tab', { hasText: 'Graph of failing' }).click();
    await workbench.webview().locator('[data-node-id="breaks"][data-status="failed"]').waitFor();
    await workbench.webview().locator('.timeline [data-node="breaks"]').waitFor();
    await workbench.screenshot('graph-reloaded');
  });
});
