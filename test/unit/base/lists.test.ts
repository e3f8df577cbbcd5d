import fc from 'fast-check';
import assert from 'node:assert/strict';
import { changeOfList, mapAgain, replaceInList } from '../../../src/base/lists.ts';
import { finish } from '../../../src/base/steps.ts';

describe('Lists', () => {
  const lists = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
  const isNoted = (result: string): boolean => result === 'b!';

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
        const before = finish(mapAgain(undefined, old, (item) => `${item}!`, isNoted));
        const mapped: string[] = [];
        const mapOne = (item: string): string => {
          mapped.push(item);
          return `${item}!`;
        };
        const after = finish(mapAgain(before, list, mapOne, isNoted));
        assert.deepEqual(
          after.results,
          list.map((item) => `${item}!`),
        );
        const { start, end } = changeOfList(old, list);
        assert.deepEqual(mapped, list.slice(start, end));
        assert.deepEqual(
          after.noted,
          list.flatMap((item, at) => (item === 'b' ? at : [])),
        );
        if (old.join() === list.join()) assert.equal(after, before);
      }),
    );
  });

  it('know what was replaced in them, of the list that they were made of alone', () => {
    const spans = fc.tuple(fc.nat(8), fc.nat(8));
    fc.assert(
      fc.property(lists, spans, lists, (old, ends, items) => {
        const [start, oldEnd] = ends.map((end) => Math.min(end, old.length)).sort() as [number, number];
        const list = replaceInList(old, start, oldEnd, items);
        assert.deepEqual(list, old.toSpliced(start, oldEnd - start, ...items));
        assert.deepEqual(changeOfList(old, list), { start, oldEnd, end: start + items.length });
        const later = replaceInList(list, 0, 0, ['d']);
        assert.deepEqual(changeOfList(list, later), { start: 0, oldEnd: 0, end: 1 });
        const over = changeOfList(old, later);
        assert.deepEqual(
          [...old.slice(0, over.start), ...later.slice(over.start, over.end), ...old.slice(over.oldEnd)],
          later,
        );
      }),
    );
  });
});
