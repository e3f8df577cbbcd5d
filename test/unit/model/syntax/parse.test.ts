import assert from 'node:assert/strict';
import { parse } from '../../../../src/model/syntax/parse.ts';
import { toJson, valueOf } from '../../../../src/model/syntax/syntaxTree.ts';
import { expectDiagnostics } from '../document.ts';

const start = `nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
`;

describe('duplicate-key', () => {
  it('is on the second of two keys, and the first counts', () => {
    const { definition } = expectDiagnostics(`name: first\n«name»: second\n${start}`, [
      { code: 'duplicate-key', message: 'This key is there already. Remove one of the two.' },
    ]);
    assert.equal(definition.name, 'first');
  });

  it('is said in maps of one line too', () => {
    expectDiagnostics(`name: a\nx-own: { a: 1, b: 2, «a»: 3 }\n${start}`, [
      { code: 'duplicate-key', message: 'This key is there already. Remove one of the two.' },
    ]);
  });
});

describe('duplicate-key in an anchor', () => {
  it('is said once, where it is written', () => {
    expectDiagnostics(`name: a\nx-a: &a { k: 1, «k»: 2 }\nx-b: *a\nx-c: *a\n${start}`, [
      { code: 'duplicate-key', message: 'This key is there already. Remove one of the two.' },
    ]);
  });
});

describe('multiple-documents', () => {
  it('is on the second document, and the first is checked', () => {
    expectDiagnostics(`name: a\n${start}«---»\nname: b\n`, [
      {
        code: 'multiple-documents',
        message: 'A workflow file holds one document. Remove this one, or put it into a file of its own.',
      },
    ]);
  });
});

describe('a tree', () => {
  it('has the values of JSON: no infinity and no big integer', () => {
    const { root } = parse('[.inf, -.inf, .nan, 9007199254740993, 0x10, 1e3, ~, true, yes, 2020-01-01]');
    assert.deepEqual(toJson(root), [
      'Infinity',
      '-Infinity',
      'NaN',
      9007199254740992,
      16,
      1000,
      null,
      true,
      'yes',
      '2020-01-01',
    ]);
  });

  it('keeps the prototype out of its objects', () => {
    const value = toJson(parse('__proto__: { polluted: 1 }\nconstructor: 2\n').root);
    assert.equal(JSON.stringify(value), '{"__proto__":{"polluted":1},"constructor":2}');
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('leaves a key that nothing is written behind without a value', () => {
    const { root } = parse('a:\nb: null\n');
    assert.equal(valueOf(root, 'a'), undefined);
    assert.equal(valueOf(root, 'b')?.kind, 'scalar');
  });

  it('is empty for an empty text', () => {
    for (const text of ['', '\n', '# a comment\n']) {
      const { root, problems } = parse(text);
      assert.deepEqual({ root, problems }, { root: undefined, problems: [] });
    }
  });
});
