import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/base/json.ts';
import { checkInputs } from '../../../src/engine/inputs.ts';
import type { InputDefinition } from '../../../src/model/definition.ts';
import { end, input, plain, start, workflow } from '../../support/engine/build.ts';

type Declared = Readonly<Record<string, Partial<InputDefinition>>>;

/** The checked inputs, or what is wrong with them. */
async function check(declared: Declared | undefined, given: JsonObject): Promise<unknown> {
  const { definition } = workflow({
    nodes: { start, end },
    edges: 'start>end',
    definition: declared
      ? { inputs: new Map(Object.entries(declared).map(([name, options]) => [name, input(name, options)])) }
      : {},
  });
  const checked = await checkInputs(definition, given);
  return checked.ok ? plain(checked.value) : checked.error.map(({ message }) => message);
}

describe('D3 inputs', () => {
  it('without an `inputs` section are taken as they are', async () => {
    assert.deepEqual(await check(undefined, { a: 1, b: { c: [null] } }), { a: 1, b: { c: [null] } });
  });

  it('get their defaults, in the file’s order; what is optional may be absent', async () => {
    const declared = { a: { default: 'x' }, b: { required: false }, c: { type: 'object', default: null } } as const;
    assert.deepEqual(await check({ a: { default: 'x' }, b: { required: false } }, {}), { a: 'x' });
    assert.deepEqual(await check(declared, { c: { d: 1 }, a: 'y' }), { a: 'y', c: { d: 1 } });
  });

  it('that are missing, unknown or wrong are all told at once, the declared first', async () => {
    assert.deepEqual(await check({ a: {}, b: { type: 'integer' } }, { z: 1, b: 1.5, y: 2 }), [
      'The input "a" is missing.',
      'The input "b" must be a whole number.',
      'The workflow has no input z',
      'The workflow has no input y',
    ]);
  });

  it('have the type that is declared, a default too', async () => {
    const problem = async (type: InputDefinition['type'], value: JsonObject[string]): Promise<unknown> => {
      const answer = await check({ a: { type } }, { a: value });
      return Array.isArray(answer) ? answer[0] : 'ok';
    };
    assert.equal(await problem('string', 1), 'The input "a" must be text.');
    assert.equal(await problem('number', '1'), 'The input "a" must be a number.');
    assert.equal(await problem('number', 1.5), 'ok');
    assert.equal(await problem('integer', 1), 'ok');
    assert.equal(await problem('boolean', 'true'), 'The input "a" must be true or false.');
    assert.equal(await problem('object', []), 'The input "a" must be an object.');
    assert.equal(await problem('object', null), 'The input "a" must be an object.');
    assert.equal(await problem('array', {}), 'The input "a" must be a list.');
    assert.deepEqual(await check({ a: { type: 'integer', default: 'x' } }, {}), [
      'The input "a" must be a whole number.',
    ]);
  });

  it('lie among the allowed values, in the range, and have the format', async () => {
    const list: Declared = { a: { type: 'array', enum: [[1, { x: 2 }]] } };
    assert.deepEqual(await check(list, { a: [1, { x: 2 }] }), { a: [1, { x: 2 }] });
    assert.deepEqual(await check(list, { a: [1, { x: 3 }] }), ['The input "a" must be one of [1,{"x":2}].']);
    const shape: Declared = { a: { type: 'object', enum: [{ x: 1, y: [] }] } };
    assert.deepEqual(await check(shape, { a: { y: [], x: 1 } }), { a: { y: [], x: 1 } });
    for (const other of [{ x: 1 }, { x: 1, z: [] }, { x: 1, y: {} }, { x: 1, y: [], z: 1 }, { x: { x: 1 }, y: [] }])
      assert.deepEqual(await check(shape, { a: other }), ['The input "a" must be one of {"x":1,"y":[]}.']);
    const range = { a: { type: 'number', minimum: 1, maximum: 2 } } as const;
    assert.deepEqual(await check(range, { a: 0.9 }), ['The input "a" must be at least 1.']);
    assert.deepEqual(await check(range, { a: 2.1 }), ['The input "a" must be at most 2.']);
    assert.deepEqual(await check(range, { a: 2 }), { a: 2 });
    assert.deepEqual(await check({ a: { format: 'uri' } }, { a: 'no uri' }), [
      'The input "a" must have the format uri.',
    ]);
    assert.deepEqual(await check({ a: { format: 'date' } }, { a: '2026-02-30' }), [
      'The input "a" must have the format date.',
    ]);
    assert.deepEqual(await check({ a: { format: 'uri' } }, { a: 'http://127.0.0.1/' }), { a: 'http://127.0.0.1/' });
    assert.deepEqual(await check({ a: { format: 'email' } }, { a: 'ada@' }), [
      'The input "a" must have the format email.',
    ]);
    assert.deepEqual(await check({ a: { format: 'email' } }, { a: 'ada@example.org' }), { a: 'ada@example.org' });
    for (const format of ['unknown', 'constructor', '__proto__'])
      assert.deepEqual(await check({ a: { format } }, { a: 'x' }), { a: 'x' });
  });

  it('match their pattern, which may be wrong', async () => {
    const pattern = { a: { pattern: '^\\p{Lu}\\d+$' } };
    assert.deepEqual(await check(pattern, { a: 'Ä12' }), { a: 'Ä12' });
    assert.deepEqual(await check(pattern, { a: 'ä12' }), ['The input "a" must match the pattern "^\\p{Lu}\\d+$".']);
    assert.deepEqual(await check({ a: { pattern: '(' } }, { a: 'x' }), [
      'The pattern of the input a is not a regular expression',
    ]);
  });

  it('threat T12: a pattern that hangs is stopped, those before it keep their verdicts', async () => {
    const declared = { a: { pattern: '^x$' }, b: { pattern: '^(a+)+$' }, c: { pattern: '^x$' } };
    assert.deepEqual(await check(declared, { a: 'y', b: `${'a'.repeat(40)}!`, c: 'x' }), [
      'The input "a" must match the pattern "^x$".',
      'The pattern of the input b took too long',
      'The pattern of the input c took too long',
    ]);
  });

  it('threat T15: a secret one’s value is in no message', async () => {
    const value = 's3cret';
    for (const options of [
      { type: 'integer' },
      { enum: ['x'] },
      { format: 'uri' },
      { pattern: '^x$' },
    ] as const satisfies Partial<InputDefinition>[])
      assert.equal(
        JSON.stringify(await check({ a: { ...options, secret: true } }, { a: value })).includes(value),
        false,
      );
  });

  it('threat T11: names are no more than names', async () => {
    const given = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as JsonObject;
    assert.equal(JSON.stringify(await check(undefined, given)), '{"__proto__":{"polluted":true},"constructor":1}');
    assert.deepEqual(await check({ toString: { required: true } }, {}), ['The input "toString" is missing.']);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});
