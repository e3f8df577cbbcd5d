import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LayoutStructure, Placement } from '../../../src/layout/structure.ts';
import { type FlowDirection, flowDirections } from '../../../src/protocol/graph.ts';
import { LayoutWorker } from '../../../src/sdk/elk/layoutWorker.ts';
import { offences } from './checks.ts';
import { middle, reordered, seriesParallel, type Sketch, structure, withEdges } from './graphs.ts';

const runs = { numRuns: 40 };

describe('ELK’s layout in groups', () => {
  const elk = new LayoutWorker();

  after(() => {
    elk.dispose();
  });

  const place = async (from: LayoutStructure): Promise<Placement> => {
    const placement = await elk.layout(from, { timeoutMs: 8_000 });
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
        for (const fork of made.ids.filter((id) => id.startsWith('fork')))
          assert.equal(at(fork), at(fork.replace('fork', 'join')));
        for (const branches of forks) {
          const places = branches.map(at);
          assert.deepEqual(
            places,
            [...places].sort((a, b) => a - b),
          );
        }
      }),
      runs,
    );
  });

  it('keeps nodes and edges apart where edges lead from one branch to another', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(200), fc.nat(200), fc.boolean()), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(nested, pairs, async ({ direction, made }, more) => {
        const from = structure(withEdges(made, more), direction);
        assert.deepEqual(offences(from, await place(from)), []);
      }),
      runs,
    );
  });
});
