import assert from 'node:assert/strict';
import { Newest } from '../../../src/base/newest.ts';

describe('Newest', () => {
  it('does one at a time, and once more for all that was asked meanwhile', async () => {
    const ends: (() => void)[] = [];
    const newest = new Newest(() => new Promise((resolve) => ends.push(resolve)));
    newest.ask();
    newest.ask();
    newest.ask();
    assert.equal(ends.length, 1);
    ends[0]!();
    await settled();
    assert.equal(ends.length, 2);
    ends[1]!();
    await settled();
    assert.equal(ends.length, 2);
    newest.ask();
    assert.equal(ends.length, 3);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
