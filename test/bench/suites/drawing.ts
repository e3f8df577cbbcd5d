/**
 * Layout and drawing: the linear layouts in this process, ELK in its thread, the graph's real bundle in Chromium, where what counts is the CPU of
 * the page's main thread. Targets: `performance.md`.
 */
import type { Browser } from 'playwright-core';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { analyse } from '../../../src/model/project.ts';
import { executionMessage } from '../../../src/presentation/graphChanges.ts';
import { graphExecution } from '../../../src/presentation/graphExecution.ts';
import type { NodeSnapshot } from '../../../src/protocol/execution.ts';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { LayoutWorker } from '../../../src/sdk/elk/layoutWorker.ts';
import { launchBrowser } from '../../support/vscodeHost/browser.ts';
import { GraphPage } from '../../support/webview/graphPage.ts';
import { linearPicture, pictureMessage, wideWorkflow } from '../../support/webview/pictures.ts';
import { execution, state } from '../../support/webview/samples.ts';
import { drawingPeers, type DrawingPeer, peerPage, type PeerPage } from '../drawingPeers.ts';
import { panned, shown } from '../drawn.ts';
import { atMost, inTurn, median, notYet, type Row, type Suite, timesFaster } from '../measure.ts';

/** Nodes, as chains between one fork and one join. */
const shapes = [
  { nodes: 12, text: wideWorkflow(4, 2) },
  { nodes: 100, text: wideWorkflow(12, 8) },
  { nodes: 1_000, text: wideWorkflow(83, 12) },
  { nodes: 5_000, text: wideWorkflow(100, 50) },
] as const;
const paintRounds = 3;
const changeRounds = 3;
const elkRounds = 3;
/** The first half of them makes the code warm. */
const elkChanges = 16;
const panFrames = 25;
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
      return [...layouts, ...drawn, ...(await beside(browser)), states()];
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
  const changed = analyse(
    text.replace('id: t3_1,', 'id: other,').replaceAll('t3_1 }', 'other }').replaceAll(': t3_1,', ': other,'),
  );
  const { change } = await inTurn(
    {
      change: () => {
        const after = planLayout(changed);
        after.draw(linearLayout(after.structure));
      },
    },
    { rounds: 5, warmUp: 2 },
  );
  const rows = [
    target(`picture after a branch changed, ${count} nodes`, change, nodes === 1_000 ? 30 : null),
    target(`first picture's layout, ${count} nodes`, first, 100),
    target(`layout from the cache, ${count} nodes`, again, null),
  ];
  return [...rows, ...(await groups(nodes, text))];
}

/** ELK in its thread: all that a first picture needs, the thread's start included, and then only what a changed branch needs. */
async function groups(nodes: number, text: string): Promise<readonly Row[]> {
  const first: number[] = [];
  const changes: number[] = [];
  for (let round = 0; round < elkRounds; round++) {
    const worker = new LayoutWorker();
    first.push(await asked(worker, text));
    // Each fork is broader than those before, so that nothing about it is remembered.
    for (let ways = 2; ways < 2 + elkChanges; ways++) changes.push(await asked(worker, withFork(text, ways)));
    changes.splice(-elkChanges, elkChanges / 2);
    worker.dispose();
  }
  const count = nodes.toLocaleString('en');
  return [
    target(`ELK's layout, ${count} nodes`, median(first), 2_000),
    target(`ELK's layout after a branch changed, ${count} nodes`, median(changes), nodes === 1_000 ? 30 : null),
  ];
}

/** Milliseconds until ELK's layout is there. */
async function asked(worker: LayoutWorker, text: string): Promise<number> {
  const { structure } = planLayout(analyse(text));
  const begun = performance.now();
  const placement = await worker.layout(structure, { timeoutMs: 60_000 });
  if (!placement) throw new Error('ELK gave no placement.');
  return performance.now() - begun;
}

/** So many tasks side by side, and a join of their own, at the end of the second branch. */
function withFork(text: string, ways: number): string {
  const id = text.match(/t1_\d+/g)?.at(-1) ?? '';
  const names = Array.from({ length: ways }, (_, index) => `${id}_${index}`);
  const nodes = names.map((name) => `  - { id: ${name}, type: agent_task, agent_id: a }\n`);
  const own = `  - { id: own, type: parallel_gateway, gateway_type: join, config: { mode: all } }\n`;
  const edges = names.flatMap((name) => [
    `  - { source: ${id}, target: ${name} }`,
    `  - { source: ${name}, target: own }`,
  ]);
  return text
    .replace('edges:', `${nodes.join('')}${own}edges:`)
    .replace(`  - { source: ${id}, target: join }`, `${edges.join('\n')}\n  - { source: own, target: join }`);
}

async function drawing(browser: Browser, nodes: number, text: string): Promise<readonly Row[]> {
  const count = nodes.toLocaleString('en');
  const picture = linearPicture(text);
  const ids = picture.nodes.map(({ id }) => id);
  const paints: number[] = [];
  const rounds = nodes === 5_000 ? paintRounds : 1;
  for (let round = 0; round < rounds; round++) paints.push(await firstPaint(browser, picture));
  const view = await GraphPage.open(browser);
  await view.receive(pictureMessage(picture));
  const executions = Array.from({ length: changeRounds + 1 }, (_, round) => {
    const changed = new Set(ids.slice(round * 100, (round + 1) * 100));
    const states = ids.map((id) => [id, state(changed.has(id) ? 'running' : 'pending')] as const);
    return execution(Object.fromEntries(states));
  });
  await view.receive(executionMessage(null, executions[0] ?? null));
  const changes = await shown(
    view,
    executions.slice(1).map((after, round) => executionMessage(executions[round] ?? null, after)),
  );
  const frames = await panned(view, panFrames);
  await view.close();
  return [
    target(`first paint, ${count} nodes`, median(paints), nodes === 5_000 ? 100 : null),
    target(`100 status changes, ${count} nodes`, median(changes), frameMs),
    target(`pan, p95 of a frame, ${count} nodes`, p95(frames), 33),
  ];
}

/** In a page that has drawn nothing yet. */
async function firstPaint(browser: Browser, picture: GraphPicture): Promise<number> {
  const view = await GraphPage.open(browser);
  const [paint = NaN] = await shown(view, [pictureMessage(picture)]);
  await view.close();
  return paint;
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
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

/** The first paint of the same picture by ours and others', in turn. */
async function beside(browser: Browser): Promise<readonly Row[]> {
  const picture = linearPicture(shapes[3].text);
  const pages = new Map<DrawingPeer, PeerPage>();
  for (const peer of drawingPeers) {
    const page = await peerPage(browser, peer);
    if (page) pages.set(peer, page);
  }
  const ours: number[] = [];
  const others = new Map([...pages.keys()].map((peer) => [peer, [] as number[]]));
  for (let round = 0; pages.size > 0 && round < paintRounds; round++) {
    ours.push(await firstPaint(browser, picture));
    for (const [peer, page] of pages) others.get(peer)?.push(await page.firstPaint(picture));
  }
  return drawingPeers.map((peer) => {
    const name = `first paint, 5,000 nodes, beside ${peer}`;
    const times = others.get(peer);
    if (!times) return notYet(name, `${peer}, which is not installed (--peers)`, '≥ 20');
    return timesFaster({ name, ours: median(ours), other: peer, otherValue: median(times) }, 20);
  });
}
