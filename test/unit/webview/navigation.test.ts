import assert from 'node:assert/strict';
import { type Arrow, step } from '../../../webview/graph/navigation.ts';
import { GraphStore } from '../../../webview/graph/store.ts';
import { pictureMessage } from '../../support/webview/pictures.ts';
import { edge, forkPicture, node } from '../../support/webview/samples.ts';

describe('where an arrow key leads', () => {
  const table: readonly (readonly [from: string, arrow: Arrow, to: string | undefined])[] = [
    ['start', 'ArrowDown', 'b'],
    ['start', 'ArrowUp', undefined],
    ['a', 'ArrowDown', 'join'],
    ['a', 'ArrowUp', 'start'],
    ['a', 'ArrowRight', 'b'],
    ['b', 'ArrowRight', 'c'],
    ['c', 'ArrowLeft', 'b'],
    ['a', 'ArrowLeft', undefined],
    ['join', 'ArrowUp', 'b'],
    ['end', 'ArrowDown', undefined],
    ['nowhere', 'ArrowDown', undefined],
  ];
  for (const [from, arrow, to] of table)
    it(`from ${from} ${arrow.slice(5).toLowerCase()}: ${to ?? 'nothing'}`, () => {
      const store = new GraphStore();
      store.apply(pictureMessage(forkPicture()));
      assert.equal(step(store, from, arrow), to);
    });

  it('follows a flow to the right', () => {
    const store = new GraphStore();
    const nodes = [node('a', 0, 50), node('b', 200, 0), node('c', 200, 100)];
    const edges = [edge('a', 'b'), edge('a', 'c')];
    store.apply(pictureMessage({ width: 300, height: 150, direction: 'right', nodes, edges }));
    assert.deepEqual(
      [step(store, 'a', 'ArrowRight'), step(store, 'b', 'ArrowDown'), step(store, 'b', 'ArrowLeft')],
      ['b', 'c', 'a'],
    );
  });

  it('goes to what stands beside where nothing is a sibling', () => {
    const store = new GraphStore();
    const nodes = [node('a', 0, 0), node('far', 900, 20), node('near', 400, 20), node('below', 200, 500)];
    store.apply(pictureMessage({ width: 1000, height: 600, direction: 'down', nodes, edges: [] }));
    assert.equal(step(store, 'a', 'ArrowRight'), 'near');
    assert.equal(step(store, 'far', 'ArrowLeft'), 'near');
  });
});
