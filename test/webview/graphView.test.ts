/** The graph's bundle in Chromium, without VS Code around it: what messages show, what a person's clicks and keys send. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import type { GraphPicture, GraphViewMessage } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage, type GraphPageOptions } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';
import { execution, state } from '../support/webview/samples.ts';
import { scales } from '../../webview/graph/geometry.ts';

const tutorial = readFileSync(
  new URL('../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url),
  'utf8',
);

/** The page has nothing else to do when `idle` is called. */
const idleWhenAsked = `
  const due = [];
  globalThis.requestIdleCallback = (work) => due.push(work);
  globalThis.idle = () => due.splice(0).forEach((work) => work());
`;

describe('the graph in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let view: GraphPage;
  let picture: GraphPicture;
  before(async () => {
    browser = await launchBrowser();
    picture = linearPicture(tutorial);
  });
  after(() => browser.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await view.screenshot(`failed ${this.currentTest.title}`);
    await view.close();
    assert.deepEqual(view.wrong, []);
  });

  async function open(options?: GraphPageOptions): Promise<void> {
    view = await GraphPage.open(browser, options);
  }

  async function openTutorial(options?: GraphPageOptions): Promise<void> {
    await open(options);
    await view.receive(pictureMessage(picture, { title: 'data_aggregation_workflow' }));
    await view.node('start').waitFor();
  }

  const some = execution({
    start: state('completed', '0 ms'),
    fork_data_sources: state('completed', '0 ms'),
    fetch_db: state('completed', '84 ms'),
    fetch_api: state('running'),
    fetch_cache: state('waiting', 'attempt 2 of 4'),
    join_results: state('pending'),
    merge_data: state('pending'),
    end: state('pending'),
  });

  describe('shows', () => {
    it('nothing at first, and says that it is ready and which version it speaks', async () => {
      await open();
      assert.deepEqual(await view.untilSent(() => true), { type: 'ready', version: 1 });
      assert.equal(await view.locator('header').isVisible(), false);
      assert.equal(await view.locator('.page').isVisible(), false);
      assert.equal(await view.locator('.zoom').isVisible(), false);
    });

    it('each node and each edge of a picture', async () => {
      await openTutorial();
      const ids = await attributes('.node', 'data-node-id');
      assert.deepEqual(
        ids,
        picture.nodes.map(({ id }) => id),
      );
      const sources = await attributes('.edge', 'data-source');
      const targets = await attributes('.edge', 'data-target');
      assert.deepEqual(
        sources.map((source, index) => `${source ?? ''} ${targets[index] ?? ''}`),
        picture.edges.map(({ source, target }) => `${source} ${target}`),
      );
      assert.deepEqual(new Set(await attributes('.node', 'data-status')), new Set(['none']));
      assert.equal(await view.locator('h1').textContent(), 'data_aggregation_workflow');
    });

    it('the state of each node, by a shape of its own as well as by colour', async () => {
      await openTutorial();
      const statuses = ['running', 'waiting', 'completed', 'failed', 'timed_out', 'skipped', 'cancelled'] as const;
      const ids = picture.nodes.map(({ id }) => id);
      const nodes = statuses.map((status, index) => [ids[index]!, state(status)] as const);
      await view.receive({ type: 'execution', execution: execution(Object.fromEntries(nodes)) });
      await view.locator('[data-status="cancelled"]').waitFor();
      const shapes = new Set<string | null>();
      for (const status of statuses)
        shapes.add(await view.locator(`.node[data-status="${status}"] .badge .glyph`).getAttribute('d'));
      assert.equal(shapes.size, statuses.length);
      assert.equal(await view.locator('.node[data-status="none"] .badge .glyph').count(), 0);
    });

    it('what a node’s execution says: its time, its next attempt, why it failed', async () => {
      await openTutorial();
      const nodes = { ...some.nodes, fetch_api: state('failed', '2.1 s', 'HTTP 503') };
      await view.receive({ type: 'execution', execution: { ...some, nodes } });
      await view.node('fetch_api').locator('.error').waitFor();
      assert.equal(await view.node('fetch_api').locator('.error').textContent(), 'HTTP 503');
      assert.equal(await view.node('fetch_api').locator('.state').textContent(), '2.1 s');
      assert.equal(await view.node('fetch_db').locator('.state').textContent(), '84 ms');
      assert.equal(await view.node('fetch_cache').locator('.state').textContent(), 'attempt 2 of 4');
      assert.equal(
        await view.node('fetch_api').getAttribute('aria-label'),
        'fetch_api, task, API Agent, failed, 2.1 s, HTTP 503',
      );
    });

    it('on edges where the execution has been and where it is', async () => {
      await openTutorial();
      await view.receive({ type: 'execution', execution: some });
      const stateOf = (source: string, target: string): Promise<string | null> =>
        view.locator(`[data-source="${source}"][data-target="${target}"]`).getAttribute('data-state');
      await view.locator('.edge[data-state="active"]').first().waitFor({ state: 'attached' });
      assert.equal(await stateOf('start', 'fork_data_sources'), 'taken');
      assert.equal(await stateOf('fork_data_sources', 'fetch_api'), 'active');
      assert.equal(await stateOf('merge_data', 'end'), 'waiting');
      assert.match((await attributes('.edge', 'data-state')).slice(-2).join(), /^active,active$/);
    });

    it('a picture again without an execution', async () => {
      await openTutorial();
      await view.receive({ type: 'execution', execution: some });
      await view.locator('[data-status="running"]').first().waitFor();
      await view.receive({ type: 'execution', execution: null });
      await view.locator('.node[data-status="running"]').waitFor({ state: 'detached' });
      assert.deepEqual(new Set(await attributes('.node', 'data-status')), new Set(['none']));
      assert.equal(await view.locator('.status').isVisible(), false);
    });

    it('why there is no picture', async () => {
      await openTutorial();
      await view.receive({ type: 'message', text: 'There is no graph.\n<b>Mend the file.</b>' });
      await view.locator('.message').waitFor();
      assert.equal(await view.locator('.message').textContent(), 'There is no graph.\n<b>Mend the file.</b>');
      assert.equal(await view.locator('.page').isVisible(), false);
      await view.receive(pictureMessage(picture));
      await view.node('start').waitFor();
      assert.equal(await view.locator('.message').isVisible(), false);
    });

    it('that the picture is an old one, and that a better one comes', async () => {
      await openTutorial();
      assert.deepEqual([await isVisible('.notice'), await isVisible('.hint')], [false, false]);
      await view.receive(pictureMessage(picture, { notice: 'The text has errors.', provisional: true }));
      await view.locator('.notice').waitFor();
      assert.equal(await view.locator('.notice').textContent(), 'The text has errors.');
      assert.equal(await view.locator('.hint').textContent(), 'Improving the layout…');
    });

    it('problems of nodes', async () => {
      await open();
      const [first, second, ...others] = picture.nodes;
      const nodes = [{ ...first!, problem: 'error' as const }, { ...second!, problem: 'warning' as const }, ...others];
      await view.receive(pictureMessage({ ...picture, nodes }));
      await view.node('start').waitFor();
      assert.equal(await view.node('start').locator('.problem.error').count(), 1);
      assert.equal(await view.node('fork_data_sources').locator('.problem.warning').count(), 1);
      assert.equal(await view.locator('.problem').count(), 2);
    });

    it('the reader’s language', async () => {
      await openTutorial();
      await view.receive({ type: 'texts', bundle: { Run: '執行', 'Zoom in (+)': '放大 (+)' } });
      await view.page.getByRole('button', { name: '執行', exact: true }).waitFor();
      await view.page.getByRole('button', { name: '放大 (+)' }).waitFor();
    });

    it('all of the picture, also when the header takes some of the room', async () => {
      await openTutorial({ width: 700, height: 420 });
      await view.receive(pictureMessage(picture, { notice: 'x '.repeat(400) }));
      await view.until('the picture is smaller than its page', async () => {
        const page = (await view.locator('.page').boundingBox())!;
        const end = (await view.node('end').boundingBox())!;
        return end.y + end.height <= page.y + page.height;
      });
    });

    it('and drops messages that it does not know, counting them', async () => {
      await openTutorial();
      const own = JSON.parse('{"type":"picture","__proto__":{"picture":{}}}') as object;
      const unknown = [
        null,
        1,
        'picture',
        {},
        [],
        { type: 'picture' },
        { type: 'toString' },
        { type: 'eval', text: '1' },
        own,
      ];
      await view.receive(...unknown, { type: 'execution', execution: { nodes: {} } }, { type: 'select' });
      await view.receive({ type: 'select', nodeId: 'end' });
      await view.locator('.node.selected').waitFor();
      assert.equal(await view.locator('html').getAttribute('data-dropped'), String(unknown.length + 2));
      assert.equal(await view.locator('.node').count(), picture.nodes.length);
    });
  });

  describe('sends', () => {
    it('which node was clicked, and not after a drag', async () => {
      await openTutorial();
      view.forget();
      await view.node('fetch_api').click();
      const isReveal = ({ type }: GraphViewMessage): boolean => type === 'revealNode';
      assert.deepEqual(await view.untilSent(isReveal), { type: 'revealNode', nodeId: 'fetch_api', focus: false });
      assert.equal(await focused(), 'fetch_api');
      view.forget();
      const before = await transform();
      await drag('merge_data', -60, -40);
      assert.notEqual(await transform(), before);
      await view.node('merge_data').click();
      await view.untilSent(isReveal);
      assert.equal(view.sent.filter(isReveal).length, 1);
    });

    it('run and cancel, each when it can be', async () => {
      await openTutorial();
      const [run, cancel] = [
        view.page.getByRole('button', { name: 'Run', exact: true }),
        view.page.getByRole('button', { name: 'Cancel', exact: true }),
      ];
      assert.deepEqual([await run.isVisible(), await cancel.isVisible()], [true, false]);
      view.forget();
      await run.click();
      assert.deepEqual(await view.untilSent(() => true), { type: 'run' });
      for (const status of ['pending', 'running', 'paused'] as const) {
        await view.receive({ type: 'execution', execution: { ...some, status, can: ['cancel'] } });
        await cancel.waitFor();
        assert.equal(await run.isVisible(), false, status);
      }
      view.forget();
      await cancel.click();
      assert.deepEqual(await view.untilSent(() => true), { type: 'cancel', executionId: 'e1' });
      await view.receive({ type: 'execution', execution: { ...some, status: 'failed', text: '2 s', can: ['retry'] } });
      await run.waitFor();
      assert.equal(await view.locator('.status').textContent(), 'Failed after 2 s');
      await view.receive(pictureMessage(picture, { canRun: false }));
      await run.waitFor({ state: 'hidden' });
    });
  });

  describe('steers', () => {
    const named = (name: string): Locator => view.page.getByRole('button', { name, exact: true });
    const offered = async (): Promise<string[]> => {
      const names = ['Run', 'Resume', 'Retry', 'Pause', 'Cancel', 'Approve', 'Reject'];
      const seen = await Promise.all(names.map((name) => named(name).isVisible()));
      return names.filter((_, at) => seen[at]);
    };

    it('with what can be done, and nothing else', async () => {
      await openTutorial();
      for (const [status, can, buttons] of [
        ['running', ['pause', 'cancel'], ['Pause', 'Cancel']],
        ['paused', ['resume', 'cancel'], ['Resume', 'Cancel']],
        ['interrupted', ['resume'], ['Resume']],
        ['failed', ['retry'], ['Run', 'Retry']],
        ['completed', [], ['Run']],
      ] as const) {
        await view.receive({ type: 'execution', execution: { ...some, status, can } });
        await view.locator(`.status[data-status=${status}]`).waitFor();
        assert.deepEqual(await offered(), buttons, status);
        for (const steering of can) {
          view.forget();
          await named(`${steering[0]?.toUpperCase() ?? ''}${steering.slice(1)}`).click();
          assert.deepEqual(await view.untilSent(() => true), { type: steering, executionId: 'e1' });
        }
      }
    });

    it('by answers to the first approval that waits', async () => {
      await openTutorial();
      const asks = [
        { nodeId: 'review', text: 'Release: Ship <b>it</b>?' },
        { nodeId: 'later', text: 'And this?' },
      ];
      await view.receive({ type: 'execution', execution: { ...some, can: ['pause', 'cancel'], asks } });
      await named('Approve').waitFor();
      assert.equal(await view.locator('.question').textContent(), 'Release: Ship <b>it</b>?');
      view.forget();
      await named('Reject').click();
      const answer = { type: 'answer', executionId: 'e1', nodeId: 'review', approved: false };
      assert.deepEqual(await view.untilSent(() => true), answer);
      await view.receive({ type: 'execution', execution: { ...some, can: ['cancel'], asks: asks.slice(1) } });
      await view.page.locator('.question', { hasText: 'And this?' }).waitFor();
      view.forget();
      await named('Approve').click();
      assert.deepEqual(await view.untilSent(() => true), { ...answer, nodeId: 'later', approved: true });
      await view.receive({ type: 'execution', execution: { ...some, can: ['cancel'] } });
      await named('Approve').waitFor({ state: 'hidden' });
    });
  });

  describe('by keyboard', () => {
    it('moves along the edges and across, and goes to the text', async () => {
      await openTutorial();
      await view.page.getByRole('button', { name: 'Export…' }).focus();
      await view.page.keyboard.press('Tab');
      assert.equal(await focused(), 'start');
      const walk = ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'Home'];
      const seen: (string | null)[] = [];
      for (const key of walk) {
        await view.page.keyboard.press(key);
        seen.push(await focused());
      }
      const expected = [
        'fork_data_sources',
        'fetch_api',
        'fetch_cache',
        'join_results',
        'merge_data',
        'join_results',
        'end',
        'start',
      ];
      assert.deepEqual(seen, expected);
      view.forget();
      await view.page.keyboard.press('Enter');
      assert.deepEqual(await view.untilSent(() => true), { type: 'revealNode', nodeId: 'start', focus: true });
      assert.deepEqual(await attributes('.node[tabindex="0"]', 'data-node-id'), ['start']);
    });

    it('brings what it is on into view, and stays there when the picture, its scale or the theme changes', async () => {
      await open({ width: 500, height: 400, reducedMotion: true });
      const long = linearPicture(wideWorkflow(2, 30), 'down');
      await view.receive(pictureMessage(long));
      await view.node('start').focus();
      await view.page.keyboard.press('End');
      assert.equal(await focused(), 'end');
      assert.ok(await isInView('end'));
      await view.receive(pictureMessage(long, { provisional: true }));
      assert.equal(await focused(), 'end');
      await view.page.keyboard.press('0');
      await view.locator('.far .node').first().waitFor();
      assert.equal(await focused(), 'end');
      await view.setTheme('light');
      await view.until('the theme is shown', async () => (await background()) === 'rgb(255, 255, 255)');
      assert.equal(await focused(), 'end');
    });

    it('can be reached when what it was on is out of view', async () => {
      await open({ width: 500, height: 400, reducedMotion: true });
      await view.receive(pictureMessage(linearPicture(wideWorkflow(2, 30), 'down')));
      await view.node('start').waitFor();
      await view.node('start').locator('.shape').hover();
      // The page hears of a turn of the wheel in its own time.
      for (;;) {
        const before = await scale();
        if (before === scales.largest) break;
        await view.page.mouse.wheel(0, -300);
        await view.until('it is nearer', async () => (await scale()) > before);
      }
      await drag('start', -400, -350);
      assert.equal(await isInView('start'), false);
      await view.page.getByRole('button', { name: 'Export…' }).focus();
      await view.page.keyboard.press('Tab');
      assert.equal(await focused(), 'start');
      assert.ok(await isInView('start'));
    });

    it('zooms', async () => {
      await openTutorial({ reducedMotion: true });
      await view.node('start').focus();
      const first = await scale();
      await view.page.keyboard.press('+');
      assert.ok(Math.abs((await scale()) / first - 1.3) < 0.001);
      await view.page.keyboard.press('-');
      await view.page.keyboard.press('-');
      assert.ok(Math.abs((await scale()) / first - 1 / 1.3) < 0.001);
      await view.page.keyboard.press('0');
      assert.equal(await scale(), first);
    });

    it('leaves the keys of others alone', async () => {
      await openTutorial();
      await view.node('start').focus();
      await view.page.keyboard.press('Control+ArrowDown');
      await view.page.keyboard.press('a');
      assert.equal(await focused(), 'start');
    });
  });

  describe('keeps', () => {
    const source = { document: 'file:///w/a.workflow.yaml', execution: '' };

    it('what it is of and what was seen of it over a reload', async () => {
      await openTutorial();
      await view.receive({ type: 'restore', source });
      await drag('fetch_db', 120, 60);
      const seen = await transform();
      const [x, y] = seen.match(/-?[\d.]+/g)!.map(Number);
      await view.until('the view is kept', async () => {
        const kept = (await view.kept()) as { view?: { x: number; y: number } } | null;
        return kept?.view?.x === x && kept?.view?.y === y;
      });
      await view.reload();
      assert.notEqual(await transform(), undefined);
      await view.receive(pictureMessage(picture));
      assert.equal(await transform(), seen);
      assert.deepEqual({ ...((await view.kept()) as object), view: undefined }, { ...source, view: undefined });
    });

    it('what is open and folded, and asks for it before the first picture', async () => {
      const foldable = picture.nodes.map((node) =>
        node.id === 'fork_data_sources' ? { ...node, foldable: true } : node,
      );
      const shown = pictureMessage({ ...picture, nodes: foldable as typeof picture.nodes });
      await open();
      await view.receive({ type: 'restore', source }, shown);
      await view.node('fork_data_sources').click();
      await view.page.keyboard.press('c');
      await view.page.keyboard.press('t');
      const wanted = {
        details: 'fork_data_sources',
        timeline: true,
        folds: [{ nodeId: 'fork_data_sources', folded: true }],
      };
      await view.until('it is kept', async () => {
        const kept = (await view.kept()) as { view?: Partial<typeof wanted> } | null;
        const { details, timeline, folds } = kept?.view ?? {};
        return JSON.stringify({ details, timeline, folds }) === JSON.stringify(wanted);
      });
      view.forget();
      await view.reload();
      assert.deepEqual(view.sent, [
        { type: 'folds', folds: wanted.folds },
        { type: 'ready', version: 1 },
      ]);
      assert.equal(await view.locator('.timeline').isVisible(), false);
      await view.receive(shown);
      assert.ok(await view.locator('.timeline').isVisible());
      assert.ok(await view.locator('.inspector').isVisible());
      assert.deepEqual(view.sent.slice(2), [
        { type: 'inspect', nodeId: 'fork_data_sources' },
        { type: 'timeline', shown: true },
      ]);
    });

    it('what it is of, when the person is faster than the host', async () => {
      await open({ kept: { ...source, view: { x: 1, y: 2, k: 1, fitted: false } } });
      await view.receive(pictureMessage(picture));
      await view.page.getByRole('button', { name: 'Zoom in (+)' }).click();
      await view.until('the zoom is kept', async () => ((await view.kept()) as { view: { k: number } }).view.k > 1.2);
      assert.deepEqual({ ...((await view.kept()) as object), view: undefined }, { ...source, view: undefined });
    });

    it('nothing of what it cannot read', async () => {
      await open({ kept: { document: 7, view: { x: 'a' } } });
      await view.receive(pictureMessage(picture));
      assert.ok(await isInView('start'));
    });

    it('what was in the middle, when the layout changes', async () => {
      await openTutorial({ reducedMotion: true });
      await view.page.getByRole('button', { name: 'Zoom in (+)' }).click();
      await view.node('fetch_api').click();
      const before = (await view.node('fetch_api').boundingBox())!;
      const nodes = picture.nodes.map((node) => ({ ...node, x: node.x + 333, y: node.y + 77 }));
      await view.receive(pictureMessage({ ...picture, nodes }));
      const now = (await view.node('fetch_api').boundingBox())!;
      assert.ok(Math.abs(now.x - before.x) < 1 && Math.abs(now.y - before.y) < 1);
    });
  });

  describe('with 5,000 nodes', () => {
    let large: GraphPicture;
    before(() => {
      large = linearPicture(wideWorkflow(100, 50));
    });

    it('has elements only for what is in view or near it', async () => {
      await open();
      await view.receive(pictureMessage(large));
      await view.node('start').waitFor();
      await elementsAreInReach();
      for (let i = 0; i < 3; i++) {
        await view.page.mouse.move(700, 350);
        await view.page.mouse.down();
        await view.page.mouse.move(100, 300, { steps: 4 });
        await view.page.mouse.up();
        await elementsAreInReach();
      }
      assert.equal(await view.locator('.node[tabindex="0"]').count(), 1, 'the keyboard finds its way in');
    });

    it('draws what is in view first, then what is near it', async () => {
      await open({ script: idleWhenAsked });
      await view.receive(pictureMessage(large));
      await elementsAreInReach();
      const first = await view.locator('.node').count();
      await view.page.evaluate('idle()');
      assert.ok((await view.locator('.node').count()) > first, `${first} nodes in the first frame`);
      await elementsAreInReach();
    });

    it('has shapes alone for all of it', async () => {
      await open({ reducedMotion: true });
      await view.receive(pictureMessage(large));
      await view.page.getByRole('button', { name: 'Show everything (0)' }).click();
      await view.locator('.far .node').first().waitFor();
      assert.equal(await view.locator('.node').count(), large.nodes.length);
      assert.equal(await view.locator('.node text').count(), 0);
      await view.screenshot('5000-nodes');
    });

    async function elementsAreInReach(): Promise<void> {
      const ids = new Set(await attributes('.node', 'data-node-id'));
      assert.ok(ids.size < 1000, `${ids.size} elements`);
      const [x, y, k] = (await transform()).match(/-?[\d.]+/g)!.map(Number) as [number, number, number];
      const page = (await view.locator('.page').boundingBox())!;
      const missing = large.nodes.filter((node) => {
        const [left, top] = [node.x * k + x, node.y * k + y];
        const isSeen = left < page.width && top < page.height && left + node.width * k > 0 && top + node.height * k > 0;
        return isSeen && !ids.has(node.id);
      });
      assert.deepEqual(missing, []);
    }
  });

  describe('with little motion', () => {
    it('stands still: marks, edges, zooms', async () => {
      await openTutorial({ reducedMotion: true });
      await view.receive({ type: 'execution', execution: some });
      await view.locator('.glyph-running').first().waitFor();
      assert.deepEqual(await animations(), { mark: 'none', edge: 'none' });
    });

    it('stands still where VS Code says so', async () => {
      await openTutorial();
      await view.receive({ type: 'execution', execution: some });
      await view.locator('.glyph-running').first().waitFor();
      assert.deepEqual(await animations(), { mark: 'turn', edge: 'flow' });
      await view.setClass('vscode-reduce-motion', true);
      assert.deepEqual(await animations(), { mark: 'none', edge: 'none' });
      const before = await scale();
      await view.page.getByRole('button', { name: 'Zoom in (+)' }).click();
      assert.ok(Math.abs((await scale()) / before - 1.3) < 0.001);
    });

    async function animations(): Promise<{ mark: string; edge: string }> {
      return {
        mark: await view.styleOf('.node .glyph-running', 'animation-name'),
        edge: await view.styleOf('.edge[data-state="active"]', 'animation-name'),
      };
    }
  });

  function attributes(selector: string, name: string): Promise<(string | null)[]> {
    return view.attributes(selector, name);
  }

  function isVisible(selector: string): Promise<boolean> {
    return view.locator(selector).isVisible();
  }

  /** The node that has the keyboard. */
  function focused(): Promise<string | null> {
    return view.locator(':focus').getAttribute('data-node-id');
  }

  async function transform(): Promise<string> {
    return (await view.locator('.scene').getAttribute('transform'))!;
  }

  async function scale(): Promise<number> {
    return Number(/scale\((.*)\)/.exec(await transform())![1]);
  }

  function background(): Promise<string> {
    return view.styleOf('body', 'background-color');
  }

  async function isInView(id: string): Promise<boolean> {
    const [page, box] = [await view.locator('.page').boundingBox(), await view.node(id).boundingBox()];
    return box!.x >= page!.x && box!.y >= page!.y && box!.x + box!.width <= page!.x + page!.width;
  }

  async function drag(id: string, x: number, y: number): Promise<void> {
    const { mouse } = view.page;
    const box = (await view.node(id).locator('.shape').boundingBox())!;
    const [fromX, fromY] = [box.x + box.width / 2, box.y + box.height / 2];
    await mouse.move(fromX, fromY);
    await mouse.down();
    await mouse.move(fromX + x, fromY + y, { steps: 5 });
    await mouse.up();
  }
});
