/** The graph in a panel that is narrow: all that can be done stays in reach. In Chromium with the real bundle. */
import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import type { GraphInspection } from '../../src/protocol/graph.ts';
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

    it('all of the status before all of the name', async () => {
      await view.receive({ type: 'execution', execution: failed });
      const isCut = (selector: string): Promise<boolean> =>
        view.locator(selector).evaluate((element: { scrollWidth: number; clientWidth: number }) => {
          return element.scrollWidth > element.clientWidth;
        });
      let cut = 0;
      for (let width = 560; width >= 300; width -= 10) {
        await view.page.setViewportSize({ width, height: 500 });
        if (await isCut('h1')) cut += 1;
        assert.equal(await isCut('.status-text'), false, `${width} px`);
      }
      assert.ok(cut > 0);
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

  describe('has in its details', () => {
    const message = 'Shall the report for the third quarter be sent to everybody who asked for it by the end of June?';
    const json = '{"url":"http://127.0.0.1/","headers":{"accept":"application/json"},"method":"GET"}';
    const inspection: GraphInspection = {
      ...{ nodeId: 't0_0', title: 'A node with a long name', kind: 'approval', editable: true, executionId: 'e1' },
      ...{ status: 'completed', state: ['completed · 84 ms'], attempts: [] },
      settings: [
        { label: 'id', value: 't0_0', field: 'id' },
        { label: 'type', value: 'approval', field: 'type', choices: ['approval', 'delay'] },
        { label: 'message', value: message, field: 'message' },
        { label: 'timeout_seconds', value: '30', field: 'timeout_seconds' },
        { label: 'with', value: json },
      ],
      values: [{ part: 'output', text: json, isCut: false }],
    };
    const panel = (): Locator => view.page.getByRole('complementary', { name: 'Details' });

    /** @param width of the panel, which is half of a narrow page */
    async function open(width: number): Promise<void> {
      await view.page.setViewportSize({ width: 2 * width, height: 700 });
      await view.node('t0_0').focus();
      await view.page.keyboard.press('i');
      await view.receive({ type: 'inspection', inspection });
      await panel().waitFor();
      await view.page.mouse.move(0, 0);
      await view.frame();
      await view.screenshot(`details ${width}`);
    }

    for (const width of [320, 200, 135])
      it(`nothing that is cut or sticks out, ${width} px wide`, async () => {
        await open(width);
        const edge = (await panel().boundingBox())!;
        const inner = edge.x + edge.width - 16;
        for (const part of await panel().locator('.setting > *, pre').all()) {
          const box = (await part.boundingBox())!;
          assert.ok(box.x >= edge.x + 16 && box.x + box.width <= inner + 0.5, await part.innerText());
        }
        for (const control of await panel().getByRole('textbox').all()) {
          const box = (await control.boundingBox())!;
          assert.ok(box.x + box.width <= inner + 0.5, `${box.x + box.width} of ${inner}`);
        }
        const labels = await panel().locator('.setting-label').evaluateAll(cuts);
        assert.deepEqual(labels, []);
        const close = (await panel().getByRole('button', { name: 'Close (Escape)' }).boundingBox())!;
        assert.ok(close.x + close.width <= edge.x + edge.width, 'it can be closed');
        assert.ok((await panel().locator('h2').boundingBox())!.width >= 30);
        assert.equal(await panel().locator('h2').getAttribute('title'), inspection.title);
      });

    it('a long text on as many lines as it needs, and takes it over by Enter', async () => {
      await open(320);
      const field = panel().getByRole('textbox', { name: 'message' });
      const { height } = (await field.boundingBox())!;
      assert.ok(height > 60, `${height}`);
      await field.fill(`${message} ${message}`);
      assert.ok((await field.boundingBox())!.height > height + 30, 'it grows');
      view.forget();
      await field.fill('Shall it?');
      await view.page.keyboard.press('Enter');
      const edit = { kind: 'set', nodeId: 't0_0', field: 'message', value: 'Shall it?' };
      assert.deepEqual(await view.untilSent(() => true), { type: 'edit', edit });
      await view.page.keyboard.press('Tab');
      await view.frame();
      assert.equal(view.sent.filter(({ type }) => type === 'edit').length, 1, 'it is sent once');
    });

    it('JSON as it is written', async () => {
      await open(200);
      assert.equal(await panel().locator('.setting-value').textContent(), json);
    });

    it('a mark on an id that cannot be one, until it is mended', async () => {
      await open(320);
      const field = panel().getByRole('textbox', { name: 'id' });
      assert.equal(await field.getAttribute('aria-invalid'), null);
      await field.fill('not an id');
      await view.page.keyboard.press('Enter');
      await view.page.keyboard.press('Tab');
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      await view.screenshot('invalid id');
      const host = panel().locator('[data-field="id"]');
      assert.match((await host.getAttribute('title'))!, /^A node id has up to 100 letters/);
      await field.fill('an_id');
      await view.frame();
      assert.equal(await field.getAttribute('aria-invalid'), 'false');
      assert.equal(await host.getAttribute('title'), '');
    });
  });

  async function isInside(part: Locator, width: number): Promise<void> {
    const box = (await part.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= width, `from ${box.x} to ${box.x + box.width} of ${width}`);
  }
});

/** Runs in the browser: the texts that have less room than they need. */
function cuts(elements: readonly { scrollWidth: number; clientWidth: number; textContent: string }[]): string[] {
  return elements
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ textContent }) => textContent);
}
