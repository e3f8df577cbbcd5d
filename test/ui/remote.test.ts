/** A remote server as a person connects to it and watches it, by clicks. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve, type Serving } from '../support/remote/serve.ts';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

const program = path.join(fileURLToPath(new URL('../..', import.meta.url)), 'dist', 'cli.cjs');

describe('a remote server, as a person uses it', () => {
  let workbench: Workbench;
  let server: Serving;
  before(async () => {
    server = await serve(program, ['--open']);
    workbench = await Workbench.open({ folder: 'test/fixtures/ui', trust: true });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(async () => {
    await (workbench as Workbench | undefined)?.close();
    await server.stop();
  });

  it('is recognised, runs a workflow that is watched here, and cancels it', async () => {
    const { page } = workbench;
    await workbench.openFile('slow.workflow.yaml');
    await workbench.command('Workflow: Connect to IPA Server');
    await workbench.quickInput().fill(server.url);
    await page.keyboard.press('Enter');
    await workbench.quickPickRow('Run there').waitFor();
    await workbench.notification(/executes whole workflows/).waitFor();
    await workbench.screenshot('remote-mode');
    await workbench.quickPickRow('Run there').click();
    await page.getByText('The name by which workflows mean it').waitFor();
    await workbench.quickInput().fill('office');
    await page.keyboard.press('Enter');
    await workbench.statusBarItem(/office: run there/).waitFor();
    await workbench.closeNotifications();
    await workbench.showContainer('Workflows');
    await workbench.command('Workflow: Run Workflow');
    const row = workbench.treeRow(/running.*on office/);
    await row.waitFor();
    await page.locator('.pane-header', { hasText: 'Connections' }).click();
    await workbench.treeRow('office', 'Connections').waitFor();
    await workbench.screenshot('remote-running');
    await workbench.clickRowAction(row, 'Cancel');
    await workbench.treeRow(/cancelled.*on office/).waitFor();
    await workbench.screenshot('remote-cancelled');
  });
});
