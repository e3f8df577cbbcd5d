/** All parts of the graph at once, in the four kinds of theme: axe finds nothing, and the pictures are kept to be looked at. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import type { GraphInspection, GraphTimeline } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../support/vscodeHost/browser.ts';
import { GraphPage, type Theme } from '../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../support/webview/pictures.ts';
import { execution, state } from '../support/webview/samples.ts';

const inspection: GraphInspection = {
  nodeId: 't1_0',
  title: 't1_0',
  kind: 'agent_task',
  editable: true,
  settings: [
    { label: 'id', value: 't1_0', field: 'id' },
    { label: 'type', value: 'agent_task', field: 'type', choices: ['agent_task', 'delay'] },
    { label: 'with', value: '{"url":"http://127.0.0.1/"}' },
  ],
  executionId: 'e1',
  status: 'failed',
  state: ['failed · 2.0 s', 'began after 3 ms'],
  attempts: ['Attempt 1 · failed · 1.0 s · HTTP 503', 'Attempt 2 · failed · 1.0 s · HTTP 503'],
  values: [
    { part: 'input', text: '{}', isCut: false },
    { part: 'error', text: 'HTTP 503', isCut: false },
  ],
};

const bar = { kind: 'attempt', status: 'completed', isCritical: false } as const;
const timeline: GraphTimeline = {
  executionId: 'e1',
  lengthMs: 3000,
  lanes: [
    { label: 't0_0', nodeId: 't0_0', depth: 1, bars: [{ ...bar, nodeId: 't0_0', fromMs: 0, toMs: 900, text: 't0_0' }] },
    {
      ...{ label: 't1_0', nodeId: 't1_0', depth: 1 },
      bars: [
        { ...bar, nodeId: 't1_0', fromMs: 0, toMs: 1000, status: 'failed', isCritical: true, text: 'attempt 1' },
        {
          ...bar,
          kind: 'wait',
          nodeId: 't1_0',
          fromMs: 1000,
          toMs: 2000,
          status: 'waiting',
          isCritical: true,
          text: 'w',
        },
        { ...bar, nodeId: 't1_0', fromMs: 2000, toMs: 3000, status: 'failed', isCritical: true, text: 'attempt 2' },
      ],
    },
  ],
  more: 3,
  events: 20,
};

describe('all parts of the graph in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  const wide = wideWorkflow(9, 2);
  const picture = linearPicture(wide, 'down', () => false);
  const folded = linearPicture(wide, 'down', () => true);
  const states = Object.fromEntries([
    ...['start', 'fork'].map((id) => [id, state('completed')]),
    ...Array.from({ length: 9 }, (_, index) => [`t${index}_0`, state(index === 1 ? 'failed' : 'completed', '1.0 s')]),
    ...Array.from({ length: 9 }, (_, index) => [`t${index}_1`, state(index === 1 ? 'skipped' : 'running')]),
    ['join', state('pending')],
    ['end', state('pending')],
  ]) as Record<string, ReturnType<typeof state>>;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly Theme[])
    it(`axe finds nothing in ${theme}`, async () => {
      const options = { theme, width: 1200, height: 800, script: axe.source, reducedMotion: true };
      const view = await GraphPage.open(browser, options);
      try {
        await view.receive(pictureMessage(picture, { canEdit: true }));
        await view.receive({ type: 'execution', execution: execution(states) });
        await view.node('t1_0').click();
        await view.page.keyboard.press('t');
        await view.receive({ type: 'inspection', inspection }, { type: 'timeline', timeline });
        await view.page.keyboard.press('Control+f');
        await view.page.keyboard.type('t1');
        await view.frame();
        await view.screenshot(`parts-${theme}`);
        assert.deepEqual(await violations(view), []);
        await view.page.keyboard.press('Escape');
        await view.page.keyboard.press('m');
        await view.screenshot(`menu-${theme}`);
        assert.deepEqual(await violations(view), []);
        await view.page.keyboard.press('Escape');
        await view.receive(pictureMessage(folded, { canEdit: true }));
        await view.frame();
        await view.screenshot(`folded-${theme}`);
        assert.deepEqual(await violations(view), []);
        assert.deepEqual(view.wrong, []);
      } finally {
        await view.close();
      }
    });

  async function violations(view: GraphPage): Promise<string[]> {
    return view.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
      const results = await axe.run({ rules: { 'label-content-name-mismatch': { enabled: false } } });
      return results.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
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
