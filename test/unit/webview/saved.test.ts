import assert from 'node:assert/strict';
import { readSaved } from '../../../webview/graph/saved.ts';

describe('what the graph view kept', () => {
  const view = { x: 1, y: -2, k: 0.5, fitted: false };

  it('is read with what stands beside it', () => {
    assert.deepEqual(readSaved({ document: 'file:///a', execution: '', view }), view);
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
