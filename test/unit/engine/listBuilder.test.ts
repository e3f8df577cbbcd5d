import assert from 'node:assert/strict';
import { ListBuilder } from '../../../src/engine/listBuilder.ts';

describe('A list in the making', () => {
  it('has what was put into it and nothing of the room made for more', () => {
    const builder = new ListBuilder<string>();
    builder.push('a');
    builder.reserve(10);
    builder.push('b');
    assert.equal(builder.length, 2);
    assert.deepEqual(builder.take(), ['a', 'b']);
  });

  it('takes more than there was room for', () => {
    const builder = new ListBuilder<number>();
    builder.reserve(2);
    for (let item = 0; item < 5; item++) builder.push(item);
    assert.deepEqual(builder.take(), [0, 1, 2, 3, 4]);
  });

  it('begins anew once it was taken, and leaves alone what was', () => {
    const builder = new ListBuilder<number>();
    builder.push(1);
    const first = builder.take();
    builder.reserve(1);
    builder.push(2);
    assert.deepEqual([first, builder.take(), builder.take()], [[1], [2], []]);
  });
});
