import assert from 'node:assert/strict';
import { documentFolder, documentName, pairName } from '../../../src/presentation/documentNames.ts';

describe('names of documents', () => {
  it('say what they are of and what they are', () => {
    assert.equal(documentName('log', 'orders'), 'orders.log');
    assert.equal(documentName('result', 'orders'), 'orders result.json');
    assert.equal(documentName('inputs', 'orders'), 'orders inputs.json');
    assert.equal(documentName('times', 'orders'), 'orders times.log');
    assert.equal(documentName('output', 'orders', 'fetch-users'), 'fetch-users output.json');
    assert.equal(documentName('input', 'orders', 'outer/inner'), 'outer › inner input.json');
    assert.equal(documentFolder('orders', '14:03:12'), 'orders 14:03:12');
    assert.equal(documentFolder('orders', '14:03:12', '15:00:00'), 'orders 14:03:12 ↔ 15:00:00');
  });

  it('of two workflows name both, however long they are', () => {
    assert.equal(pairName('orders', 'orders'), 'orders');
    assert.equal(documentName('times', pairName('hello', 'chat')), 'hello ↔ chat times.log');
    assert.equal(documentFolder(pairName('hello', 'chat'), '1', '2'), 'hello ↔ chat 1 ↔ 2');
    const long = documentName('times', pairName('a'.repeat(100), 'b'.repeat(100)));
    assert.match(long, /^a{20,}… ↔ b{20,}… times\.log$/);
    assert.ok(long.length <= 75, long);
  });

  it('are one part of a path, short and fit for a file, whatever the workflow is called', () => {
    for (const name of ['', ' ', '..', 'a/b', 'a\\b', 'c:d', 'x\u0000y\u202ez', '\ud800', 'long'.repeat(100), 'é ✓']) {
      for (const part of [documentName('result', name), documentName('output', '', name), documentFolder(name, '1')]) {
        assert.doesNotMatch(part, /[/\\:*?"<>|\p{Cc}\p{Bidi_Control}\p{Cs}]/u);
        assert.doesNotMatch(part, /^[. ]*$/);
        assert.ok(part.length <= 75, part);
        assert.equal(encodeURI(part) === '', false);
      }
    }
    assert.equal(documentName('log', ''), 'execution.log');
  });
});
