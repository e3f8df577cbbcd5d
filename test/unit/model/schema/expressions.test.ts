/** `${{ }}` may stand in any string of `with` (`spec/format.md`, expressions). */
import assert from 'node:assert/strict';
import { type JsonObject, type JsonValue } from '../../../../src/base/json.ts';
import { runnerNames } from '../../../../src/model/definition.ts';
import { analyse } from '../../../../src/model/project.ts';
import { alternatives, itemOf, keysOf, resolve, type SchemaPart } from '../../../../src/model/schema/lookup.ts';

const expression = '${{ inputs.q }}';

/** Values in each of which one thing is an expression: the whole, an item, or the value of a key, however deep. */
function* withOne(part: SchemaPart): Iterable<JsonValue> {
  yield expression;
  const item = resolve(itemOf(part));
  if (item) for (const value of withOne(item)) yield [value];
  for (const one of [part, ...alternatives(part)]) {
    const values = resolve(one.additionalProperties);
    if (values) for (const value of withOne(values)) yield { any: value };
    for (const [key, inner] of keysOf(one)) for (const value of withOne(inner)) yield { [key]: value };
  }
}

function mistakesOf(uses: string, settings: JsonValue): readonly string[] {
  const agent: JsonObject = { uses, with: settings };
  const file = { name: 'a', inputs: { q: {} }, agents: { work: agent } };
  return analyse(JSON.stringify(file))
    .diagnostics.filter(({ code }) => code === 'invalid-type' || code === 'invalid-value')
    .map(({ message }) => message);
}

describe('an expression in the settings of', () => {
  for (const uses of runnerNames)
    it(`${uses} may stand for each of them, and for each part of one`, () => {
      const settings = keysOf(resolve({ $ref: `#/definitions/with_${uses}` }) ?? {});
      assert(settings.size > 0);
      for (const [key, part] of settings)
        for (const value of withOne(part))
          assert.deepEqual(mistakesOf(uses, { [key]: value }), [], `${key}: ${JSON.stringify(value)}`);
    });
});

describe('a setting that is a word or an expression', () => {
  const table: readonly (readonly [uses: string, settings: JsonObject, message: string])[] = [
    [
      'http',
      { method: 'PSOT' },
      '"PSOT" is not a value of "method". Did you mean "POST"? Allowed: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.',
    ],
    ['http', { response: 3 }, '"3" is not a value of "response". Allowed: auto, json, text.'],
    ['cache', { operation: [] }, '"operation" must be one of get, set, delete or an expression.'],
    [
      'llm',
      { provider: 'opnai' },
      '"opnai" is not a value of "provider". Did you mean "openai"? Allowed: vscode, openai.',
    ],
    ['command', { run: [] }, '"run" is not valid here: at least 1 items.'],
    ['command', { run: 'date' }, '"run" must be a list or an expression.'],
    ['http', { headers: { accept: [] } }, '"accept" must be a text or a number or true or false.'],
    ['http', { headers: 'accept' }, '"headers" must be a map of keys or an expression.'],
    ['http', { expect: [200, 'x'] }, 'An item must be a whole number or an expression.'],
    ['mock', { fail: { first: 'x' } }, '"first" must be a whole number or an expression.'],
  ];
  for (const [uses, settings, message] of table)
    it(`is told of in ${uses} by one message: ${message}`, () => {
      assert.deepEqual(mistakesOf(uses, settings), [message]);
    });
});
