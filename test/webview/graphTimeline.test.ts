/** The execution over time under the picture, in Chromium with the real bundle. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import type { GraphTimeline, TimelineBar } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';
import { execution, state } from '../support/webview/samples.ts';

const naughty = new URL('../../../shared/cases/hostile/naughty-strings.json', import.meta.url);

function bar(nodeId: string, fromMs: number, toMs: number, more: Partial<TimelineBar> = {}): TimelineBar {
  const text = `${nodeId} ${fromMs}`;
  return { kind: 'attempt', nodeId, fromMs, toMs, status: 'completed', isCritical: false, text, ...more };
}

const timeline: GraphTimeline = {
  executionId: 'e1',
  lengthMs: 1000,
  lanes: [
    { label: 'wide', nodeId: '', depth: 0, bars: [] },
    { label: 't0_0', nodeId: 't0_0', depth: 1, bars: [bar('t0_0', 0, 500), bar('t0_1', 500, 600)] },
    {
      label: 't1_0',
      nodeId: 't1_0',
      depth: 1,
      bars: [
        bar('t1_0', 0, 200, { status: 'failed', isCritical: true }),
        bar('t1_0', 200, 700, { kind: 'wait', status: 'waiting', isCritical: true }),
        bar('t1_0', 700, 1000, { isCritical: true }),
      ],
    },
  ].filter(({ bars }) => bars.length > 0),
  more: 0,
  events: 12,
};

describe('the graph’s timeline in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let view: GraphPage;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    view = await GraphPage.open(browser, { reducedMotion: true });
    await view.receive(pictureMessage(linearPicture(wideWorkflow(3, 2), 'down')));
    await view.node('start').focus();
    await view.page.keyboard.press('t');
    assert.deepEqual(await view.untilSent(({ type }) => type === 'timeline'), { type: 'timeline', shown: true });
    await view.receive({ type: 'execution', execution: ended }, { type: 'timeline', timeline });
    await section().waitFor();
  });
  afterEach(async () => {
    await view.close();
    assert.deepEqual(view.wrong, []);
  });

  const ended = execution({ t0_0: state('completed'), t1_0: state('completed') }, { status: 'completed', text: '1 s' });
  const section = (): Locator => view.page.getByRole('region', { name: 'Timeline' });
  const slider = (): Locator => view.page.getByRole('slider', { name: 'Event of the execution' });

  it('has a lane for each branch, and bars where and as long as something was done', async () => {
    assert.deepEqual(await view.locator('.lane-label').allTextContents(), ['t0_0', 't1_0']);
    const track = (await view.locator('.track').first().boundingBox())!;
    const second = (await view.page.getByRole('button', { name: 't0_1 500' }).boundingBox())!;
    assert.ok(Math.abs(second.x - (track.x + track.width / 2)) < 1);
    assert.ok(Math.abs(second.width - track.width / 10) < 1);
    assert.equal(await view.locator('.bar-of.wait').count(), 1);
    assert.equal(await view.locator('.bar-of.critical').count(), 3);
    await view.screenshot('timeline');
  });

  it('is as high as its lanes need, up to a part of the page', async () => {
    const height = async (): Promise<number> => (await section().boundingBox())!.height;
    assert.ok((await height()) < 120, `${await height()} for two lanes`);
    const last = (await view.locator('.lane').last().boundingBox())!;
    assert.ok(last.y + last.height <= 700 + 1, 'all of them are seen');
    const many = Array.from({ length: 30 }, (_, index) => ({ ...timeline.lanes[0]!, label: `b${index}` }));
    await view.receive({ type: 'timeline', timeline: { ...timeline, lanes: many } });
    await view.until('it is as high as it gets', async () => Math.round(await height()) === 221);
    await view.receive({ type: 'timeline', timeline: null });
    await view.until('it is low', async () => (await height()) < 60);
  });

  it('says when is when, above the lanes and over the bars', async () => {
    assert.deepEqual((await view.locator('.tick').allTextContents()).slice(0, 3), ['0 ms', '100 ms', '200 ms']);
    const second = (await view.locator('.tick').nth(5).boundingBox())!;
    const bar = (await view.page.getByRole('button', { name: 't0_1 500' }).boundingBox())!;
    assert.ok(Math.abs(second.x - bar.x) < 1.5);
    assert.ok(second.y + second.height <= bar.y);
    await view.page.setViewportSize({ width: 480, height: 700 });
    await view.until('it has fewer in less room', async () => (await view.locator('.tick').count()) < 6);
    await view.screenshot('timeline narrow');
  });

  it('takes a press that is held while the execution goes on, and goes on saying what was pressed', async () => {
    const box = (await view.locator('[data-node="t0_0"]').first().boundingBox())!;
    await view.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await view.page.mouse.down();
    await view.receive({ type: 'execution', execution: { ...ended } }, { type: 'timeline', timeline: { ...timeline } });
    await view.frame();
    await view.page.mouse.up();
    await view.until(
      'it is chosen',
      async () => (await view.locator('.node[tabindex="0"]').getAttribute('data-node-id')) === 't0_0',
    );
    const said = await view.locator('.what').textContent();
    assert.match(said ?? '', /^t0_0/);
    await view.receive({ type: 'execution', execution: { ...ended } }, { type: 'timeline', timeline: { ...timeline } });
    assert.equal(await view.locator('.what').textContent(), said);
  });

  it('leads to the box that stands for a node', async () => {
    await view.receive(pictureMessage(linearPicture(wideWorkflow(3, 2), 'down', () => true)));
    await view.locator('[data-node="t0_0"]').first().click();
    await view.until(
      'the box is chosen',
      async () => (await view.locator('.node[tabindex="0"]').getAttribute('data-node-id')) === 'fork',
    );
  });

  it('shows two lines of what an event says', async () => {
    await view.page.setViewportSize({ width: 600, height: 700 });
    const { height: before } = (await section().boundingBox())!;
    const text = 't0_0: attempt 1 failed after 330 ms, it is tried again';
    await view.receive({ type: 'execution', execution: { ...ended, past: { event: 2, of: 12, atMs: 250, text } } });
    const what = view.locator('.what');
    await view.screenshot('scrubbing two lines');
    const [height, line] = [
      (await what.boundingBox())!.height,
      Number.parseFloat(await view.styleOf('.where', 'height')),
    ];
    assert.ok(height > 1.5 * line, `${height} for lines of ${line}`);
    assert.equal((await section().boundingBox())!.height, before, 'nothing moves');
  });

  it('is gone through by keys, says all about a bar, and leads to its node', async () => {
    await view.page.getByRole('button', { name: 't0_0 0' }).focus();
    const names: (string | null)[] = [];
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowUp']) {
      await view.page.keyboard.press(key);
      names.push(await view.locator(':focus').getAttribute('aria-label'));
    }
    assert.deepEqual(names, ['t0_1 500', 't1_0 700', 't1_0 700', 't0_1 500', 't0_1 500']);
    assert.equal(await view.locator('.told').textContent(), 't0_1 500');
    assert.equal(await view.locator('.bar-of[tabindex="0"]').count(), 1);
    await view.page.keyboard.press('Enter');
    assert.deepEqual(await view.attributes('.node[tabindex="0"]', 'data-node-id'), ['t0_1']);
    await view.page.keyboard.press('Escape');
    await section().waitFor({ state: 'hidden' });
    assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 't0_1');
    assert.deepEqual(view.sent.at(-1), { type: 'timeline', shown: false });
  });

  it('leads through the execution event by event, and back to its end', async () => {
    view.forget();
    await slider().focus();
    await view.page.keyboard.press('Home');
    await view.untilSent((message) => message.type === 'scrub' && message.event === 1);
    await view.page.keyboard.press('ArrowRight');
    await view.untilSent((message) => message.type === 'scrub' && message.event === 2);
    const past = { event: 2, of: 12, atMs: 250, text: 't0_0: started' };
    const then = execution({ t0_0: state('running'), t1_0: state('pending') }, { can: [], past });
    await view.receive({ type: 'execution', execution: then });
    assert.equal(await view.node('t0_0').getAttribute('data-status'), 'running');
    assert.equal(await view.locator('.told').textContent(), 't0_0: started · +250 ms · event 2 of 12');
    for (const name of ['Cancel', 'Run'])
      assert.equal(await view.page.getByRole('button', { name, exact: true }).isVisible(), false, name);
    assert.equal(await view.locator('.status').textContent(), 'At 250 ms of 1.0 s');
    const [track, cursor] = [
      (await view.locator('.track').first().boundingBox())!,
      (await view.locator('.cursor').boundingBox())!,
    ];
    assert.ok(Math.abs(cursor.x - (track.x + track.width / 4)) < 2);
    assert.equal(await view.locator('.told').getAttribute('title'), await slider().getAttribute('aria-valuetext'));
    await view.screenshot('scrubbing');
    await view.page.keyboard.press('End');
    await view.untilSent((message) => message.type === 'scrub' && message.event === null);
    await view.receive({ type: 'execution', execution: ended });
    assert.equal(await view.locator('.told').textContent(), '1.0 s');
  });

  it('cuts off what an event says where there is little room, and not which one it is', async () => {
    await view.page.setViewportSize({ width: 480, height: 700 });
    const text = 't0_0: attempt 1 succeeded in 330 ms, and said so at length';
    const past = { event: 19, of: 20_007, atMs: 250, text };
    await view.receive({ type: 'execution', execution: { ...ended, past } });
    const [told, where] = [
      (await view.locator('.told').boundingBox())!,
      (await view.page.getByText('event 19 of 20007').boundingBox())!,
    ];
    await view.screenshot('scrubbing narrow');
    assert.ok(where.width > 0 && where.x + where.width <= told.x + told.width + 1, 'it is seen');
    assert.equal(await view.locator('.told').getAttribute('title'), `${text} · +250 ms · event 19 of 20007`);
  });

  it('goes back to the end by the button that says so, and the keyboard stays with the slider', async () => {
    const past = { event: 2, of: 12, atMs: 250, text: 'x' };
    await slider().focus();
    await view.page.keyboard.press('Home');
    await view.receive({ type: 'execution', execution: { ...ended, past } });
    view.forget();
    await view.page.getByRole('button', { name: 'Back to the end' }).click();
    await view.untilSent((message) => message.type === 'scrub' && message.event === null);
    await view.receive({ type: 'execution', execution: ended });
    assert.equal(await view.locator('.status').textContent(), 'Completed in 1 s');
    assert.equal(await view.page.getByRole('button', { name: 'Back to the end' }).isVisible(), false);
    assert.equal(await slider().inputValue(), '12');
    assert.equal(await view.locator(':focus').getAttribute('aria-label'), 'Event of the execution');
  });

  it('has a slider as dark or as light as the theme', async () => {
    const schemes = { light: 'light', dark: 'dark', 'high-contrast': 'dark', 'high-contrast-light': 'light' } as const;
    for (const [theme, scheme] of Object.entries(schemes) as [keyof typeof schemes, string][]) {
      await view.setTheme(theme);
      assert.equal(await slider().evaluate(colorScheme), scheme, theme);
      for (const [key, done] of [
        ['End', '100%'],
        ['Home', '0%'],
      ] as const) {
        await slider().press(key);
        assert.equal(await slider().evaluate(doneOf), done);
      }
      await view.screenshot(`timeline ${theme}`);
    }
  });

  it('goes back to the end when it is closed', async () => {
    const past = { event: 2, of: 12, atMs: 250, text: 'x' };
    await view.receive({ type: 'execution', execution: { ...ended, past } });
    view.forget();
    await view.page.getByRole('button', { name: 'Close', exact: true }).click();
    await view.untilSent((message) => message.type === 'scrub' && message.event === null);
  });

  it('has no slider while the execution goes on', async () => {
    await view.receive({ type: 'timeline', timeline: { ...timeline, events: 0 } });
    assert.equal(await slider().isVisible(), false);
    await view.receive({ type: 'timeline', timeline: null });
    assert.equal(await view.locator('.told').textContent(), 'No execution is shown.');
  });

  it('has elements only for the lanes in view', async () => {
    const lanes = Array.from({ length: 1_000 }, (_, index) => ({
      ...{ label: `b${index}`, nodeId: `b${index}`, depth: 1, bars: [bar(`b${index}`, 0, index + 1)] },
    }));
    await view.receive({ type: 'timeline', timeline: { ...timeline, lanes, more: 7 } });
    assert.ok((await view.locator('.lane').count()) < 40);
    assert.equal(await view.locator('.told').textContent(), '1.0 s · 7 more branches are not shown');
    await view.locator('.lanes').evaluate((element: unknown) => {
      (element as { scrollTop: number }).scrollTop = 1e9;
    });
    await view.page.getByRole('button', { name: 'b999 0' }).waitFor();
    assert.ok((await view.locator('.lane').count()) < 40);
  });

  it('shows hostile texts as text (T1)', async function () {
    if (!existsSync(naughty)) this.skip();
    const { strings } = JSON.parse(readFileSync(naughty, 'utf8')) as { strings: string[] };
    const show = async (texts: readonly string[]): Promise<number> => {
      const lanes = texts.map((text) => ({ label: text, nodeId: text, depth: 1, bars: [bar(text, 0, 10, { text })] }));
      await view.receive({ type: 'timeline', timeline: { ...timeline, lanes } });
      return view.locator('*').count();
    };
    for (let at = 0; at < strings.length; at += 10) {
      const some = strings.slice(at, at + 10);
      assert.equal(await show(some), await show(some.map((_, index) => `plain ${index}`)));
    }
  });
});

/** Runs in the browser, whose types this program does not know. */
function colorScheme(element: unknown): string {
  const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (of: unknown) => { colorScheme: string } };
  return getComputedStyle(element).colorScheme;
}

/** How much of the slider is filled; nothing where the browser draws it, with a white rest whatever the theme is. */
function doneOf(element: unknown): string {
  const { getComputedStyle } = globalThis as unknown as {
    getComputedStyle: (of: unknown) => { appearance: string; getPropertyValue(name: string): string };
  };
  const style = getComputedStyle(element);
  return style.appearance === 'none' ? style.getPropertyValue('--done') : '';
}
