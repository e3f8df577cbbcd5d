import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { askElk } from '../../../src/layout/elk/asked.ts';
import { elkLayout } from '../../../src/layout/elk/elkLayout.ts';
import { createElk, type ElkEngine } from '../../../src/layout/elk/elkjs.ts';
import { entry, exit } from '../../../src/layout/elk/question.ts';
import { rowOf } from '../../../src/layout/elk/row.ts';
import type { LayoutStructure, Placement } from '../../../src/layout/structure.ts';
import { type FlowDirection, flowDirections } from '../../../src/protocol/graph.ts';
import { LayoutWorker } from '../../../src/sdk/elk/layoutWorker.ts';
import { offences } from './checks.ts';
import {
  joined,
  middle,
  reordered,
  seriesParallel,
  sketch,
  type Sketch,
  structure,
  wideFork,
  withEdges,
} from './graphs.ts';

const runs = { numRuns: 40 };

/** Joins are straight under their forks, branches in their order. */
function assertCalm(at: (id: string) => number, { ids }: Sketch, forks: readonly (readonly string[])[]): void {
  for (const fork of ids.filter((id) => id.startsWith('fork')))
    assert.equal(at(fork), at(fork.replace('fork', 'join')));
  for (const branches of forks) {
    const places = branches.map(at);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  }
}

describe('ELK’s layout in groups', function () {
  this.timeout(60_000);
  const elk = new LayoutWorker();

  after(() => {
    elk.dispose();
  });

  const place = async (from: LayoutStructure): Promise<Placement> => {
    const placement = await elk.layout(from, { timeoutMs: 30_000 });
    assert(placement, 'ELK gave no placement');
    return placement;
  };

  const across = async (graph: Sketch, direction: FlowDirection): Promise<(id: string) => number> => {
    const from = structure(graph, direction);
    const placement = await place(from);
    assert.deepEqual(offences(from, placement), []);
    return (id) => middle(graph, from, placement, id).across;
  };

  /** Forks in forks, and their nodes' order in the file. */
  const nested = fc
    .tuple(fc.infiniteStream(fc.nat(59)), fc.constantFrom(...flowDirections))
    .map(([stream, direction]) => {
      const choose = (below: number): number => (stream.next().value as number) % below;
      const { sketch: made, forks } = seriesParallel(choose);
      const order = made.ids
        .map((_, index) => ({ index, at: choose(60) }))
        .sort((a, b) => a.at - b.at || a.index - b.index)
        .map(({ index }) => index);
      return { direction, made, forks, order };
    });

  it('stands joins straight under their forks, branches in their order, however forks nest', async () => {
    await fc.assert(
      fc.asyncProperty(nested, async ({ direction, made, forks, order }) => {
        const at = await across(reordered(made, order), direction);
        assertCalm(at, made, forks);
      }),
      runs,
    );
  });

  it('stands joins straight under their forks, branches in their order, whatever is done where one fails', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(200), fc.boolean()), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(nested, pairs, async ({ direction, made, forks }, failing) => {
        const tasks = made.ids.filter((id) => id.startsWith('task'));
        const ways = failing.map(
          ([task, isOther]) => `${tasks[task % tasks.length]!} >! ${isOther ? 'other' : 'handler'}`,
        );
        const failures = sketch(`${[...new Set(ways)].join()}, other > end, handler > end_failed`);
        const at = await across(joined(made, failures), direction);
        assertCalm(at, made, forks);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps nodes and edges apart where edges lead from one branch to another', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(200), fc.nat(200), fc.boolean(), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(nested, pairs, async ({ direction, made }, more) => {
        const from = structure(withEdges(made, more), direction);
        assert.deepEqual(offences(from, await place(from)), []);
      }),
      runs,
    );
  });

  it('stands a fork over the middle of its branches', async () => {
    for (const direction of flowDirections)
      for (const branches of [2, 5, 40]) {
        const at = await across(wideFork(branches), direction);
        assert.equal(2 * at('fork'), at('task0') + at(`task${branches - 1}`));
      }
  });

  it('keeps branches in their order where they are connected', async () => {
    const at = await across(
      sketch(`
        start > fork > a > join > end
        fork > b > join
        fork > c > join
        a >? handler > end_failed
        c >? handler`),
      'down',
    );
    assert(at('a') < at('b') && at('b') < at('c'));
  });

  it('sends what a task’s only edge without a label leads to straight on', async () => {
    const graph = sketch('start > load > task > store > end, load >? other > store');
    for (const direction of flowDirections) {
      const at = await across(graph, direction);
      for (const id of ['load', 'task', 'end']) assert.equal(at(id), at('start'));
    }
  });

  it('places forks of thousands, and forks that nest a hundred deep', async function () {
    this.timeout(60_000);
    const graph = wideFork(5_000);
    const from = structure(graph);
    const placement = await place(from);
    const at = (id: string): number => middle(graph, from, placement, id).across;
    assert.equal(at('fork'), at('join'));
    const names = Array.from({ length: 5_000 }, (_, index) => `task${index}`);
    names.slice(1).forEach((name, index) => {
      assert(at(name) >= at(names[index]!) + 208);
    });
    const levels = Array.from({ length: 100 }, (_, index) => index);
    const ways = levels.map((level) => `fork${level} > fork${level + 1}, fork${level} > join${level}`);
    const back = levels.map((level) => `join${level + 1} > join${level}`);
    const deep = sketch(`start > fork0, ${ways.join(', ')}, fork100 > a > join100, ${back.join(', ')}, join0 > end`);
    await place(structure(deep));
  });
});

