/** Layout and drawing: the linear layouts and ELK in this process, the graph's real bundle in Chromium. Targets: `performance.md`. */
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { type ElkEngine, createElk } from '../../../src/layout/elk/elkjs.ts';
import { toElk } from '../../../src/layout/elk/toElk.ts';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import type { NodeSnapshot } from '../../../src/protocol/execution.ts';
import { launchBrowser } from '../../support/vscodeHost/browser.ts';
import { GraphPage } from '../../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../../support/webview/pictures.ts';
import { execution, state } from '../../support/webview/samples.ts';
import { atMost, inTurn, median, notYet, type Row, type Suite } from '../measure.ts';

/** Nodes, as chains between one fork and one join. */
const shapes = [
  { nodes: 12, text: wideWorkflow(4, 2) },
  { nodes: 100, text: wideWorkflow(12, 8) },
  { nodes: 1_000, text: wideWorkflow(83, 12) },
  { nodes: 5_000, text: wideWorkflow(100, 50) },
] as const;
/** What ELK is measured on: more takes it seconds. */
const mostForElk = 1_000;
const paintRounds = 7;
const panFrames = 60;
/** Milliseconds of a frame at 60 Hz. */
const frameMs = 1000 / 60;

export const suite: Suite = {
  title: 'Layout and drawing',
  async run() {
    const layouts: Row[] = [];
    for (const { nodes, text } of shapes) layouts.push(...(await layout(nodes, text)));
    const browser = await launchBrowser();
    try {
      const drawn: Row[] = [];
      for (const { nodes, text } of shapes) drawn.push(...(await drawing(browser, nodes, text)));
      return [...layouts, ...drawn, states(), ...peers()];
    } finally {
      await browser.close();
    }
  },
};

function target(name: string, ours: number, most: number | null): Row {
  return atMost({ name, ours, other: 'target', otherValue: most ?? ours }, most === null ? null : 1);
}

async function layout(nodes: number, text: string): Promise<readonly Row[]> {
  const project = analyse(text);
  const plan = planLayout(project);
  const placement = linearLayout(plan.structure);
  const { first, again } = await inTurn(
    {
      first: () => linearLayout(planLayout(project).structure),
      again: () => planLayout(project).draw(placement),
    },
    { rounds: 5, warmUp: 2 },
  );
  const count = nodes.toLocaleString('en');
  const rows = [
    target(`first picture's layout, ${count} nodes`, first, 100),
    target(`layout from the cache, ${count} nodes`, again, null),
  ];
  if (nodes > mostForElk) return rows;
  const worker = createRequire(import.meta.url)('elkjs/lib/elk-worker.min.js') as { Worker: new () => ElkEngine };
  const elk = createElk(new worker.Worker());
  const { better } = await inTurn({ better: () => elk.layout(toElk(plan.structure)) }, { rounds: 3, warmUp: 1 });
  return [...rows, target(`ELK's layout, ${count} nodes`, better, 2_000)];
}

async function drawing(browser: Browser, nodes: number, text: string): Promise<readonly Row[]> {
  const count = nodes.toLocaleString('en');
  const picture = linearPicture(text);
  const paints: number[] = [];
  const view = await GraphPage.open(browser);
  for (let round = 0; round < paintRounds; round++) {
    await view.receive({ type: 'message', text: 'nothing' });
    paints.push(await timed(view, pictureMessage(picture)));
  }
  const ids = picture.nodes.map(({ id }) => id);
  const changes: number[] = [];
  for (let round = 0; round < paintRounds; round++) {
    const changed = new Set(ids.slice(round, round + 100));
    const nodesNow = Object.fromEntries(ids.map((id) => [id, state(changed.has(id) ? 'running' : 'pending')]));
    changes.push(await timed(view, { type: 'execution', execution: execution(nodesNow) }));
  }
  const pan = await panned(view);
  await view.close();
  return [
    target(`first paint, ${count} nodes`, median(paints), nodes === 5_000 ? 100 : null),
    target(`100 status changes, ${count} nodes`, median(changes), frameMs),
    target(`pan, p95 of a frame, ${count} nodes`, pan, 33),
  ];
}

/** Milliseconds of work from a message to the frame that shows it. The wait for the frame is none of it. */
function timed(view: GraphPage, message: object): Promise<number> {
  return view.page.evaluate(async (sent) => {
    const page = globalThis as unknown as Page;
    const begun = page.performance.now();
    page.receive(sent);
    const handled = page.performance.now() - begun;
    return new Promise<number>((resolve) => {
      page.requestAnimationFrame(() => {
        const start = page.performance.now();
        // Behind what the frame paints.
        const channel = new page.MessageChannel();
        channel.port1.onmessage = () => {
          resolve(handled + page.performance.now() - start);
        };
        channel.port2.postMessage(null);
      });
    });
  }, message);
}

/** The p95 of the time between frames while the pointer drags the picture. */
function panned(view: GraphPage): Promise<number> {
  return view.page.evaluate(async (frames) => {
    const page = globalThis as unknown as Page;
    const target = page.document.querySelector('.page');
    const send = (type: string, x: number, y: number): void => {
      const options = { bubbles: true, clientX: x, clientY: y, button: 0, view: page };
      (type === 'mousedown' ? target : page)?.dispatchEvent(new page.MouseEvent(type, options));
    };
    const next = (): Promise<number> =>
      new Promise((resolve) => {
        page.requestAnimationFrame(resolve);
      });
    send('mousedown', 500, 350);
    const times: number[] = [];
    let last = await next();
    for (let frame = 0; frame < frames; frame++) {
      send('mousemove', 500 - frame * 12, 350 - frame * 8);
      const now = await next();
      times.push(now - last);
      last = now;
    }
    send('mouseup', 0, 0);
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
  }, panFrames);
}

/** What one look at 1,000 running branches costs the host, however many events came since the last. */
function states(): Row {
  const node: NodeSnapshot = {
    ...{ status: 'running', attempts: 1, started_ms: 0, ended_ms: null, output: null, error: null },
    attempt_log: [{ started_ms: 0, ended_ms: null, error: null }],
  };
  const snapshot = {
    ...{
      id: 'one',
      workflow: 'wide',
      file: null,
      status: 'running' as const,
      progress: 0,
      started_at: '2026-01-01T00:00:00Z',
    },
    ...{ ended_at: null, duration_ms: null, max_parallel: 1_000, output: null, error: null, inputs: {} },
    nodes: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`t${index}`, node])),
  };
  const times = Array.from({ length: 30 }, () => {
    const begun = performance.now();
    graphExecution(snapshot, undefined, 0);
    return performance.now() - begun;
  });
  return target('1,000 running branches as the graph shows them', median(times), frameMs);
}

function peers(): readonly Row[] {
  return ['xyflow', 'cytoscape'].map((peer) => notYet(`first paint, 5,000 nodes, against ${peer}`, peer, '≥ 20'));
}

/** What the page's own types would say; they are not known here. */
interface Page {
  readonly performance: { now(): number };
  readonly requestAnimationFrame: (callback: (now: number) => void) => void;
  readonly receive: (message: unknown) => void;
  readonly MessageChannel: new () => { port1: { onmessage: () => void }; port2: { postMessage(value: null): void } };
  readonly MouseEvent: new (type: string, options: object) => object;
  readonly document: { querySelector(selector: string): { dispatchEvent(event: object): void } | null };
  dispatchEvent(event: object): void;
}
