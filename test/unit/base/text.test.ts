import assert from 'node:assert/strict';
import { LineIndex, rangeContains } from '../../../src/base/text.ts';

describe('LineIndex', () => {
  it('counts lines that end in \\n, \\r\\n and a lone \\r', () => {
    const index = new LineIndex('a\nbc\r\nd\re');
    assert.equal(index.lineCount, 4);
    assert.deepEqual(index.positionAt(3), { line: 1, character: 1 });
    assert.deepEqual(index.positionAt(6), { line: 2, character: 0 });
    assert.deepEqual(index.positionAt(8), { line: 3, character: 0 });
  });

  it('counts UTF-16 code units, so that 😀 takes two', () => {
    assert.deepEqual(new LineIndex('😀x').positionAt(2), { line: 0, character: 2 });
  });

  it('gives back the offset of every position it gave', () => {
    const text = 'name: x\r\n\r\nnodes:\n  - {}\r';
    const index = new LineIndex(text);
    for (let offset = 0; offset <= text.length; offset++) {
      if (text[offset] === '\n' && text[offset - 1] === '\r') continue;
      assert.equal(index.offsetAt(index.positionAt(offset)), offset);
    }
  });

  it('clamps what lies outside the text', () => {
    const index = new LineIndex('ab\nc');
    assert.deepEqual(index.positionAt(99), { line: 1, character: 1 });
    assert.equal(index.offsetAt({ line: 9, character: 0 }), 4);
    assert.equal(index.offsetAt({ line: 0, character: 99 }), 3);
    assert.equal(index.offsetAt({ line: -1, character: 0 }), 0);
  });
});

describe('rangeContains', () => {
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };

  it('holds its start and its end, so that a cursor behind a word is on it', () => {
    assert.equal(rangeContains(range, { line: 1, character: 2 }), true);
    assert.equal(rangeContains(range, { line: 1, character: 5 }), true);
    assert.equal(rangeContains(range, { line: 1, character: 6 }), false);
    assert.equal(rangeContains(range, { line: 0, character: 3 }), false);
  });
});
