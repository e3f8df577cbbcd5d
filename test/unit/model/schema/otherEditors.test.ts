/** What only other editors read in the schema says what the rest of it says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Part {
  readonly $ref?: string;
  readonly oneOf?: readonly Part[];
  readonly properties?: Readonly<Record<string, Part>>;
  readonly enum?: readonly string[];
  readonly const?: string;
}

const file = new URL('../../../../schemas/workflow.schema.json', import.meta.url);
const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly definitions: Readonly<Record<string, Part>>;
};

/** The types of a kind of node, those of its own kinds included. */
function typesOf(part: Part): readonly (string | undefined)[] {
  const { $ref, oneOf, properties } = part;
  if ($ref !== undefined) return typesOf(definitions[$ref.replace('#/definitions/', '')] ?? {});
  return properties ? [properties['type']?.const] : (oneOf ?? []).flatMap(typesOf);
}

describe('the schema for other editors', () => {
  it('names every type that a node may have', () => {
    const { oneOf = [], properties } = definitions['node'] ?? {};
    assert.deepEqual(properties?.['type']?.enum, [...new Set(oneOf.flatMap(typesOf))]);
  });
});
