/** Two executions beside each other, as a person compares them: what they gave and how long they took, in all kinds of themes. */
import { screenshotFailure, themeKinds, Workbench } from '../support/vscodeHost/workbench.ts';

/** One node that gives so many rows, and one only where there is a second. */
const report = (name: string, rows: number, more = ''): string => `name: ${name}
agents:
  count: { uses: mock, with: { output: { rows: ${rows}, source: "orders" } } }
nodes:
  - { id: start, type: start }
  - { id: count_rows, type: agent_task, agent_id: count }
${more && '  - { id: check_rows, type: agent_task, agent_id: count }\n'}  - { id: end, type: end }
edges:
  - { source: start, target: count_rows }
  - { source: count_rows, target: ${more && 'check_rows }\n  - { source: check_rows, target: '}end }
`;

describe('two executions that are compared', () => {
  let workbench: Workbench;
  before(async () => {
    const files = { 'before.workflow.yaml': report('before', 2), 'after.workflow.yaml': report('after', 3, 'checked') };
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true, files });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('show what differs in results and times, in all kinds of themes', async () => {
    for (const name of ['before', 'after']) {
      await workbench.openFile(`${name}.workflow.yaml`);
      await workbench.showContainer('Workflows');
      await workbench.editorAction('Run').click();
      await workbench.treeRow(new RegExp(`^${name}.*completed`)).waitFor();
    }
    await workbench.chooseFromMenu(workbench.treeRow(/^after.*completed/), 'Compare with Another Execution…');
    await workbench.quickPickRow('before').click();
    const { page } = workbench;
    await page.locator('.monaco-diff-editor .view-line', { hasText: /"rows":\s3/ }).waitFor();
    await page.locator('.monaco-diff-editor .view-line', { hasText: /"rows":\s2/ }).waitFor();
    await workbench.closeNotifications();
    await workbench.withoutTooltips();
    for (const kind of themeKinds) {
      await workbench.useTheme(kind);
      await workbench.screenshot(`comparison-${kind}`);
    }
    await page.locator('.tab:not(.active)', { hasText: 'times.log' }).click();
    await page.locator('.view-line', { hasText: 'check_rows' }).waitFor();
    for (const kind of themeKinds) {
      await workbench.useTheme(kind);
      await workbench.screenshot(`comparison-times-${kind}`);
    }
  });
});
