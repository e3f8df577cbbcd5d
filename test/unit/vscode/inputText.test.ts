import assert from 'node:assert/strict';
import { analyse } from '../../../src/model/project.ts';
import { choicesOf, missingInputs, promptOf, readInput } from '../../../src/vscode/commands/inputText.ts';

const { definition } = analyse(`name: x
inputs:
  text: { description: "See [here](command:evil)\\nand there" }
  whole: { type: integer, maximum: 9 }
  yes: { type: boolean }
  one: { enum: [a, b] }
  code: { pattern: "^[A-Z]+$" }
  map: { type: object }
  given: { default: 1, type: number }
  maybe: { required: false }
  labels: { type: array, description: Labels, required: false }
  share: { type: number, description: Share, minimum: 0, maximum: 1, required: false }
  token: { secret: true, description: Token, required: false }
`);
const input = (name: string) => definition.inputs!.get(name)!;
const read = async (name: string, text: string): Promise<unknown> => {
  const result = await readInput(input(name), text);
  return result.ok ? result.value : result.error;
};

describe('inputs as they are typed', () => {
  it('are asked for where nothing is given', () => {
    assert.deepEqual(
      missingInputs(definition).map(({ name }) => name),
      ['text', 'whole', 'yes', 'one', 'code', 'map'],
    );
    assert.deepEqual(missingInputs(analyse('name: x').definition), []);
  });

  it('are picked where they can be listed', () => {
    assert.deepEqual(choicesOf(input('yes')), [true, false]);
    assert.deepEqual(choicesOf(input('one')), ['a', 'b']);
    assert.equal(choicesOf(input('text')), undefined);
  });

  it('are described on one line, without links', () => {
    assert.equal(promptOf(input('text')), 'See [here] (command:evil) and there');
    assert.equal(promptOf(input('whole')), 'A whole number · at most 9');
    assert.equal(promptOf(input('code')), 'Pattern: ^[A-Z]+$');
    assert.equal(promptOf(input('given')), 'A number');
  });

  it('are described with their type, an example and bounds, also beside a description', () => {
    assert.equal(promptOf(input('labels')), 'Labels · A list as JSON, e.g. ["a", "b"]');
    assert.equal(promptOf(input('share')), 'Share · A number · 0 to 1');
    assert.equal(promptOf(input('token')), 'Token · A secret. It is not stored.');
  });

  it('are read by their type and checked as the engine does', async () => {
    assert.equal(await read('text', '12'), '12');
    assert.equal(await read('whole', '7'), 7);
    assert.equal(await read('whole', '12'), 'The input "whole" must be at most 9.');
    assert.equal(await read('whole', '1.5'), 'The input "whole" must be a whole number.');
    assert.equal(await read('whole', 'x'), 'Type a whole number, e.g. 3.');
    assert.equal(await read('map', 'x'), 'This is not JSON. Type e.g. {"a": 1}.');
    assert.equal(await read('labels', 'a, b'), 'This is not JSON. Type e.g. ["a", "b"].');
    assert.deepEqual(await read('map', '{"a": [1]}'), { a: [1] });
    assert.equal(await read('map', '[]'), 'The input "map" must be an object.');
    assert.equal(await read('code', 'abc'), 'The input "code" must match the pattern "^[A-Z]+$".');
  });
});
