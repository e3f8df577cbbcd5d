/** The view *Connections* as a person uses it, with a real Redis. */
import { hasRedis, Redis } from '../support/agents/redis.ts';
import { screenshotFailure, Workbench } from '../support/vscodeHost/workbench.ts';

describe('connections, as a person sees them', () => {
  let workbench: Workbench;
  let redis: Redis;
  before(async function () {
    // This machine has no Redis: what follows is skipped.
    if (!hasRedis()) this.skip();
    redis = await Redis.start({ password: 'a password' });
    workbench = await Workbench.open({
      folder: 'test/fixtures/ui',
      trust: true,
      settings: {
        'ipaWorkflow.connections': {
          seen: { type: 'redis', url: redis.url },
          shop: { type: 'postgres', url: 'postgres://me@db.example.com:5432/shop' },
          default: { type: 'sqlite', url: 'sqlite:/home/me/data.db' },
          gone: { type: 'redis', url: 'redis://127.0.0.1:1' },
        },
      },
    });
  });
  afterEach(async function () {
    await screenshotFailure(this.currentTest, workbench);
  });
  after(async () => {
    await (workbench as Workbench | undefined)?.close();
    await (redis as Redis | undefined)?.stop();
  });

  it('are tested with the password that is asked for, masked', async () => {
    await workbench.showContainer('Workflows');
    // It begins folded.
    await workbench.page.locator('.pane-header', { hasText: 'Connections' }).click();
    const row = workbench.treeRow('seen', 'Connections');
    await row.waitFor();
    await workbench.screenshot('connections');
    await workbench.clickRowAction(row, 'Test Connection');
    await workbench.page.locator('.quick-input-widget input[type="password"]').waitFor();
    await workbench.screenshot('connections-password');
    await workbench.quickInput().fill('a password');
    await workbench.page.keyboard.press('Enter');
    await workbench.treeRow(/seen.*works, /, 'Connections').waitFor();
    await workbench.clickRowAction(workbench.treeRow('gone', 'Connections'), 'Test Connection');
    await workbench.treeRow(/gone.*does not work/, 'Connections').waitFor();
    await workbench.screenshot('connections-tested');
  });
});
