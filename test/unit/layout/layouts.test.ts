import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linearLayout } from '../../../src/layout/linear/linearLayout.ts';
import { shapeOf } from '../../../src/layout/shapes.ts';
import type { LayoutStructure, Placement } from '../../../src/layout/structure.ts';
import type { NodeKind } from '../../../src/model/definition.ts';
import { flowDirections } from '../../../src/protocol/graph.ts';
import { LayoutWorker } from '../../../src/sdk/elk/layoutWorker.ts';
import { offences } from './checks.ts';
import { middle, named, reordered, seriesParallel, sketch, type Sketch, structure, wideFork } from './graphs.ts';

interface Layout {
  readonly name: string;
  readonly runs: number;
  readonly place: (structure: LayoutStructure) => Promise<Placement>;
}

const elk = new LayoutWorker();

const layouts: readonly Layout[] = [
  { name: 'the linear layout', runs: 1000, place: (from) => Promise.resolve(linearLayout(from)) },
  {
    name: 'ELK',
    runs: 100,
    place: async (from) => {
      const placement = await elk.layout(from, { timeoutMs: 30_000 });
      assert(placement, 'ELK gave no placement');
      return placement;
    },
  },
];

const acyclic = Object.keys(named).filter((name) => !/cycle|itself|round|handlers of/.test(name));

/** Any graph at all: cycles, edges to the node itself, several edges between the same two. */
const anyStructure = fc
  .record({
    direction: fc.constantFrom(...flowDirections),
    kinds: fc.array(fc.constantFrom<NodeKind>('start', 'end', 'fork', 'join', 'exclusive_gateway', 'agent_task'), {
      minLength: 1,
      maxLength: 14,
    }),
    links: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.boolean()), { maxLength: 24 }),
  })
  .map(({ direction, kinds, links }): LayoutStructure => ({
    direction,
    nodes: kinds.map((kind) => shapeOf(kind, direction)),
    edges: links.map(([from, to, labelled, aside]) => ({
      source: from % kinds.length,
      target: to % kinds.length,
      labelled,
      ...(aside && { aside: true as const }),
    })),
  }));

after(() => {
  elk.dispose();
});

for (const { name, runs, place } of layouts)
  describe(name, function () {
    this.timeout(60_000);
    for (const direction of flowDirections)
      for (const [graph, sketch] of Object.entries(named))
        it(`keeps nodes and edges of ${graph} apart (${direction})`, async () => {
          const from = structure(sketch, direction);
          assert.deepEqual(offences(from, await place(from)), []);
        });

    it('keeps nodes and edges of any graph apart', async () => {
      await fc.assert(
        fc.asyncProperty(anyStructure, async (from) => {
          assert.deepEqual(offences(from, await place(from)), []);
        }),
        { numRuns: runs },
      );
    });

    for (const direction of flowDirections) {
      it(`puts every node behind those that lead to it, joins behind their forks (${direction})`, async () => {
        for (const graph of acyclic) {
          const sketch = named[graph]!;
          const from = structure(sketch, direction);
          const placement = await place(from);
          for (const { source, target } of sketch.description.edges) {
            const [a, b] = [sketch.ids[source]!, sketch.ids[target]!];
            const [before, behind] = [middle(sketch, from, placement, a), middle(sketch, from, placement, b)];
            assert(before.along < behind.along, `${graph}: ${b} is not behind ${a}`);
          }
        }
      });

      it(`keeps branches in the file's order (${direction})`, async () => {
        const across = async (graph: Sketch, ids: readonly string[]): Promise<readonly string[]> => {
          const from = structure(graph, direction);
          const placement = await place(from);
          const placeOf = (id: string): number => middle(graph, from, placement, id).across;
          return [...ids].sort((a, b) => placeOf(a) - placeOf(b));
        };
        const tutorial = ['fetch_db', 'fetch_api', 'fetch_cache'];
        assert.deepEqual(await across(named['the tutorial']!, tutorial), tutorial);
        for (const branches of [
          ['a', 'fork_inner', 'd'],
          ['b1', 'fork_innermost'],
          ['b2', 'b3'],
        ])
          assert.deepEqual(await across(named['forks in forks']!, branches), branches);
        const many = Array.from({ length: 40 }, (_, index) => `task${index}`);
        assert.deepEqual(await across(wideFork(40), many), many);
      });
    }

    it('stands joins under their forks where branches share a handler, which is beside them', async () => {
      const graph = named['branches that share a handler']!;
      for (const direction of flowDirections) {
        const from = structure(graph, direction);
        const placement = await place(from);
        const at = (id: string): number => middle(graph, from, placement, id).across;
        assert.equal(at('fork'), at('b'));
        assert.equal(at('join'), at('b'));
        assert(at('a') < at('b') && at('b') < at('c') && at('c') < at('handler'));
      }
    });

    it('keeps a hundred branches that share a handler in their order', async () => {
      const names = Array.from({ length: 110 }, (_, index) => `task${index}`);
      const ways = names.map((name) => `fork > ${name} > ${name}b > ${name}c > join, ${name} >! handler`);
      const graph = sketch(`start > fork, ${ways.join()}, join > end, handler > end_failed`);
      const from = structure(graph);
      const placement = await place(from);
      const at = (id: string): number => middle(graph, from, placement, id).across;
      assert.deepEqual(
        [...names].sort((a, b) => at(a) - at(b)),
        names,
      );
      assert.equal(at('fork'), at('join'));
    });

    it('keeps branches in the order of their edges, wherever their nodes are written', async () => {
      const choices = fc.infiniteStream(fc.nat(59));
      await fc.assert(
        fc.asyncProperty(choices, fc.constantFrom(...flowDirections), async (stream, direction) => {
          const choose = (below: number): number => (stream.next().value as number) % below;
          const made = seriesParallel(choose);
          const turned = made.sketch.ids
            .map((_, index) => ({ index, at: choose(60) }))
            .sort((a, b) => a.at - b.at || a.index - b.index);
          const graph = reordered(
            made.sketch,
            turned.map(({ index }) => index),
          );
          const from = structure(graph, direction);
          const placement = await place(from);
          for (const branches of made.forks) {
            const places = branches.map((id) => middle(graph, from, placement, id).across);
            assert.deepEqual(
              [...places].sort((a, b) => a - b),
              places,
              branches.join(),
            );
          }
        }),
        { numRuns: runs / 4 },
      );
    });

    it('gives the same places every time', async () => {
      const from = structure(named['forks in forks']!);
      assert.deepEqual(await place(from), await place(from));
    });

    it('stands a straight chain in one line', async () => {
      const sketch = named['the tutorial']!;
      const from = structure(sketch);
      const placement = await place(from);
      const columns = ['start', 'fork_data_sources', 'fetch_api', 'join_results', 'merge_data', 'end'].map(
        (id) => middle(sketch, from, placement, id).across,
      );
      assert.deepEqual(new Set(columns).size, 1, columns.join());
    });
  });

