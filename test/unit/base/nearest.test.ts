import assert from 'node:assert/strict';
import { nearest } from '../../../src/base/nearest.ts';

describe('nearest', () => {
  const table: readonly [word: string, candidates: readonly string[], found: string | undefined][] = [
    ['q', ['A', 'B'], undefined],
    ['a', ['A', 'B'], 'A'],
    ['', ['A'], undefined],
    ['q', ['qq'], undefined],
    ['aa', ['A'], 'A'],
    ['xy', ['ab'], undefined],
    ['n1', ['n2'], 'n2'],
    ['fecth', ['fetch', 'start'], 'fetch'],
    ['sourc', ['target', 'source'], 'source'],
    ['work', ['start'], undefined],
  ];
  for (const [word, candidates, found] of table)
    it(`of "${word}" in ${candidates.join(', ')} is ${found ?? 'none'}`, () => {
      assert.equal(nearest(word, candidates), found);
    });
});
