/** The side bar as a person uses it: clicks that meet a ticking row, groups and filters, keys, documents, in all kinds of themes. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Gate } from '../support/vscodeHost/gate.ts';
import { screenshotFailure, themeKinds, Workbench } from '../support/vscodeHost/workbench.ts';

/** Two branches; the first asks the gate, and an approval follows. */
const release = (url: string): string => `name: release
agents:
  asker: { uses: http, with: { url: "${url}" } }
  quick: { uses: mock, with: { output: { built: true } } }
nodes:
  - { id: start, type: start }
  - { id: fork, type: parallel_gateway, gateway_type: fork }
  - { id: fetch, type: agent_task, agent_id: asker }
  - { id: unpack, type: agent_task, agent_id: quick }
  - { id: build, type: agent_task, agent_id: quick }
  - { id: join, type: parallel_gateway, gateway_type: join }
  - { id: review, type: approval, config: { message: "Publish it?" } }
  - { id: end, type: end }
edges:
  - { source: start, target: fork }
  - { source: fork, target: fetch }
  - { source: fetch, target: unpack }
  - { source: fork, target: build }
  - { source: unpack, target: join }
  - { source: build, target: join }
  - { source: join, target: review }
  - { source: review, target: end }
`;

describe('the side bar, as a person uses it', () => {
  let gate: Gate;
  let workbench: Workbench;
  before(async () => {
    gate = await Gate.listen();
    const files = { 'release.workflow.yaml': release(gate.url) };
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true, files });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => Promise.all([workbench.close(), gate.close()]));

  async function run(name: string): Promise<void> {
    await workbench.openFile(`${name}.workflow.yaml`);
    await workbench.showContainer('Workflows');
    await workbench.editorAction('Run').click();
  }

  const button = (row: Locator, title: string): Locator => row.locator(`a.action-label[aria-label^="${title}"]`);

  it('takes a press that is held while the time moves', async () => {
    await run('release');
    const ticking = workbench.treeRow(/^fetch.*running · \d/);
    await ticking.waitFor();
    const row = workbench.treeRow(/^release.*running/);
    await row.hover();
    const box = await button(row, 'Pause').boundingBox();
    assert(box);
    await workbench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await workbench.page.mouse.down();
    // Three times the second has moved on under the pressed button.
    for (let ticks = 0; ticks < 3; ticks += 1) {
      const before = await ticking.innerText();
      await workbench.page.waitForFunction(
        `!Array.from(document.querySelectorAll('.monaco-list-row')).some((one) => one.innerText === ${JSON.stringify(before)})`,
      );
    }
    await workbench.page.mouse.up();
    await workbench.treeRow(/^release.*paused/).waitFor();
    await workbench.screenshot('sidebar-paused');
    await workbench.clickRowAction(workbench.treeRow(/^release.*paused/), 'Resume');
    await workbench.treeRow(/^release.*running/).waitFor();
  });

  it('shows branches, and what an approval asks, with its buttons', async () => {
    gate.open();
    await workbench.treeRow(/^review.*waits for approval/).waitFor();
    await workbench.closeNotifications();
    await workbench.treeRow(/^Branch fetch.*completed/).waitFor();
    await workbench.treeRow(/^release\.workflow\.yaml.*waits for approval/, 'Workflows').waitFor();
    await workbench.lens(/waits for approval/).waitFor();
    await workbench.treeRow(/^review/).hover();
    await workbench.documentationImage('executions');
    await workbench.clickRowAction(workbench.treeRow(/^review.*waits/), 'Approve');
    await workbench.quickInput().fill('Looks good');
    await workbench.quickInput().press('Enter');
    await workbench.treeRow(/^release.*completed/).waitFor();
    await workbench.treeRow(/^review.*approved.*Looks good/).waitFor();
  });

  it('leads from the row of a node to that node in the graph', async () => {
    await workbench.chooseFromMenu(workbench.treeRow(/^unpack/), 'Open Graph');
    await workbench.webview().locator('[data-node-id="unpack"][data-status="completed"].selected').waitFor();
    await workbench.screenshot('sidebar-graph');
  });

  it('groups by workflow, and keeps that after a reload', async () => {
    await run('failing');
    await workbench.treeRow(/^failing.*failed/).waitFor();
    await workbench.closeNotifications();
    await workbench.treeRow(/^Today/).waitFor();
    await workbench.command('Workflow: Group Executions…');
    await workbench.quickPickRow('By workflow').click();
    await workbench.treeRow(/^failing *1$/).waitFor();
    await workbench.reload();
    await workbench.showContainer('Workflows');
    await workbench.treeRow(/^failing *1$/).waitFor();
    await workbench.treeRow(/^slow\.workflow/, 'Workflows').waitFor();
    await workbench.screenshot('sidebar-grouped');
  });

  it('filters by a text and by states, says so, and clears it', async () => {
    await workbench.command('Workflow: Filter Executions…');
    await workbench.quickInput().fill('rele');
    const message = workbench.page.locator('.part.sidebar .message', { hasText: 'Filter:' });
    await message.filter({ hasText: '“rele” (1 of 2)' }).waitFor();
    await workbench.treeRow(/^failing/).waitFor({ state: 'hidden' });
    await workbench.screenshot('sidebar-filter');
    await workbench.quickInput().fill('nowhere');
    await message.filter({ hasText: '(0 of 2)' }).waitFor();
    await workbench.quickInput().press('Enter');
    // What the filter leaves out has been executed nevertheless.
    await workbench.page
      .locator('.part.sidebar', { hasText: 'Nothing has been executed yet' })
      .waitFor({ state: 'detached' });
    await workbench.command('Workflow: Clear Filter');
    await workbench
      .treeRow(/^failing/)
      .first()
      .waitFor();
    await message.waitFor({ state: 'hidden' });
  });

  it('opens the output of a node as JSON, and the log with its branches', async () => {
    await workbench.treeRow(/^release *1$/).click();
    const release = workbench.treeRow(/^release.*completed/);
    if (!(await release.isVisible())) await workbench.page.keyboard.press('ArrowRight');
    await release.waitFor();
    await workbench.clickRowAction(release, 'Show Log');
    await workbench.page.locator('.view-line', { hasText: 'fetch > unpack' }).first().waitFor();
    await workbench.screenshot('sidebar-log');
  });

  it('discards what is selected by the key Delete, once that is confirmed', async () => {
    const row = workbench.treeRow(/^release.*completed/);
    await row.click();
    await row.click();
    await workbench.page.keyboard.press('Delete');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'Discard the execution of release?' }).waitFor();
    await dialog.getByRole('button', { name: 'Discard', exact: true }).click();
    await row.waitFor({ state: 'hidden' });
  });
});