describe('what ELK is asked', () => {
  const { Worker } = createRequire(import.meta.url)('elkjs/lib/elk-worker.min.js') as { Worker: new () => ElkEngine };
  const elk = createElk(new Worker());

  /** How often ELK is asked for each of the graphs, one after the other. */
  const questions = async (...graphs: readonly Sketch[]): Promise<readonly number[]> => {
    let asked = 0;
    const ask = askElk({
      layout: (graph) => {
        asked++;
        return elk.layout(graph);
      },
    });
    const counts: number[] = [];
    for (const graph of graphs) {
      const before = asked;
      await elkLayout(structure(graph), ask);
      counts.push(asked - before);
    }
    return counts;
  };

  /** A fork of 100, one of its branches as it is told. */
  const withBranch = (branch: string): Sketch => {
    const others = Array.from({ length: 99 }, (_, index) => `fork > task${index} > join`);
    return sketch(`start > fork, ${others.slice(0, 50).join()}, ${branch}, ${others.slice(50).join()}, join > end`);
  };

  it('is a dozen branches at a time, and groups that are alike once', async () => {
    // A link, twelve branches, the four that are left.
    assert.deepEqual(await questions(wideFork(40)), [3]);
  });

  it('is nothing about branches beside each other where there are many nodes, but what stands between two of them', async () => {
    assert.deepEqual(await questions(wideFork(400)), [1]);
  });

  it('is answered for branches beside each other as it would answer', async () => {
    const measure = fc.constantFrom(0, 33, 54, 120, 180, 366, 401.5);
    const box = fc.tuple(measure, fc.option(fc.integer({ min: 0, max: 10 })));
    const ends = fc.constantFrom([true, true], [true, false], [false, true]);
    const ask = askElk(elk);
    await fc.assert(
      fc.asyncProperty(
        fc.array(box, { minLength: 1, maxLength: 12 }),
        ends,
        fc.constantFrom(...flowDirections),
        async (sizes, [hasEntry = true, hasExit = true], direction) => {
          const row = {
            ...{ direction, hasEntry, hasExit },
            boxes: sizes.map(([across, line]) => ({
              ...{ across, along: 54 },
              ...(line !== null && { line: (across * line) / 10 }),
            })),
            edges: sizes.flatMap((_, index) => [
              ...(hasEntry ? [{ source: entry, target: index, labelled: false }] : []),
              ...(hasExit ? [{ source: index, target: exit, labelled: false }] : []),
            ]),
          };
          const { size, boxes } = await ask(row);
          assert.deepEqual(rowOf(row), { size, boxes });
        },
      ),
      runs,
    );
  });

  it('is only what is new where a branch has changed', async () => {
    const before = withBranch('fork > a > join');
    const longer = withBranch('fork > a > b > join');
    // Its own fork, and the dozen in which it is broader now.
    const broader = withBranch('fork > a > fork_new > b > join_new > join, fork_new > c > join_new');
    assert.deepEqual((await questions(before, before, longer, broader)).slice(1), [0, 0, 2]);
  });

  it('is nothing about a group with more branches than ELK can keep in their order', async () => {
    const longer = Array.from({ length: 101 }, (_, index) => `fork > a${index} > b${index} > c${index} > join`);
    const ways = longer.map((branch, index) => `${branch}, a${index} >? handler`);
    await assert.rejects(
      questions(sketch(`start > fork, ${ways.join()}, join > end, handler > end_failed`)),
      /more than 300/,
    );

    const branches = Array.from({ length: 301 }, (_, index) => `fork > a${index} > b, a${index} > c`);
    await assert.rejects(questions(sketch(`start > fork, ${branches.join()}, b > end, c > end`)), /more than 300/);
  });
});
