/** The graph in a panel that is narrow: all that can be done stays in reach. In Chromium with the real bundle. */
import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';
import { execution } from '../support/webview/samples.ts';

describe('the graph in a narrow panel', function () {
  this.timeout(60_000);
  let browser: Browser;
  let view: GraphPage;
  const picture = linearPicture(wideWorkflow(3, 2), 'down', () => false);
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    view = await GraphPage.open(browser, { reducedMotion: true, height: 500 });
    await view.receive(pictureMessage(picture, { title: 'data_aggregation_workflow', canEdit: true }));
    await view.node('start').waitFor();
  });
  afterEach(async () => {
    await view.close();
    assert.deepEqual(view.wrong, []);
  });

  describe('has in its header', () => {
    const running = execution({}, { text: '1 m 05 s' });
    const failed = execution({}, { status: 'failed', text: '1 m 05 s', can: ['retry'] });
    const paused = execution({}, { status: 'paused', can: ['resume', 'retry', 'cancel'] });

    for (const width of [900, 520, 400, 351, 311, 270, 200])
      it(`all buttons and the workflow’s name, ${width} px wide`, async () => {
        await view.page.setViewportSize({ width, height: 500 });
        for (const [name, shown] of Object.entries({ running, failed, paused })) {
          await view.receive({ type: 'execution', execution: shown });
          await view.screenshot(`header ${name} ${width}`);
          const buttons = await view.locator('header').getByRole('button').all();
          assert.ok(buttons.length >= 3);
          for (const button of buttons) await isInside(button, width);
          await isInside(view.locator('h1'), width);
          await isInside(view.locator('.status'), width);
          assert.ok((await view.locator('h1').boundingBox())!.width >= 50, name);
        }
      });

    it('a question and its answers', async () => {
      await view.page.setViewportSize({ width: 270, height: 500 });
      const asks = [{ nodeId: 't0_0', text: 'Shall the report be sent to everybody who asked for it?' }];
      await view.receive({ type: 'execution', execution: { ...running, asks } });
      for (const button of await view.locator('.ask').getByRole('button').all()) await isInside(button, 270);
      assert.ok((await view.locator('.question').boundingBox())!.width >= 160);
      await view.screenshot('question narrow');
    });
  });

  async function isInside(part: Locator, width: number): Promise<void> {
    const box = (await part.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= width, `from ${box.x} to ${box.x + box.width} of ${width}`);
  }
});
