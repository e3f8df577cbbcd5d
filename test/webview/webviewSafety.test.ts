/** What the graph's bundle makes of hostile texts (threats T1, T15), and how it fares with people who see or hear it otherwise. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { existsSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { GraphPicture, PictureEdge, PictureNode } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage, type Theme } from '../support/webview/graphPage.ts';
import { elkPicture, linearPicture, pictureMessage } from '../support/webview/pictures.ts';
import { execution, state } from '../support/webview/samples.ts';
import { nodeWords, shown } from '../../webview/graph/words.ts';

const naughty = new URL('../../../shared/cases/hostile/naughty-strings.json', import.meta.url);

describe('the graph in a browser, with hostile texts', function () {
  this.timeout(120_000);
  let browser: Browser;
  let view: GraphPage;
  before(async () => {
    browser = await launchBrowser();
    view = await GraphPage.open(browser, { width: 4000, height: 2000, reducedMotion: true });
  });
  after(() => browser.close());

  it('shows them as text: no element, attribute, request, dialog or violation comes of them', async function () {
    if (!existsSync(naughty)) {
      console.error('      (skipped: ../shared/cases is not there)');
      this.skip();
    }
    const { strings } = JSON.parse(readFileSync(naughty, 'utf8')) as { strings: string[] };
    assert.equal(strings.length, 515);
    await show(strings.map((_, index) => `plain text ${index}`));
    const plain = await inventory();
    await show(strings);
    const hostile = await inventory();
    assert.deepEqual(hostile.kinds, plain.kinds);
    assert.deepEqual(hostile.attributes, plain.attributes);
    assert.ok(hostile.count <= plain.count + strings.length, 'at most a mark for each empty text');
    const words = strings.map((text) => nodeWords(hostileNode(text, 0), state('failed', text, text)));
    assert.deepEqual(await view.attributes('.node', 'aria-label'), words);
    // Some texts are there twice, and an id leads to one node.
    assert.deepEqual(new Set(await hints()), new Set([...words, '']));
    assert.deepEqual(new Set(await view.attributes('.node', 'data-node-id')), new Set(strings));
    assert.deepEqual(view.wrong, []);
  });

  /** What is said of each node while the pointer is on it. */
  function hints(): Promise<string[]> {
    return view.locator('.node').evaluateAll((nodes: readonly Pointed[]) =>
      nodes.map((node) => {
        node.dispatchEvent(new Event('pointerover', { bubbles: true }));
        return node.querySelector('title')?.textContent ?? '';
      }),
    );
  }

  it('shows them as title, notice, message and translation', async function () {
    if (!existsSync(naughty)) this.skip();
    const { strings } = JSON.parse(readFileSync(naughty, 'utf8')) as { strings: string[] };
    const nothing = linearPicture('nodes: []');
    const message = (text: string): object => ({ type: 'message', text });
    const seen = await textsAfter(
      strings.map((text) => ({
        drawn: [
          pictureMessage(nothing, { title: text, notice: text }),
          { type: 'texts', bundle: { Run: text, Zoom: text } },
          message(text),
          pictureMessage(nothing, { title: text, notice: text }),
        ],
        last: message(text),
      })),
    );
    assert.deepEqual(
      seen,
      strings.map((text) => [shown(text), shown(text), '', text]),
    );
    assert.deepEqual(view.wrong, []);
  });

  it('lets no text forge another line or direction', async () => {
    await show(['a\r\n[INFO] ok', '\u202egnp.exe', '\u001b[31mred']);
    assert.deepEqual(await view.locator('.node .label').allTextContents(), [
      'a [INFO] ok',
      '\\u202egnp.exe',
      '\\u001b[31mred',
    ]);
  });

  async function show(texts: readonly string[]): Promise<void> {
    const nodes = texts.map(hostileNode);
    const edges = texts.map((text, index): PictureEdge => {
      const { x, y } = nodes[index]!;
      const points = [
        { x, y },
        { x: x + 50, y },
      ];
      return {
        source: text,
        target: texts[(index + 1) % texts.length]!,
        on: 'success',
        label: text || 'x',
        labelAt: { x, y },
        points,
      };
    });
    const picture: GraphPicture = { width: 5980, height: 1700, direction: 'down', nodes, edges };
    await view.receive(pictureMessage(picture, { title: 'hostile' }));
    const states = Object.fromEntries(texts.map((text) => [text, state('failed', text, text)]));
    await view.receive({ type: 'execution', execution: execution(states, { text: texts.at(-1)! }) });
    await view.until('every node is drawn with its state', async () => {
      const failed = await view.locator('.node[data-status="failed"]').count();
      return failed === texts.length;
    });
  }

  /** Title, notice and message after the frame that follows some messages, then the message after one more; all in the page. */
  function textsAfter(rounds: readonly { drawn: readonly object[]; last: object }[]): Promise<(string | null)[][]> {
    return view.page.evaluate(async (all) => {
      const { receive, document, requestAnimationFrame } = globalThis as unknown as TextPage;
      const texts = (selector: string): (string | null)[] =>
        [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
      const found: (string | null)[][] = [];
      for (const { drawn, last } of all) {
        for (const message of drawn) receive(message);
        await new Promise<void>((resolve) => {
          requestAnimationFrame(resolve);
        });
        const before = texts('h1, .notice, .message');
        receive(last);
        found.push([...before, ...texts('.message')]);
      }
      return found;
    }, rounds);
  }

  /** What the page is made of. */
  function inventory(): Promise<{ kinds: string[]; attributes: string[]; count: number }> {
    return view.locator('*').evaluateAll((elements: readonly Inventoried[]) => ({
      kinds: [...new Set(elements.map(({ tagName }) => tagName))].sort(),
      attributes: [...new Set(elements.flatMap((element) => element.getAttributeNames()))].sort(),
      count: elements.length,
    }));
  }
});

