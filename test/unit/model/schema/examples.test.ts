/** What the schema gives as examples and defaults is right, since people and other editors copy it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../src/base/json.ts';
import { analyse } from '../../../../src/model/project.ts';

const file = new URL('../../../../schemas/workflow.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
const id = 'https://example.invalid/ipa-workflow/schemas/workflow.schema.json';
const ajv = new Ajv({ discriminator: true, strict: false }).addSchema(schema);

/** The parts with examples or a default, by their JSON pointers. */
function* partsOf(part: JsonValue, pointer = '#'): Iterable<readonly [pointer: string, values: readonly JsonValue[]]> {
  if (Array.isArray(part)) for (const [at, one] of part.entries()) yield* partsOf(one, `${pointer}/${String(at)}`);
  if (!isJsonObject(part)) return;
  const examples = Array.isArray(part['examples']) ? part['examples'] : [];
  // Under `properties` the word would be the name of one.
  const isPart = !/\/(properties|examples)$/.test(pointer);
  const values = isPart && part['default'] !== undefined ? [...examples, part['default']] : examples;
  if (isPart && values.length > 0) yield [pointer, values];
  for (const [key, inner] of Object.entries(part))
    if (key !== 'examples') yield* partsOf(inner, `${pointer}/${encodeURIComponent(key)}`);
}

describe('the schema', () => {
  it('has an id of its own', () => {
    assert.equal(schema['$id'], id);
  });

  for (const [pointer, values] of partsOf(schema))
    it(`has at ${decodeURIComponent(pointer)} examples and defaults that it allows`, () => {
      const validate = ajv.compile({ $ref: `${id}${pointer}` });
      for (const value of values) assert(validate(value), JSON.stringify([value, validate.errors]));
    });

  it('has an example of a workflow, and of each definition that is written as a whole', () => {
    const definitions = Object.entries(schema['definitions'] as Record<string, JsonObject>);
    // These are one of others.
    const without = definitions.filter(([, { examples }]) => examples === undefined).map(([name]) => name);
    assert.deepEqual(without, ['parallelGatewayNode', 'node']);
    assert(Array.isArray(schema['examples']));
    for (const example of schema['examples']) assert.deepEqual(analyse(JSON.stringify(example)).diagnostics, []);
  });
});
