import assert from 'node:assert/strict';
import { cycles, reachable, topologicalOrder } from '../../../../src/model/graph/order.ts';
import { graphOf, indexOf, names } from './graphs.ts';

describe('topologicalOrder', () => {
  it('puts each node behind all its predecessors, ties in the order of the file', () => {
    const graph = graphOf('start>a c b', 'a>b', 'b>end', 'c>end');
    const { order, rank } = topologicalOrder(graph);
    assert.equal(names(graph, order), 'start a c b end');
    assert.deepEqual(
      [...rank],
      graph.nodes.map((node) => [...order].indexOf(indexOf(graph, node.id))),
    );
  });

  it('leaves out what is on a cycle or behind one', () => {
    const graph = graphOf('start>a end', 'a>b', 'b>a c', 'c>end');
    const { order, rank } = topologicalOrder(graph);
    assert.equal(names(graph, order), 'start');
    assert.deepEqual([...rank], [0, -1, -1, -1, -1]);
  });

  it('counts two edges between the same nodes', () => {
    const graph = graphOf('start>a !a', 'a>end');
    assert.equal(names(graph, topologicalOrder(graph).order), 'start a end');
  });
});

describe('reachable', () => {
  const graph = graphOf('start>a', 'a>b', 'b>a end', 'lost>end');
  const reached = (from: string, side: 'outgoing' | 'incoming'): string =>
    names(
      graph,
      [...reachable(graph, [indexOf(graph, from)], side)].flatMap((seen, index) => (seen === 1 ? index : [])),
    );

  it('follows the edges, itself included', () => {
    assert.equal(reached('start', 'outgoing'), 'start a b end');
    assert.equal(reached('lost', 'outgoing'), 'end lost');
  });

  it('goes against the edges', () => {
    assert.equal(reached('end', 'incoming'), 'start a b end lost');
    assert.equal(reached('a', 'incoming'), 'start a b');
  });

  it('of nothing is nothing', () => {
    assert.deepEqual([...reachable(graph, [], 'outgoing')], [0, 0, 0, 0, 0]);
  });
});

describe('cycles', () => {
  const groups = (...lines: string[]): readonly string[] => {
    const graph = graphOf(...lines);
    return cycles(graph).map((group) => names(graph, group));
  };

  it('are none in a graph without them', () => {
    assert.deepEqual(groups('start>a b', 'a>end', 'b>end'), []);
  });

  it('are groups in the order of the file, what lies between two is in none', () => {
    assert.deepEqual(groups('start>a', 'a>b', 'b>a c', 'c>d', 'd>e', 'e>d end'), ['a b', 'd e']);
  });

  it('that share a node are one group', () => {
    assert.deepEqual(groups('start>a', 'a>b c', 'b>a', 'c>a end'), ['a b c']);
  });

  it('of one node are edges to itself', () => {
    assert.deepEqual(groups('start>a', 'a>a end'), ['a']);
  });

  it('are found where nothing leads to them', () => {
    assert.deepEqual(groups('start>end', 'a>b', 'b>c', 'c>a'), ['a b c']);
  });

  it('of 10,000 nodes need no deep stack', () => {
    const ring = Array.from({ length: 10_000 }, (_, index) => `n${index}>n${(index + 1) % 10_000}`);
    const graph = graphOf('start>n0', ...ring);
    assert.deepEqual(
      cycles(graph).map((group) => group.length),
      [10_000],
    );
  }).timeout(60_000);
});
