/** The panel beside the picture, in Chromium with the real bundle. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import type { GraphInspection } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';

const naughty = new URL('../../../shared/cases/hostile/naughty-strings.json', import.meta.url);

function inspection(more: Partial<GraphInspection> = {}): GraphInspection {
  return {
    nodeId: 't0_0',
    title: 'Fetch the users',
    kind: 'agent_task',
    editable: true,
    settings: [
      { label: 'name', value: 'Fetch the users', field: 'name' },
      { label: 'agent_id', value: 'database', field: 'agent_id', choices: ['database', 'api'] },
      { label: 'query', value: 'SELECT * FROM users' },
    ],
    executionId: 'e1',
    status: 'completed',
    state: ['completed · 84 ms', 'began after 3 ms'],
    attempts: ['Attempt 1 · failed · 40 ms', 'Attempt 2 · completed · 44 ms'],
    values: [
      { part: 'input', text: '{}', isCut: false },
      { part: 'output', text: '{ "rows": [] }', isCut: true },
    ],
    ...more,
  };
}

describe('the graph’s details in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let view: GraphPage;
  const picture = linearPicture(wideWorkflow(3, 2), 'down');
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    view = await GraphPage.open(browser, { reducedMotion: true });
    await view.receive(pictureMessage(picture));
    await view.node('start').waitFor();
  });
  afterEach(async () => {
    await view.close();
    assert.deepEqual(view.wrong, []);
  });

  const panel = (): Locator => view.page.getByRole('complementary', { name: 'Details' });
  const asked = (nodeId: string | null): Promise<unknown> =>
    view.untilSent((message) => message.type === 'inspect' && message.nodeId === nodeId);

  async function open(more: Partial<GraphInspection> = {}): Promise<void> {
    await view.node('t0_0').click();
    await asked('t0_0');
    await view.receive({ type: 'inspection', inspection: inspection(more) });
    await panel().waitFor();
  }

  it('come by a click, follow the keyboard, and go by Escape until they are asked for', async () => {
    await open();
    const box = (await view.node('t0_0').boundingBox())!;
    assert.equal(await panel().locator('h2').textContent(), 'Fetch the users');
    await view.page.keyboard.press('ArrowDown');
    await asked('t0_1');
    assert.ok(Math.abs((await view.node('t0_0').boundingBox())!.x - box.x) < 1, 'the picture stays where it is');
    await view.node('t1_0').focus();
    await asked('t1_0');
    await panel().getByRole('button', { name: 'Close (Escape)' }).focus();
    await view.page.keyboard.press('Escape');
    await asked(null);
    assert.equal(await panel().isVisible(), false);
    assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 't1_0');
    view.forget();
    await view.node('t0_0').click();
    await view.untilSent(({ type }) => type === 'revealNode');
    assert.equal(await panel().isVisible(), false);
    await view.page.keyboard.press('i');
    await asked('t0_0');
    await view.page.getByRole('button', { name: 'Details (i)' }).click();
    await panel().waitFor({ state: 'hidden' });
  });

  it('leave the node that one is on in view when the timeline takes room from the picture', async () => {
    await view.node('end').click();
    await asked('end');
    await view.receive({ type: 'inspection', inspection: inspection({ nodeId: 'end' }) });
    await panel().waitFor();
    await view.node('end').focus();
    await view.page.keyboard.press('t');
    await view.page.getByRole('region', { name: 'Timeline' }).waitFor();
    await view.until('it is seen', async () => {
      const [node, stage] = await Promise.all([view.node('end').boundingBox(), view.locator('.stage').boundingBox()]);
      return node!.y + node!.height <= stage!.y + stage!.height;
    });
  });

  it('say how it went, with its attempts and values, and open these whole', async () => {
    await open();
    assert.deepEqual(await panel().locator('.line').allTextContents(), [
      'completed · 84 ms',
      'began after 3 ms',
      'There is more of it: open it.',
    ]);
    assert.deepEqual(await panel().locator('li').allTextContents(), inspection().attempts);
    assert.deepEqual(await panel().locator('pre').allTextContents(), ['{}', '{ "rows": [] }']);
    await view.screenshot('inspector');
    view.forget();
    await panel().getByRole('button', { name: 'Open Output as a document' }).click();
    assert.deepEqual(await view.untilSent(() => true), {
      type: 'openValue',
      executionId: 'e1',
      nodeId: 't0_0',
      part: 'output',
    });
  });

  it('say what the file says; only that where nothing was executed', async () => {
    await open({ executionId: '', status: null, state: [], attempts: [], values: [] });
    assert.deepEqual(await panel().locator('.setting-label').allTextContents(), ['name', 'agent_id', 'query']);
    assert.equal(await panel().getByRole('textbox', { name: 'name' }).inputValue(), 'Fetch the users');
    assert.equal(await panel().locator('.setting-value').textContent(), 'SELECT * FROM users');
    assert.equal(await panel().locator('.outcome > *').count(), 0);
  });

  it('show what cannot be changed without the ground that VS Code gives to code', async () => {
    await view.page.evaluate(`{
      const ofVsCode = new CSSStyleSheet();
      ofVsCode.replaceSync('code { background-color: rgb(1, 2, 3); color: rgb(4, 5, 6) }');
      document.adoptedStyleSheets = [ofVsCode];
    }`);
    await open();
    assert.equal(await view.styleOf('.setting-value', 'background-color'), 'rgba(0, 0, 0, 0)');
    assert.equal(await view.styleOf('.setting-value', 'color'), await view.styleOf('.inspector', 'color'));
  });

  it('keep what somebody writes in them while the execution goes on', async () => {
    await open({ status: 'running', state: ['running'], values: [] });
    const field = panel().getByRole('textbox', { name: 'name' });
    await field.fill('Half a na');
    await view.receive({ type: 'inspection', inspection: inspection() });
    assert.equal(await field.inputValue(), 'Half a na');
    assert.equal(await panel().locator('.line').first().textContent(), 'completed · 84 ms');
  });

  it('show what is not of the node that one is on no more', async () => {
    await open();
    await view.receive({ type: 'inspection', inspection: inspection({ nodeId: 'other', title: 'Other' }) });
    assert.equal(await panel().locator('h2').textContent(), 'Fetch the users');
  });

  it('show hostile texts as text (T1)', async function () {
    if (!existsSync(naughty)) this.skip();
    const { strings } = JSON.parse(readFileSync(naughty, 'utf8')) as { strings: string[] };
    await open();
    const show = async (text: string): Promise<number> => {
      const settings = inspection().settings.map((setting) => ({ ...setting, label: text, value: text }));
      const values = inspection().values.map((value) => ({ ...value, text }));
      const lines = { state: [text, text], attempts: [text, text] };
      const hostile = inspection({ title: text, settings, values, ...lines });
      await view.receive({ type: 'inspection', inspection: hostile });
      assert.equal(await panel().locator('pre').first().textContent(), text);
      // Long texts have a control that is made of others, and places to break them.
      return view.page.evaluate<number>('document.querySelectorAll("*:not(wbr)").length');
    };
    const plain = await show('plain text');
    for (const text of strings.filter((one) => one.trim() !== '')) assert.equal(await show(text), plain, text);
  });
});
