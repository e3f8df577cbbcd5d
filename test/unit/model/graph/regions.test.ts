import assert from 'node:assert/strict';
import { findRegions } from '../../../../src/model/graph/regions.ts';
import { graphOf, indexOf, names } from './graphs.ts';

/** Each fork with its joins and its region, each node with the innermost fork that holds it. */
function regionsOf(...lines: readonly string[]): Record<string, string> {
  const graph = graphOf(...lines);
  const regions = findRegions(graph);
  const found: Record<string, string> = {};
  for (const [index, { id, kind }] of graph.nodes.entries()) {
    if (kind === 'fork')
      found[id] = `${names(graph, regions.joinsOf(index))}: ${names(graph, regions.regionOf(index))}`.trim();
    if (kind === 'join') found[id] = names(graph, [regions.forkOf(index) ?? -1]);
  }
  return found;
}

function innermost(id: string, ...lines: readonly string[]): string {
  const graph = graphOf(...lines);
  return names(graph, [findRegions(graph).innermostFork[indexOf(graph, id)] ?? -1]);
}

describe('J6 regions', () => {
  it('go from a fork to its join, which is in it, the fork is not', () => {
    assert.deepEqual(regionsOf('start>fork', 'fork>a b', 'a>c', 'c>join', 'b>join', 'join>end'), {
      fork: 'join: a b c join',
      join: 'fork',
    });
  });

  it('nest', () => {
    const lines = [
      'start>fork1',
      'fork1>a fork2',
      'fork2>b c',
      'b>join2',
      'c>join2',
      'join2>d',
      'a>join1',
      'd>join1',
      'join1>end',
    ];
    assert.deepEqual(regionsOf(...lines), {
      fork1: 'join1: a fork2 b c join2 d join1',
      fork2: 'join2: b c join2',
      join2: 'fork2',
      join1: 'fork1',
    });
    assert.equal(innermost('b', ...lines), 'fork2');
    assert.equal(innermost('join2', ...lines), 'fork2');
    assert.equal(innermost('fork2', ...lines), 'fork1');
    assert.equal(innermost('d', ...lines), 'fork1');
    assert.equal(innermost('end', ...lines), '-');
  });

  it('nest three deep', () => {
    const lines = [
      'start>fork1',
      'fork1>fork2 a',
      'fork2>fork3 b',
      'fork3>c d',
      'c>join3',
      'd>join3',
      'join3>join2',
      'b>join2',
      'join2>join1',
      'a>join1',
      'join1>end',
    ];
    assert.deepEqual(regionsOf(...lines), {
      fork1: 'join1: fork2 a fork3 b c d join3 join2 join1',
      fork2: 'join2: fork3 b c d join3 join2',
      fork3: 'join3: c d join3',
      join3: 'fork3',
      join2: 'fork2',
      join1: 'fork1',
    });
    assert.equal(innermost('c', ...lines), 'fork3');
  });

  it('of a fork with two joins reach to both', () => {
    assert.deepEqual(
      regionsOf('start>fork', 'fork>a b c', 'a>join1', 'b>join1', 'join1>d', 'd>join2', 'c>join2', 'join2>end'),
      { fork: 'join1 join2: a b c join1 d join2', join1: 'fork', join2: 'fork' },
    );
  });

  it('of a fork with two joins side by side', () => {
    assert.deepEqual(
      regionsOf('start>fork', 'fork>a b c d', 'a>join1', 'b>join1', 'c>join2', 'd>join2', 'join1>end', 'join2>end2'),
      { fork: 'join1 join2: a b c d join1 join2', join1: 'fork', join2: 'fork' },
    );
  });

  it('of a join that two forks feed: the nearest fork that dominates all its sources', () => {
    assert.deepEqual(
      regionsOf(
        'start>fork0',
        'fork0>fork1 fork2',
        'fork1>a b',
        'fork2>c d',
        'a>join',
        'b>join',
        'c>join',
        'd>join',
        'join>end',
      ),
      { fork0: 'join: fork1 fork2 a b c d join', fork1: ': a b', fork2: ': c d', join: 'fork0' },
    );
  });

  it('of a join that two forks feed and none dominates: it has no fork', () => {
    assert.deepEqual(
      regionsOf('start>x', 'x>fork1 fork2', 'fork1>a b', 'fork2>c d', 'a>join', 'b>end', 'c>join', 'd>end', 'join>end'),
      { fork1: ': a b', fork2: ': c d', join: '-' },
    );
  });

  it('of a fork without a join hold all that it dominates', () => {
    assert.deepEqual(regionsOf('start>fork x', 'fork>a b', 'a>c', 'c>end', 'b>end', 'x>end'), { fork: ': a b c' });
  });

  it('have a fork whose own edge leads to the join', () => {
    assert.deepEqual(regionsOf('start>fork', 'fork>a join', 'a>join', 'join>end'), {
      fork: 'join: a join',
      join: 'fork',
    });
  });

  it('hold a handler of a failure that leads back to the join', () => {
    const lines = ['start>fork', 'fork>a b', 'a>join !mend', 'mend>join', 'b>join', 'join>end'];
    assert.deepEqual(regionsOf(...lines), { fork: 'join: a b join mend', join: 'fork' });
    assert.equal(innermost('mend', ...lines), 'fork');
  });

  it('are not changed by a failure that leads from one branch into another', () => {
    assert.deepEqual(
      regionsOf(
        'start>fork1',
        'fork1>fork2 x',
        'fork2>a b',
        'a>join2',
        'b>join2',
        'x>join1 !b',
        'join2>join1',
        'join1>end',
      ),
      { fork1: 'join1: fork2 x a b join2 join1', fork2: 'join2: a b join2', join2: 'fork2', join1: 'fork1' },
    );
  });

  it('survive a cycle, which the rules report', () => {
    assert.deepEqual(regionsOf('start>fork', 'fork>a b', 'a>b', 'b>a join', 'join>end'), { fork: ':', join: '-' });
  });
});
