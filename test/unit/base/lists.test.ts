import fc from 'fast-check';
import assert from 'node:assert/strict';
import { changeOfList, mapAgain } from '../../../src/base/lists.ts';
import { finish } from '../../../src/base/steps.ts';

describe('Lists', () => {
  const lists = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });

  it('differ between what both begin and end with', () => {
    assert.deepEqual(changeOfList(['a', 'b', 'c'], ['a', 'c']), { start: 1, oldEnd: 2, end: 1 });
    assert.deepEqual(changeOfList(['a', 'a'], ['a', 'a', 'a']), { start: 2, oldEnd: 2, end: 3 });
    fc.assert(
      fc.property(lists, lists, (old, list) => {
        const { start, oldEnd, end } = changeOfList(old, list);
        assert.deepEqual([...old.slice(0, start), ...list.slice(start, end), ...old.slice(oldEnd)], list);
      }),
    );
  });

  it('are mapped again as they are mapped anew, and only what has changed', () => {
    fc.assert(
      fc.property(lists, lists, (old, list) => {
        const before = finish(mapAgain(undefined, old, (item) => `${item}!`));
        const mapped: string[] = [];
        const mapOne = (item: string): string => {
          mapped.push(item);
          return `${item}!`;
        };
        const after = finish(mapAgain(before, list, mapOne));
        assert.deepEqual(
          after.results,
          list.map((item) => `${item}!`),
        );
        const { start, end } = changeOfList(old, list);
        assert.deepEqual(mapped, list.slice(start, end));
        if (old.join() === list.join()) assert.equal(after, before);
      }),
    );
  });
});
