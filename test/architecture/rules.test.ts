/** Every numbered rule of the semantics is what some test is about: the title of a `describe` begins with its id. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/architecture/imports.ts';

/** The last number of each letter. */
const rules = Object.entries({ T: 6, D: 4, J: 7, F: 6, R: 6, E: 7 }).flatMap(([letter, last]) =>
  Array.from({ length: last }, (_, index) => `${letter}${index + 1}`),
);

const semantics = path.join(root, '..', 'shared', 'spec', 'semantics.md');

/** The rules that the titles of a test file's `describe` blocks begin with. */
function rulesNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/\bdescribe\(\s*['"`]([TDJFRE]\d+)(?=[ ,:])/g)].flatMap(([, id]) => id ?? []);
}

describe('the numbered rules of the semantics', () => {
  it('each have a test that names them', () => {
    const files = globSync('test/{unit,property,cases}/**/*.test.ts', { cwd: root });
    const named = new Set(files.flatMap((file) => rulesNamedIn(readFileSync(path.join(root, file), 'utf8'))));
    assert.deepEqual(
      rules.filter((rule) => !named.has(rule)),
      [],
      'rules without a test',
    );
    assert.deepEqual([...named].filter((name) => !rules.includes(name)).sort(), [], 'titles that name no rule');
  });

  if (existsSync(semantics))
    it('are those of spec/semantics.md', () => {
      const written = [...readFileSync(semantics, 'utf8').matchAll(/^\* \*\*([A-Z]\d+)\*\* /gm)];
      assert.deepEqual(
        written.map(([, id]) => id),
        rules,
      );
    });
  else it('are those of spec/semantics.md (skipped: ../shared/spec/semantics.md is not there)');
});
