/** Fault F20: a seeded defect that no longer fits the source proves nothing, so it is to be written anew with the source. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Defect, defects, editsOf } from '../../scripts/defects/all.mjs';
import { root } from '../support/architecture/imports.ts';

const all: readonly Defect[] = defects;

describe('the seeded defects (scripts/defects)', () => {
  it('fit the source: what each replaces occurs once', () => {
    const misfits = all.flatMap((defect) =>
      editsOf(defect)
        .filter(({ file, old }) => readFileSync(path.join(root, file), 'utf8').split(old).length !== 2)
        .map(({ file, old }) => `${defect.name}: in ${file}, "${old}"`),
    );
    assert.deepEqual(misfits, []);
  });

  it('have names of their own', () => {
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  });
});
