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
    assert.equal(promptOf(input('whole')), 'A whole number');
    assert.equal(promptOf(input('code')), 'code');
  });

  it('are read by their type and checked as the engine does', async () => {
    assert.equal(await read('text', '12'), '12');
    assert.equal(await read('whole', '7'), 7);
    assert.equal(await read('whole', '12'), 'The input "whole" must be at most 9.');
    assert.equal(await read('whole', '1.5'), 'The input "whole" must be a whole number.');
    assert.equal(await read('whole', 'x'), 'Type a whole number, e.g. 3.');
    assert.equal(await read('map', 'x'), 'This is not JSON.');
    assert.deepEqual(await read('map', '{"a": [1]}'), { a: [1] });
    assert.equal(await read('map', '[]'), 'The input "map" must be an object.');
    assert.equal(await read('code', 'abc'), 'The input "code" must match the pattern "^[A-Z]+$".');
  });
});