/** A line of 25 nodes: more rows than the view has room for. */
function line(): string {
  const ids = ['start', ...Array.from({ length: 25 }, (_, index) => `n${index + 1}`), 'end'];
  const nodes = ids.map((id) => `{ id: ${id}, type: ${/^n/.test(id) ? 'agent_task, agent_id: quick' : id} }`);
  const edges = ids.slice(1).map((target, index) => `{ source: ${ids[index] ?? ''}, target: ${target} }`);
  return `name: line
agents: { quick: { uses: mock, with: { output: 1 } } }
nodes: [${nodes.join(', ')}]
edges: [${edges.join(', ')}]
`;
}

describe('executions one after the other in the side bar', () => {
  let workbench: Workbench;
  before(async () => {
    const files = { 'line.workflow.yaml': line() };
    const settings = { 'workbench.tree.enableStickyScroll': false };
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true, files, settings });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  async function scrollToEnd(): Promise<void> {
    // Beside the row's tooltip, which would take the wheel.
    await workbench.treeRow(/^n3/).hover({ position: { x: 250, y: 5 } });
    const end = workbench.treeRow(/^end/);
    while (!(await end.isVisible())) await workbench.page.mouse.wheel(0, 200);
    await workbench.page.mouse.wheel(0, 200);
  }

  it('are closed when the next one begins, which comes into view', async () => {
    await workbench.openFile('line.workflow.yaml');
    await workbench.showContainer('Workflows');
    await workbench.editorAction('Run').click();
    const execution = workbench.treeRow(/^line.*completed/);
    await execution.waitFor();
    assert.equal(await execution.getAttribute('aria-expanded'), 'true');
    await scrollToEnd();
    await execution.waitFor({ state: 'detached' });
    await workbench.editorAction('Run').click();
    await execution.waitFor();
    assert.equal(await execution.getAttribute('aria-expanded'), 'true');
    await scrollToEnd();
    // Only the older one stands below the end.
    await execution.waitFor();
    assert.equal(await execution.getAttribute('aria-expanded'), 'false');
    await workbench.screenshot('sidebar-folded');
  });
});

describe('the side bar in all kinds of themes', () => {
  let gate: Gate;
  let workbench: Workbench;
  before(async () => {
    gate = await Gate.listen();
    const files = { 'release.workflow.yaml': release(gate.url) };
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true, files });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => Promise.all([workbench.close(), gate.close()]));

  it('has a shape and a colour for every state', async () => {
    // What is over is closed when another one begins.
    for (const file of ['release', 'failing']) {
      await workbench.openFile(`${file}.workflow.yaml`);
      await workbench.showContainer('Workflows');
      await workbench.editorAction('Run').click();
      await workbench.treeRow(new RegExp(`^${file}.*(running|failed)`)).waitFor();
    }
    await workbench.treeRow(/^fetch.*running/).waitFor();
    await workbench.closeNotifications();
    const rows = [/^Today/, /^breaks.*failed/, /^works.*completed/, /^fetch.*running/];
    for (const kind of themeKinds) {
      await workbench.useTheme(kind);
      const colours = rows.map((row) =>
        workbench.treeRow(row).locator('.custom-view-tree-node-item-icon').evaluate(colourOf),
      );
      assert.equal(
        new Set(await Promise.all(colours)).size,
        rows.length,
        `in ${kind}: states and what has none differ`,
      );
      await workbench.screenshot(`sidebar-${kind}`);
    }
  });
});

/** Runs in the browser, whose types this program does not know. */
function colourOf(icon: unknown): string {
  const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (of: unknown) => { color: string } };
  return getComputedStyle(icon).color;
}
