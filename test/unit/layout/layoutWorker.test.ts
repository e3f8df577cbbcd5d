import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { planLayout } from '../../../src/layout/plan.ts';
import { shapeOf } from '../../../src/layout/shapes.ts';
import type { LayoutStructure } from '../../../src/layout/structure.ts';
import { analyse } from '../../../src/model/project.ts';
import { LayoutWorker } from '../../../src/sdk/elk/layoutWorker.ts';
import { layoutGraph } from '../../../src/sdk/layoutGraph.ts';
import { sketch as workflowText } from '../../support/presentation/story.ts';
import { named, structure } from './graphs.ts';

/** Threads in place of ELK's, as JavaScript. */
const programs = {
  /** Never ends, and tells that it lives: a file grows with each step. */
  busy: `
    import { appendFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', () => {
      for (;;) appendFileSync(process.env.LAYOUT_PULSE, '.');
    });`,
  /** Answers as the number of nodes says: 0 an error, 1 its thread's end, 2 a crash, else a placement. */
  faulty: `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, structure: { nodes } }) => {
      if (nodes.length === 0) return parentPort.postMessage({ id, error: 'no nodes' });
      if (nodes.length === 1) process.exit(3);
      if (nodes.length === 2) throw new Error('a bug in the layout');
      parentPort.postMessage({ id, placement: { width: nodes.length, height: 1, nodes: [], edges: [] } });
    });`,
};

const soon = { timeoutMs: 8_000 };

describe('the thread of the layout', () => {
  let worker: LayoutWorker;
  let folder: string;

  const start = (program?: keyof typeof programs): void => {
    if (program === undefined) {
      worker = new LayoutWorker();
      return;
    }
    const file = path.join(folder, `${program}.mjs`);
    writeFileSync(file, programs[program]);
    worker = new LayoutWorker(file);
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'layout-'));
    process.env['LAYOUT_PULSE'] = path.join(folder, 'pulse');
  });

  afterEach(() => {
    worker.dispose();
    delete process.env['LAYOUT_PULSE'];
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers one question after the other', async () => {
    start();
    for (const name of ['the tutorial', 'forks in forks', 'a cycle'])
      assert((await worker.layout(structure(named[name]!), soon)) !== undefined, name);
  });

  it('answers questions that are asked at once, each its own', async () => {
    start('faulty');
    const sizes = [3, 5, 4];
    const placements = await Promise.all(sizes.map((size) => worker.layout(nodes(size), soon)));
    assert.deepEqual(
      placements.map((placement) => placement?.width),
      sizes,
    );
  });

  it('gives nothing where the layout fails, ends or crashes, and goes on', async () => {
    start('faulty');
    for (const size of [0, 1, 2]) {
      assert.equal(await worker.layout(nodes(size), soon), undefined);
      assert.equal((await worker.layout(nodes(3), soon))?.width, 3);
    }
  });

  it('is not asked for what is not wanted any more', async () => {
    start('faulty');
    const signal = AbortSignal.abort();
    assert.equal(await worker.layout(nodes(3), { ...soon, signal }), undefined);
    worker.dispose();
    assert.equal(await worker.layout(nodes(3), soon), undefined);
  });

  it('is not asked for what it could not do in any time', async () => {
    start('faulty');
    assert.equal(await worker.layout(nodes(20_001), soon), undefined);
    assert.notEqual(await worker.layout(nodes(20_000), soon), undefined);
  });

  describe('at a layout that does not end', () => {
    const pulse = (): number => {
      const file = path.join(folder, 'pulse');
      return existsSync(file) ? statSync(file).size : 0;
    };

    it('is ended at the deadline', async function () {
      this.timeout(60_000);
      start('busy');
      // On a busy machine the thread may not have begun by then.
      for (let timeoutMs = 1_000; pulse() === 0 && timeoutMs < 30_000; timeoutMs *= 2)
        assert.equal(await worker.layout(nodes(3), { timeoutMs }), undefined);
      await stops(pulse);
      assert(pulse() > 0, 'the thread never ran');
    });

    it('is ended when it is not needed any more', async function () {
      this.timeout(60_000);
      start('busy');
      const placement = worker.layout(nodes(3), soon);
      const over = placement.then(() => 'over');
      while (pulse() === 0 && (await Promise.race([over, wait(10)])) !== 'over');
      worker.dispose();
      assert.equal(await placement, undefined);
      await stops(pulse);
    });
  });
});

describe('a picture laid out once', () => {
  const project = analyse(
    workflowText('start > fork > a > join > end, fork > fork_inner > b > join, fork_inner > c > join'),
  );
  const plan = planLayout(project);
  const linear = plan.draw(linearLayout(plan.structure));

  it('is ELK’s', async () => {
    const picture = await layoutGraph(project);
    assert.notDeepEqual(picture, linear);
    assert.deepEqual(
      picture.nodes.map(({ id }) => id),
      linear.nodes.map(({ id }) => id),
    );
  });

  it('is the linear layout’s where ELK has no time', async () => {
    assert.deepEqual(await layoutGraph(project, { timeoutMs: 0 }), linear);
  });

  it('flows where it is told to', async () => {
    for (const direction of ['down', 'right'] as const)
      assert.equal((await layoutGraph(project, { direction })).direction, direction);
  });
});

function nodes(count: number): LayoutStructure {
  return { direction: 'down', nodes: Array.from({ length: count }, () => shapeOf('agent_task', 'down')), edges: [] };
}

/** Waits until it does not change any more; the test's own time limit ends the waiting. */
async function stops(pulse: () => number): Promise<void> {
  let before = -1;
  while (before !== pulse()) {
    before = pulse();
    await wait(100);
  }
}
