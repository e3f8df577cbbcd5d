import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mostFolds } from '../../../src/protocol/graph.ts';
import { readViewMessage } from '../../../src/protocol/graphViewGuards.ts';

const good: readonly object[] = [
  { type: 'ready', version: 1 },
  { type: 'revealNode', nodeId: 'a', focus: true },
  { type: 'run' },
  { type: 'cancel', executionId: 'e' },
  { type: 'retry', executionId: 'e' },
  { type: 'answer', executionId: 'e', nodeId: 'a', approved: false },
  { type: 'fold', nodeId: 'a', folded: true },
  { type: 'folds', folds: [{ nodeId: 'a', folded: false }] },
  { type: 'inspect', nodeId: 'a' },
  { type: 'history', step: 'undo' },
  { type: 'keyboard' },
  { type: 'edit', edit: { kind: 'connect', source: 'a', target: 'b' } },
  { type: 'edit', edit: { kind: 'wrap', nodeIds: ['a', 'b'] } },
  { type: 'export' },
  { type: 'painted', piece: 0, of: 1, data: 'iVBORw0KGgo=' },
  { type: 'timeline', shown: true },
  { type: 'scrub', executionId: 'e', event: 3 },
  { type: 'openValue', executionId: 'e', nodeId: 'a', part: 'output' },
];

describe('what the graph’s view may send (T2)', () => {
  it('is one of a few messages, taken apart and built again', () => {
    for (const message of good) {
      const read = readViewMessage(message);
      assert.deepEqual(read, message);
      assert.notEqual(read, message);
    }
  });

  it('has no other key, none missing, none inherited, and no other type of value', () => {
    for (const message of good) {
      assert.equal(readViewMessage({ ...message, path: '/etc/passwd' }), undefined);
      assert.equal(readViewMessage(Object.create(message)), undefined);
      for (const key of Object.keys(message)) {
        const others = Object.entries(message).filter(([other]) => other !== key);
        assert.equal(readViewMessage(Object.fromEntries(others)), undefined, key);
        assert.equal(readViewMessage({ ...message, [key]: [0] }), undefined, key);
        assert.equal(readViewMessage({ ...message, [key]: 'x'.repeat(10_000_000) }), undefined, key);
      }
    }
  });

  it('is no edit of another kind, with another type or key', () => {
    const edit = (value: unknown): unknown => readViewMessage({ type: 'edit', edit: value });
    const set = { kind: 'set', nodeId: 'a', field: 'name', value: 'x' };
    assert.ok(edit(set));
    for (const wrong of [
      { ...set, file: '/etc/passwd' },
      { ...set, value: 1 },
      { ...set, kind: 'run' },
      { ...set, kind: '__proto__' },
      { kind: 'addAfter', nodeId: 'a', nodeType: 'command' },
      { kind: 'wrap', nodeIds: [1] },
      { kind: 'wrap', nodeIds: Array.from({ length: 501 }, () => 'a') },
      null,
    ])
      assert.equal(edit(wrong), undefined, JSON.stringify(wrong));
  });

  it('is no more choices of folds than are kept', () => {
    const folds = Array.from({ length: mostFolds }, () => ({ nodeId: 'a', folded: true }));
    assert.ok(readViewMessage({ type: 'folds', folds }));
    assert.equal(readViewMessage({ type: 'folds', folds: [...folds, ...folds.slice(0, 1)] }), undefined);
  });

  it('is nothing else, whatever comes, and nothing throws', () => {
    const types = [
      ...good.map((message) => (message as { type: string }).type),
      '__proto__',
      'toString',
      'constructor',
    ];
    const message = fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constantFrom(...types) }),
      fc
        .tuple(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.anything()))
        .map(([type, more]) => ({ ...more, type })),
      fc.json().map((text) => JSON.parse(`{"type":"fold","__proto__":${text}}`) as unknown),
    );
    fc.assert(
      fc.property(message, (value) => {
        const read = readViewMessage(value);
        if (read) assert.deepEqual(read, { ...(value as object) });
      }),
      { numRuns: 5_000 },
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});