describe('the linear layout of large graphs', () => {
  it('keeps branches in their order where some lead elsewhere', () => {
    const names = Array.from({ length: 120 }, (_, index) => `task${index}`);
    const ways = names.map((name, index) =>
      index % 6 === 4 ? `fork > ${name} > join, ${name} >? other` : `fork > ${name} > then${index} > join`,
    );
    const graph = sketch(`start > fork, ${ways.join()}, join > end, other > end_other`);
    const from = structure(graph);
    const placement = linearLayout(from);
    const at = (id: string): number => middle(graph, from, placement, id).across;
    assert.deepEqual(
      [...names].sort((a, b) => at(a) - at(b)),
      names,
    );
  });

  const within = (limitMs: number, from: LayoutStructure): Placement => {
    const started = performance.now();
    const placement = linearLayout(from);
    const took = performance.now() - started;
    assert(took < limitMs, `${took.toFixed()} ms`);
    return placement;
  };

  it('places a fork of 1,000 at once', () => {
    const from = structure(wideFork(1_000));
    assert.deepEqual(offences(from, within(1_000, from)), []);
  });

  it('places a fork of 20,000 branches, which ELK is not asked for', () => {
    const node = shapeOf('agent_task', 'right');
    const branches = Array.from({ length: 20_000 }, (_, index) => index + 1);
    const last = branches.length + 1;
    const from: LayoutStructure = {
      direction: 'right',
      nodes: [0, ...branches, last].map(() => node),
      edges: branches.flatMap((branch) => [
        { source: 0, target: branch, labelled: false },
        { source: branch, target: last, labelled: false },
      ]),
    };
    assert.equal(within(5_000, from).nodes.length, 20_002);
  });

  it('places a chain of 5,000 with edges that skip most of it', () => {
    const node = shapeOf('agent_task', 'down');
    const indices = Array.from({ length: 5_000 }, (_, index) => index);
    const from: LayoutStructure = {
      direction: 'down',
      nodes: indices.map(() => node),
      edges: indices.slice(1).flatMap((target) => [
        { source: target - 1, target, labelled: false },
        { source: 0, target, labelled: false },
      ]),
    };
    assert.equal(within(5_000, from).edges.length, 9_998);
  });
});