/** What the page's own types would say; they are not known here. */
interface TextPage {
  readonly receive: (message: unknown) => void;
  readonly requestAnimationFrame: (callback: () => void) => void;
  readonly document: { querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }> };
}

interface Pointed {
  dispatchEvent(event: Event): void;
  querySelector(selector: string): { readonly textContent: string | null } | null;
}

interface Inventoried {
  readonly tagName: string;
  getAttributeNames(): string[];
}

function hostileNode(text: string, index: number): PictureNode {
  const [column, row] = [index % 26, Math.floor(index / 26)];
  const place = { x: column * 230, y: row * 80, width: 208, height: 54 };
  return { id: text, kind: 'agent_task', runner: text, label: text, detail: text, ...place };
}

describe('the graph in a browser, to everybody', function () {
  this.timeout(60_000);
  let browser: Browser;
  let picture: GraphPicture;
  before(async () => {
    browser = await launchBrowser();
    picture = await elkPicture(
      readFileSync(new URL('../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url), 'utf8'),
    );
  });
  after(() => browser.close());

  const nodes = {
    start: state('completed'),
    fork_data_sources: state('completed'),
    fetch_db: state('failed', '84 ms', 'no such table: users'),
    fetch_api: state('running'),
    fetch_cache: state('waiting', 'attempt 2 of 4, next in 3 s'),
    join_results: state('pending'),
    merge_data: state('skipped'),
    end: state('cancelled'),
  };
  const themes: readonly Theme[] = ['light', 'dark', 'high-contrast', 'high-contrast-light', 'light-2026', 'dark-2026'];

  for (const theme of themes)
    it(`axe finds nothing in ${theme}`, async () => {
      const view = await GraphPage.open(browser, { theme, script: axe.source, reducedMotion: true });
      try {
        const withProblem = picture.nodes.map((node, index) =>
          index < 2 ? node : { ...node, problem: 'warning' as const },
        );
        await view.receive(
          pictureMessage({ ...picture, nodes: withProblem }, { notice: 'An old picture.', provisional: true }),
        );
        await view.receive({ type: 'execution', execution: execution(nodes) });
        await view.receive({ type: 'select', nodeId: 'fetch_cache' });
        await view.locator('.node.selected').waitFor();
        await view.node('fetch_api').focus();
        await view.screenshot(`running-${theme}`);
        assert.deepEqual(await violations(view), []);
        await view.receive({ type: 'execution', execution: execution(nodes, { status: 'failed', text: '2 s' }) });
        await view.locator('.status[data-status="failed"]').waitFor();
        assert.deepEqual(await violations(view), []);
        await view.receive({ type: 'execution', execution: null }, { type: 'message', text: 'There is no graph.' });
        await view.locator('header').waitFor({ state: 'hidden' });
        await view.screenshot(`message-${theme}`);
        assert.deepEqual(await violations(view), []);
        assert.deepEqual(view.wrong, []);
      } finally {
        await view.close();
      }
    });

  it('keeps shapes and texts apart from the ground where colours are forced', async () => {
    const view = await GraphPage.open(browser, { theme: 'high-contrast', forcedColors: true });
    try {
      await view.receive(pictureMessage(picture), { type: 'execution', execution: execution(nodes) });
      await view.locator('.node[data-status="running"]').waitFor();
      await view.screenshot('forced-colors');
      const ground = await view.styleOf('body', 'background-color');
      for (const [selector, property] of [
        ['.node .shape', 'stroke'],
        ['.node .label', 'fill'],
        ['.edge', 'stroke'],
        ['.badge .disc', 'fill'],
      ] as const)
        assert.notEqual(await view.styleOf(selector, property), ground, selector);
      assert.equal(await view.styleOf('.badge .glyph', 'stroke'), ground);
    } finally {
      await view.close();
    }
  });

  it('reads out how an execution ends', async () => {
    const view = await GraphPage.open(browser);
    try {
      await view.receive(pictureMessage(picture), { type: 'execution', execution: execution(nodes) });
      const said = (): Promise<string | null> => view.locator('[role="status"]').textContent();
      await view.until('it is said', async () => (await said()) === 'fetch_db failed. Running, 40 %');
      await view.receive({ type: 'execution', execution: execution(nodes, { status: 'failed', text: '2 s' }) });
      await view.until('it is said', async () => (await said()) === 'Failed after 2 s');
    } finally {
      await view.close();
    }
  });

  it('shows no control before its style is there', async () => {
    const view = await GraphPage.open(browser);
    try {
      await view.receive(pictureMessage(picture));
      await view.locator('.zoom').waitFor();
      await view.setClass('loaded', false);
      assert.equal(await view.locator('.zoom').isVisible(), false);
      assert.equal(await view.locator('header vscode-button').first().isVisible(), false);
    } finally {
      await view.close();
    }
  });

  async function violations(view: GraphPage): Promise<string[]> {
    return view.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
      // It takes all texts of a node, its hint too, for one; the name begins with the label and holds each of them.
      const results = await axe.run({ rules: { 'label-content-name-mismatch': { enabled: false } } });
      return results.violations.flatMap(({ id, nodes: found }) =>
        found.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
      );
    });
  }
});

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}
