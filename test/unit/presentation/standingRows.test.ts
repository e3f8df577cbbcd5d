import assert from 'node:assert/strict';
import { StandingRows } from '../../../src/presentation/standingRows.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}

const a = { id: 'a', text: 'one' };
const b = { id: 'b', text: 'two' };

function rows(...first: Row[]): StandingRows<Row, { id: string }> {
  const all = new StandingRows<Row, { id: string }>(({ id }) => ({ id }));
  all.put(first);
  return all;
}

describe('rows of a flat view', () => {
  it('keep their elements while they stand there', () => {
    const all = rows(a, b);
    const before = all.elements;
    all.put([b, a]);
    assert.equal(all.elements[0], before[1]);
    assert.equal(all.elements[1], before[0]);
  });

  it('tell which of them look different, and no other', () => {
    const all = rows(a, b);
    assert.deepEqual(all.put([{ ...a }, { ...b }]), []);
    assert.deepEqual(all.put([a, { ...b, text: 'three' }]), [{ id: 'b' }]);
    assert.equal(all.row('b')?.text, 'three');
  });

  for (const [what, next] of [
    ['one more', [a, b, { id: 'c', text: '' }]],
    ['one less', [a]],
    ['another one', [a, { id: 'c', text: 'two' }]],
    ['another order', [b, a]],
  ] as const)
    it(`ask for the whole view anew after ${what}`, () => {
      assert.equal(rows(a, b).put(next), undefined);
    });
});
