/** Finding the way in the graph: search, map, zoom; in Chromium with the real bundle. */
import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import type { NodeStatus } from '../../src/protocol/execution.ts';
import type { GraphNodeState, GraphPicture, GraphViewMessage, Point } from '../../src/protocol/graph.ts';
import { graphSvg } from '../../src/presentation/graphSvg.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage, type GraphPageOptions } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';
import { execution, state } from '../support/webview/samples.ts';

describe('the graph’s tools in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let view: GraphPage;
  let picture: GraphPicture;
  before(async () => {
    browser = await launchBrowser();
  });
  beforeEach(() => {
    picture = linearPicture(wideWorkflow(100, 10), undefined, () => false);
  });
  after(() => browser.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await view.screenshot(`failed ${this.currentTest.title}`);
    await view.close();
    assert.deepEqual(view.wrong, []);
  });

  async function open(options: GraphPageOptions = {}): Promise<void> {
    view = await GraphPage.open(browser, { reducedMotion: true, ...options });
    await view.receive(pictureMessage(picture));
    await view.node('start').waitFor();
  }

  const field = (): Locator => view.page.getByRole('textbox', { name: 'Find a node' });

  it('a node that comes anew while it is pressed is clicked, once, and not after a drag', async () => {
    picture = linearPicture(wideWorkflow(3, 2), undefined, () => false);
    await open();
    const { mouse } = view.page;
    const chosen = (): readonly string[] =>
      view.sent.flatMap((message) => (message.type === 'revealNode' ? [message.nodeId] : []));
    for (const x of [0, 30]) {
      view.forget();
      const box = (await view.node('t0_0').locator('.shape').boundingBox())!;
      await mouse.move(box.x + 20, box.y + 20);
      await mouse.down();
      await view.receive(pictureMessage(picture));
      await view.frame();
      await mouse.move(box.x + 20 + x, box.y + 20);
      await mouse.up();
      await view.node('t1_0').click();
      await view.until('the click behind it was heard', () => Promise.resolve(chosen().includes('t1_0')));
      assert.deepEqual(chosen(), x === 0 ? ['t0_0', 't1_0'] : ['t1_0']);
    }
  });

  describe('search', () => {
    it('opens by Ctrl+F, flies to the node, goes on by Enter, and gives the keyboard to it', async () => {
      await open();
      await view.page.keyboard.press('Control+f');
      await field().waitFor();
      await view.page.keyboard.type('t77_');
      await view.until('it is found', async () => (await count()) === '1 of 10');
      assert.ok(await isInMiddle('t77_0'));
      await view.screenshot('search');
      await view.page.keyboard.press('Enter');
      await view.until('the next is shown', () => isInMiddle('t77_1'));
      assert.equal(await count(), '2 of 10');
      await view.page.keyboard.press('Shift+Enter');
      await view.page.keyboard.press('Shift+Enter');
      await view.until('the last is shown', () => isInMiddle('t77_9'));
      await view.page.keyboard.press('Escape');
      await field().waitFor({ state: 'hidden' });
      assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 't77_9');
    });

    it('says when there is no such node, and stays where it is', async () => {
      await open();
      await view.page.getByRole('button', { name: 'Find a node (Ctrl+F)' }).click();
      const before = await transform();
      await view.page.keyboard.type('<b>none');
      await view.until('it is said', async () => (await count()) === 'No node');
      assert.equal(await transform(), before);
    });

    it('counts those of the picture that is shown now', async () => {
      await open();
      await view.page.keyboard.press('Control+f');
      await view.page.keyboard.type('t77_');
      await view.page.keyboard.press('Shift+Enter');
      await view.until('the last is shown', async () => (await count()) === '10 of 10');
      await view.receive(pictureMessage(linearPicture(wideWorkflow(100, 3), undefined, () => false)));
      await view.until('it is one of those that are left', async () => (await count()) === '3 of 3');
    });

    it('has buttons for what its keys do', async () => {
      await open();
      await view.page.keyboard.press('Control+f');
      await view.page.keyboard.type('t3_');
      await view.page.getByRole('button', { name: 'Next (Enter)' }).click();
      assert.equal(await count(), '2 of 10');
      await view.page.getByRole('button', { name: 'Previous (Shift+Enter)' }).click();
      assert.equal(await count(), '1 of 10');
      await view.page.getByRole('button', { name: 'Close (Escape)' }).click();
      await field().waitFor({ state: 'hidden' });
    });
  });

  describe('map', () => {
    const map = (): Locator => view.locator('.minimap');

    it('frames what is seen, and moves there by click and drag', async () => {
      await open();
      await map().waitFor();
      const { x, y, width, height } = (await map().boundingBox())!;
      const { mouse } = view.page;
      for (const part of [0.58, 0.44]) {
        await mouse.move(x + width * part, y + height / 2);
        await mouse.down();
        await mouse.up();
        const frame = (await view.locator('.frame').boundingBox())!;
        assert.ok(Math.abs(frame.x + frame.width / 2 - (x + width * part)) < 2, 'the frame is where it was pressed');
      }
      await mouse.down();
      await mouse.move(x + width * 0.55, y + height / 2, { steps: 3 });
      await mouse.up();
      await mouse.move(x + width * 0.1, y + height / 2);
      const frame = (await view.locator('.frame').boundingBox())!;
      assert.ok(Math.abs(frame.x + frame.width / 2 - (x + width * 0.55)) < 2, 'the frame is where it was dragged');
      const { x: moved, y: down, k } = await place();
      const page = (await view.locator('.page').boundingBox())!;
      const at = { x: (page.width / 2 - moved) / k, y: (page.height / 2 - down) / k };
      const away = ({ x: left, y: top }: Point): number => Math.hypot(left - at.x, top - at.y);
      const [nearest] = [...picture.nodes].sort((a, b) => away(a) - away(b));
      await view.node(nearest!.id).waitFor({ state: 'attached' });
    });

    it('has the colours of the states', async () => {
      await open();
      const states = Object.fromEntries(picture.nodes.map(({ id }) => [id, state('failed')]));
      await view.receive({ type: 'execution', execution: execution(states) });
      const failed = (await view.styleOf('.node .disc', 'fill')).replace(/[^\d,]/g, '');
      await view.until('the map follows', async () => (await colour()) === failed);
    });

    it('gets smaller in a narrow page beside the text, and goes only from one that is too narrow for it', async () => {
      await open({ width: 520 });
      await map().waitFor();
      const { width } = (await map().boundingBox())!;
      await view.page.setViewportSize({ width: 340, height: 700 });
      await view.until('it is smaller', async () => (await map().boundingBox())!.width < width * 0.8);
      await view.page.mouse.move(0, 0);
      await view.screenshot('map narrow');
      const { x, y, width: wide, height } = (await map().boundingBox())!;
      await view.page.mouse.click(x + wide / 2, y + height / 2);
      const frame = (await view.locator('.frame').boundingBox())!;
      assert.ok(Math.abs(frame.x + frame.width / 2 - (x + wide / 2)) < 2, 'the frame is where it was pressed');
      await view.page.setViewportSize({ width: 290, height: 700 });
      await map().waitFor({ state: 'hidden' });
    });

    it('leads to what is nearest where there is nothing', async () => {
      view = await GraphPage.open(browser, { reducedMotion: true });
      await view.receive(pictureMessage(linearPicture(wideWorkflow(1, 200), 'down', () => false)));
      await map().waitFor();
      const { x, y, height } = (await map().boundingBox())!;
      await view.page.mouse.click(x + 4, y + height / 2);
      await view.until('a node is seen', async () => {
        const page = (await view.locator('.page').boundingBox())!;
        const boxes = await Promise.all((await view.locator('.node').all()).map((node) => node.boundingBox()));
        return boxes.some((box) => box && box.x > 0 && box.x < page.width && box.y > page.y && box.y < 600);
      });
    });

    it('is not there while everything is seen', async () => {
      await open();
      await map().waitFor();
      await view.node('start').focus();
      await view.page.keyboard.press('0');
      await map().waitFor({ state: 'hidden' });
    });

    /** What most of the map is painted with. */
    function colour(): Promise<string | undefined> {
      return view.locator('.minimap canvas').evaluate((canvas: unknown) => {
        const page = canvas as PageCanvas;
        const { data } = page.getContext('2d').getImageData(0, 0, page.width, page.height);
        const found = new Map<string, number>();
        for (let at = 0; at < data.length; at += 4) {
          const one = data.slice(at, at + 3).join();
          if (data[at + 3] === 255) found.set(one, (found.get(one) ?? 0) + 1);
        }
        return [...found].sort((a, b) => b[1] - a[1])[0]?.[0];
      });
    }
  });

  describe('a picture that can be overlooked', () => {
    it('stays as it is when a notice takes a line of its room, though it then reaches behind the tools', async () => {
      view = await GraphPage.open(browser, { reducedMotion: true });
      const overlooked = linearPicture(wideWorkflow(8, 4), 'down');
      await view.receive(pictureMessage(overlooked));
      const { k } = await place();
      assert.ok(k > 0.45 && k < 0.5, `all is seen at ${k}`);
      await view.receive(pictureMessage(overlooked, { notice: 'A node is left out.' }));
      await view.frame();
      const { k: after } = await place();
      assert.ok(after <= k && after > 0.9 * k, `${after} after ${k}`);
    });

    it('is none where it is too long: it begins where it can be read, also behind the tools', async () => {
      view = await GraphPage.open(browser, { reducedMotion: true, height: 160 });
      await view.receive(pictureMessage(linearPicture(wideWorkflow(1, 40), 'right')));
      assert.equal((await place()).k, 0.65);
    });

    it('hears the keys that its buttons say, also while no node has the keyboard', async () => {
      view = await GraphPage.open(browser, { reducedMotion: true });
      await view.receive(pictureMessage(linearPicture(wideWorkflow(2, 2), 'down')));
      const { k } = await place();
      await view.page.keyboard.press('+');
      await view.until('it is larger', async () => (await place()).k > k);
      await view.page.getByRole('button', { name: 'Zoom out (-)' }).click();
      await view.page.keyboard.press('-');
      await view.until('it is smaller', async () => (await place()).k < k);
      await view.page.keyboard.press('Control+f');
      await view.page.keyboard.type('0');
      assert.ok((await place()).k < k, 'what is typed is no key of the picture');
    });
  });

  describe('everything, once it is asked for,', () => {
    async function openWhole(): Promise<void> {
      await open();
      await view.node('start').focus();
      await view.page.keyboard.press('0');
      assert.ok(await isWhole());
    }

    it('stays in view when the window, the timeline and the details change the room that there is', async () => {
      await openWhole();
      await view.page.setViewportSize({ width: 620, height: 500 });
      await view.until('all is seen in a smaller window', isWhole);
      await view.page.keyboard.press('t');
      await view.page.getByRole('region', { name: 'Timeline' }).waitFor();
      await view.until('all is seen beside the timeline', isWhole);
      await view.page.keyboard.press('i');
      await view.page.getByRole('complementary', { name: 'Details' }).waitFor();
      await view.until('all is seen beside the details', isWhole);
      await view.page.setViewportSize({ width: 900, height: 700 });
      await view.until('all is seen in a larger window', isWhole);
      assert.ok((await place()).k < 0.45);
    });

    it('stays in view when the text changes and after a reload, until somebody zooms', async () => {
      await openWhole();
      await view.receive(pictureMessage(linearPicture(wideWorkflow(101, 11), undefined, () => false)));
      assert.ok((await place()).k < 0.45);
      await view.receive(pictureMessage(picture));
      assert.ok(await isWhole());
      await view.until('it is kept', async () => JSON.stringify(await view.kept()).includes('"whole":true'));
      await view.reload();
      await view.receive(pictureMessage(picture));
      assert.ok(await isWhole());
      await view.node('start').focus();
      await view.page.keyboard.press('+');
      const { k } = await place();
      await view.page.setViewportSize({ width: 620, height: 500 });
      await view.frame();
      assert.equal((await place()).k, k);
    });

    async function isWhole(): Promise<boolean> {
      const { x, y, k } = await place();
      const page = (await view.locator('.page').boundingBox())!;
      const [right, bottom] = [x + picture.width * k, y + picture.height * k];
      return x >= 0 && y >= 0 && right <= page.width && bottom <= page.height;
    }
  });

  describe('the node that one is on', () => {
    for (const reducedMotion of [true, false])
      it(`comes out from behind what lies over the picture and beside the details, ${reducedMotion ? 'at once' : 'gliding'}`, async () => {
        await open({ reducedMotion });
        await view.node('start').focus();
        await view.page.keyboard.press('0');
        for (const key of ['+', '+', '+', '+', '+', '+', '+']) await view.page.keyboard.press(key);
        await view.locator('.minimap').waitFor();
        for (const cover of ['.zoom', '.minimap']) {
          const id = await nodeBehind(cover);
          await view.receive({ type: 'select', nodeId: id });
          await view.until(`${id} is out from behind ${cover}`, () => isClear(id));
          await view.screenshot(`out from behind${cover}`);
        }
        await view.page.keyboard.press('Control+f');
        const behindSearch = await nodeBehind('.search');
        await view.page.keyboard.press('Escape');
        await view.page.keyboard.press('Control+f');
        await view.receive({ type: 'select', nodeId: behindSearch });
        await view.until('it is out from behind the search', () => isClear(behindSearch));
        await view.page.keyboard.press('Escape');
        const last = await nodeBehind('.zoom');
        await view.node(last).focus();
        await view.page.keyboard.press('i');
        await view.page.getByRole('complementary', { name: 'Details' }).waitFor();
        await view.until('it is seen beside the details', () => isClear(last));
      });

    it('is not left behind the tools by everything', async () => {
      await open();
      await view.receive(pictureMessage({ ...picture, width: 3000, height: 2200 }));
      await view.node('start').focus();
      await view.page.keyboard.press('0');
      const { x, k } = await place();
      const [page, tools] = await Promise.all(['.page', '.zoom'].map((one) => view.locator(one).boundingBox()));
      assert.ok(page!.x + x + 3000 * k <= tools!.x);
    });

    it('stays in view when it moves while what is in the middle does not', async () => {
      await open();
      await view.page.keyboard.press('Control+f');
      await view.page.keyboard.type('t50_2');
      await view.until('it is shown', () => isInMiddle('t50_2'));
      await view.page.keyboard.press('Escape');
      await view.receive({ type: 'select', nodeId: 't49_2' });
      // The keyboard is in the text.
      await view.page.evaluate('document.activeElement.blur()');
      const nodes = picture.nodes.map((node) => (node.id === 't49_2' ? { ...node, y: node.y + 1000 } : node));
      await view.receive(pictureMessage({ ...picture, nodes }));
      await view.until('it is seen', () => isClear('t49_2'));
    });

    /** One that is in view but for that. */
    async function nodeBehind(cover: string): Promise<string> {
      const box = (await view.locator(cover).boundingBox())!;
      const ids = await view.attributes('.node', 'data-node-id');
      const shapes = await view
        .locator('.node .shape')
        .evaluateAll((all: readonly { getBoundingClientRect(): Box }[]) =>
          all.map((one) => one.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x, y, width, height })),
        );
      const id = ids.find((_, index) => overlaps(shapes[index]!, box));
      assert.ok(id, `something is behind ${cover}`);
      return id;
    }

    async function isClear(id: string): Promise<boolean> {
      const [shape, page] = [await boxOf(id), (await view.locator('.page').boundingBox())!];
      const isInside =
        shape.x >= page.x &&
        shape.y >= page.y &&
        shape.x + shape.width <= page.x + page.width &&
        shape.y + shape.height <= page.y + page.height;
      const covers = await Promise.all(['.zoom', '.minimap', '.search'].map((one) => view.locator(one).boundingBox()));
      return isInside && covers.every((cover) => !cover || !overlaps(shape, cover));
    }
  });

  it('zooms by wheel and by pinch, around the pointer', async () => {
    await open();
    await view.node('fork').locator('.shape').hover();
    const before = (await view.node('fork').locator('.shape').boundingBox())!;
    await view.page.mouse.wheel(0, -100);
    await view.until('it is nearer', async () => (await boxOf('fork')).width > before.width * 1.1);
    const middle = (box: { x: number; width: number }): number => box.x + box.width / 2;
    assert.ok(Math.abs(middle(await boxOf('fork')) - middle(before)) < 1);
    // A browser tells of two fingers on a touchpad as of a wheel with Ctrl.
    const wheel = await boxOf('fork');
    await view.page.keyboard.down('Control');
    await view.page.mouse.wheel(0, 20);
    await view.page.keyboard.up('Control');
    await view.until('it is farther', async () => (await boxOf('fork')).width < wheel.width * 0.9);
    assert.ok(Math.abs(middle(await boxOf('fork')) - middle(before)) < 1);
  });

  it('asks for an export, and paints what it is sent as PNG', async () => {
    await open();
    view.forget();
    await view.page.getByRole('button', { name: 'Export…' }).click();
    assert.deepEqual(await view.untilSent(() => true), { type: 'export' });
    view.forget();
    await view.receive({ type: 'paint', svg: graphSvg(picture, null) });
    const isLast = (message: GraphViewMessage): boolean =>
      message.type === 'painted' && message.piece === message.of - 1;
    await view.untilSent(isLast);
    const data = view.sent.map((message) => (message.type === 'painted' ? message.data : '')).join('');
    const png = Buffer.from(data, 'base64');
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    assert.ok(Math.abs(width / height - picture.width / picture.height) < 0.01);
    view.forget();
    await view.receive({ type: 'paint', svg: 'no picture' });
    assert.deepEqual(await view.untilSent(isLast), { type: 'painted', piece: 0, of: 1, data: '' });
  });

  describe('a fork', () => {
    const wide = wideWorkflow(12, 2);
    const unfolded = linearPicture(wide, 'down', () => false);
    const folded = linearPicture(wide, 'down', () => true);

    it('is folded and unfolded by its sign and by a key', async () => {
      await open();
      await view.receive(pictureMessage(unfolded));
      view.forget();
      await view.node('fork').locator('.fold').click();
      assert.deepEqual(await view.untilSent(() => true), { type: 'fold', nodeId: 'fork', folded: true });
      assert.equal(view.sent.length, 1, 'the text is not asked for');
      await view.receive(pictureMessage(folded));
      assert.deepEqual(await view.attributes('.node', 'data-node-id'), ['start', 'fork', 'end']);
      assert.equal(await view.node('fork').getAttribute('aria-label'), 'fork, 12 branches, collapsed');
      view.forget();
      await view.node('fork').focus();
      await view.page.keyboard.press('c');
      assert.deepEqual(await view.untilSent(() => true), { type: 'fold', nodeId: 'fork', folded: false });
      view.forget();
      await view.node('start').focus();
      await view.page.keyboard.press('c');
      await view.page.keyboard.press('Enter');
      assert.equal((await view.untilSent(() => true)).type, 'revealNode', 'what is no fork is not folded');
    });

    it('that is folded counts the states of its branches, live', async () => {
      await open();
      await view.receive(pictureMessage(folded));
      const all = (from: number, to: number, status: NodeStatus): [string, GraphNodeState][] =>
        Array.from({ length: to - from }, (_, index) => from + index).flatMap((branch) =>
          [0, 1].map((step) => [`t${branch}_${step}`, state(status)] as [string, GraphNodeState]),
        );
      const states = { fork: state('completed'), join: state('pending') };
      const running = Object.fromEntries([
        ...all(0, 5, 'completed'),
        ...all(5, 9, 'running'),
        ...all(9, 10, 'failed'),
        ...all(10, 12, 'pending'),
      ]);
      await view.receive({ type: 'execution', execution: execution({ ...states, ...running }) });
      const counters = async (): Promise<string[]> => {
        const statuses = await view.attributes('.counter', 'data-status');
        const texts = await view.locator('.counter text').allTextContents();
        return statuses.map((status, index) => `${status} ${texts[index]}`);
      };
      assert.deepEqual(await counters(), ['running 4', 'failed 1', 'completed 5', 'pending 2']);
      assert.equal(await view.node('fork').getAttribute('data-status'), 'running');
      await view.screenshot('folded');
      const done = {
        ...Object.fromEntries(all(0, 12, 'completed')),
        fork: state('completed'),
        join: state('completed'),
      };
      await view.receive({ type: 'execution', execution: execution(done) });
      assert.deepEqual(await counters(), ['completed 12']);
      assert.equal(await view.node('fork').getAttribute('data-status'), 'completed');
    });

    it('that is folded stands for what is inside of it: for the cursor, the keyboard and a search', async () => {
      await open();
      await view.receive(pictureMessage(unfolded), { type: 'select', nodeId: 't3_1' });
      await view.node('t3_1').focus();
      await view.receive(pictureMessage(folded));
      assert.equal(await view.locator('.node.selected').getAttribute('data-node-id'), 'fork');
      assert.equal(await view.locator(':focus').getAttribute('data-node-id'), 'fork');
      await view.node('end').focus();
      await view.page.keyboard.press('Control+f');
      await view.page.keyboard.type('t11_1');
      await view.until('it is found', async () => (await count()) === '1 of 1');
      assert.deepEqual(await view.attributes('.node[tabindex="0"]', 'data-node-id'), ['fork']);
    });
  });

  async function boxOf(id: string): Promise<Box> {
    return (await view.node(id).locator('.shape').boundingBox())!;
  }

  function count(): Promise<string | null> {
    return view.locator('.count').textContent();
  }

  function transform(): Promise<string | null> {
    return view.locator('.scene').getAttribute('transform');
  }

  async function place(): Promise<{ x: number; y: number; k: number }> {
    const [x = NaN, y = NaN, k = NaN] = ((await transform()) ?? '').match(/-?[\d.]+(e-?\d+)?/g)?.map(Number) ?? [];
    return { x, y, k };
  }

  async function isInMiddle(id: string): Promise<boolean> {
    const node = view.node(id).locator('.shape');
    if ((await node.count()) === 0) return false;
    const [page, box] = [(await view.locator('.page').boundingBox())!, (await node.boundingBox())!];
    const off = (from: 'x' | 'y', size: 'width' | 'height'): number =>
      Math.abs(box[from] + box[size] / 2 - page[from] - page[size] / 2);
    return off('x', 'width') < 2 && off('y', 'height') < 2;
  }
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** What the page's own types would say; they are not known here. */
interface PageCanvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): { getImageData(...area: number[]): { readonly data: Uint8ClampedArray } };
}
