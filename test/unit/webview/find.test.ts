import assert from 'node:assert/strict';
import { find } from '../../../webview/graph/find.ts';
import { forkPicture, node } from '../../support/webview/samples.ts';

describe('looking for a node', () => {
  const picture = {
    ...forkPicture(),
    nodes: [
      node('prefetch', 0, 0),
      node('fetch_db', 0, 0),
      node('x1', 0, 0, { label: 'Fetch the users' }),
      node('fetch', 0, 0),
      node('fork', 0, 0, { kind: 'fork', folded: { branches: [['fetch_a', 'b'], ['c']], joins: ['join'] } }),
    ],
  };
  const meant = (letters: string): string[] => find(picture, letters).map((one) => one.meant);

  it('finds by id and by name, regardless of case, best first', () => {
    assert.deepEqual(meant('FETCH'), ['fetch', 'fetch_db', 'x1', 'fetch_a', 'prefetch']);
    assert.deepEqual(meant('users'), ['x1']);
  });

  it('finds what is inside of a folded fork, in its box', () => {
    assert.deepEqual(find(picture, 'fetch_a'), [{ id: 'fork', meant: 'fetch_a' }]);
  });

  it('finds nothing by nothing, and takes letters for what they are', () => {
    assert.deepEqual([meant(''), meant('  '), meant('.*'), meant('fetch(')], [[], [], [], []]);
  });
});
