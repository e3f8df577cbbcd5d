import assert from 'node:assert/strict';
import { GraphStore } from '../../../webview/graph/store.ts';
import { execution, forkPicture, node, state } from '../../support/webview/samples.ts';
import { pictureMessage } from '../../support/webview/pictures.ts';

describe('the graph view’s store', () => {
  let store: GraphStore;
  beforeEach(() => {
    store = new GraphStore();
  });

  it('shows a picture, then a message instead, then a picture again', () => {
    assert.equal(store.apply(pictureMessage(forkPicture(), { title: 'first' })), 'picture');
    assert.equal(store.shown?.title, 'first');
    assert.equal(store.message, '');
    assert.equal(store.apply({ type: 'message', text: 'No graph.' }), 'picture');
    assert.equal(store.shown, undefined);
    assert.equal(store.message, 'No graph.');
    assert.equal(store.node('a'), undefined);
    store.apply(pictureMessage(forkPicture()));
    assert.equal(store.message, '');
  });

  it('knows nodes by id, edges by their ends', () => {
    store.apply(pictureMessage(forkPicture()));
    assert.equal(store.node('b')?.x, 200);
    assert.deepEqual(
      store.outgoing('start').map(({ target }) => target),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(
      store.incoming('join').map(({ source }) => source),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(store.incoming('start'), []);
  });

  it('puts the keyboard on the start, keeps it on a node that stays, moves it where that is gone', () => {
    store.apply(pictureMessage(forkPicture()));
    assert.equal(store.active, 'start');
    store.activate('b');
    store.apply(pictureMessage(forkPicture()));
    assert.equal(store.active, 'b');
    store.activate('nowhere');
    assert.equal(store.active, 'b');
    store.apply(pictureMessage({ ...forkPicture(), nodes: [node('x', 0, 0)], edges: [] }));
    assert.equal(store.active, 'x');
    store.apply(pictureMessage({ ...forkPicture(), nodes: [], edges: [] }));
    assert.equal(store.active, null);
  });

  it('goes on beside a node that is deleted: before it, else after it; and with one that is renamed', () => {
    const without = (id: string): ReturnType<typeof forkPicture> => {
      const { nodes, edges, ...picture } = forkPicture();
      const left = edges.filter(({ source, target }) => source !== id && target !== id);
      return { ...picture, nodes: nodes.filter((one) => one.id !== id), edges: left };
    };
    for (const [deleted, next] of [
      ['b', 'start'],
      ['end', 'join'],
      ['join', 'a'],
      ['start', 'a'],
    ] as const) {
      store.apply(pictureMessage(forkPicture()));
      store.activate(deleted);
      store.apply(pictureMessage(without(deleted)));
      assert.equal(store.active, next, deleted);
    }
    store.apply(pictureMessage(forkPicture()));
    store.activate('c');
    const text = JSON.stringify(forkPicture()).replaceAll('"c"', '"called"');
    store.apply(pictureMessage(JSON.parse(text) as ReturnType<typeof forkPicture>));
    assert.equal(store.active, 'called');
  });

  it('lets the keyboard follow the text’s cursor', () => {
    store.apply(pictureMessage(forkPicture()));
    assert.equal(store.apply({ type: 'select', nodeId: 'c' }), 'selection');
    assert.deepEqual([store.selected, store.active], ['c', 'c']);
    store.apply({ type: 'select', nodeId: null });
    assert.deepEqual([store.selected, store.active], [null, 'c']);
  });

  it('has no status without an execution, nor for a node that the execution does not know', () => {
    assert.equal(store.statusOf('a'), 'none');
    store.apply({ type: 'execution', execution: execution({ a: state('failed', '1 s', 'no') }) });
    assert.deepEqual(store.stateOf('a'), state('failed', '1 s', 'no'));
    for (const id of ['b', '__proto__', 'constructor', 'toString']) {
      assert.equal(store.stateOf(id), undefined, id);
      assert.equal(store.statusOf(id), 'none', id);
    }
    store.apply({ type: 'execution', execution: null });
    assert.equal(store.statusOf('a'), 'none');
  });

  it('keeps what the host wants back after a reload', () => {
    const source = { document: 'file:///a.workflow.yaml', execution: '' };
    assert.equal(store.apply({ type: 'restore', source }), 'source');
    assert.deepEqual(store.source, source);
  });
});
