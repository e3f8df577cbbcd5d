/** The local server as a person starts and stops it. */
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

describe('the local server, as a person sees it', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(() => workbench.close());

  it('is started by its command, shown in the status bar and in Connections, and stopped in its row', async () => {
    const { page } = workbench;
    await workbench.command('Workflow: Start Local Server');
    await page
      .locator('.notification-toast', { hasText: 'The local server answers at http://127.0.0.1:8000' })
      .waitFor();
    const item = page.locator('.statusbar-item', { hasText: '8000' });
    await item.waitFor();
    await workbench.showContainer('Workflows');
    await page.locator('.pane-header', { hasText: 'Connections' }).click();
    const row = workbench.treeRow('Local server', 'Connections');
    await row.waitFor();
    await workbench.screenshot('server');
    await workbench.clickRowAction(row, 'Stop Local Server');
    await row.waitFor({ state: 'detached' });
    await item.waitFor({ state: 'detached' });
  });
});
