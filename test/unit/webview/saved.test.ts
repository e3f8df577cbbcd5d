import assert from 'node:assert/strict';
import { readSaved } from '../../../webview/graph/saved.ts';

describe('what the graph view kept', () => {
  const folds = [{ nodeId: 'fork', folded: true }];
  const view = { x: 1, y: -2, k: 0.5, fitted: true, whole: true, details: 'a', timeline: true, folds };

  it('is read with what stands beside it', () => {
    assert.deepEqual(readSaved({ document: 'file:///a', execution: '', view }), view);
  });

  it('has nothing open or chosen where that cannot be read', () => {
    const { details, timeline, folds: none } = { details: null, timeline: false, folds: [] };
    const place = { x: 1, y: -2, k: 0.5, fitted: false, whole: false };
    assert.deepEqual(readSaved({ view: { ...place, whole: undefined } }), { ...place, details, timeline, folds: none });
    const wrong = { details: 7, timeline: 'yes', folds: { fork: true } };
    assert.deepEqual(readSaved({ view: { ...place, ...wrong } }), { ...place, details, timeline, folds: none });
    const some = [null, 'fork', { nodeId: 'x'.repeat(1_001), folded: true }, { nodeId: 'a', folded: 1 }, ...folds];
    assert.deepEqual(readSaved({ view: { ...view, folds: some } })?.folds, folds);
  });

  it('has the choices that were made last', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({ nodeId: `f${index}`, folded: true }));
    assert.deepEqual(readSaved({ view: { ...view, folds: many } })?.folds, many.slice(100));
  });

  it('is brought to a scale that there is', () => {
    assert.equal(readSaved({ view: { ...view, k: 0 } })?.k, 0.02);
    assert.equal(readSaved({ view: { ...view, k: 1e300 } })?.k, 3);
  });

  for (const [name, kept] of Object.entries({
    nothing: undefined,
    null: null,
    text: 'view',
    list: [view],
    'no view': { document: 'file:///a' },
    'a view that is null': { view: null },
    'a place that is text': { view: { ...view, x: '1' } },
    'a place that is not finite': { view: { ...view, y: Infinity } },
    'a scale that is no number': { view: { ...view, k: NaN } },
    'no word on fitting': { view: { x: 1, y: 2, k: 1 } },
  }))
    it(`is not one: ${name}`, () => {
      assert.equal(readSaved(kept), undefined);
    });
});
