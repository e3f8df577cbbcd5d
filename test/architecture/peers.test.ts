/** What docs/language.md claims of our features beside others' is shown by tests that are there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/architecture/imports.ts';

/** The last cells of the table of features, in which a feature that we lack may have nothing. */
function evidence(): readonly (readonly [feature: string, ours: string, tests: readonly string[]])[] {
  const text = readFileSync(path.join(root, 'docs/language.md'), 'utf8');
  const [, table = ''] = text.split(/^\| feature .*\n\|[-| ]+\n/m);
  const [rows = ''] = table.split('\n\n');
  return rows.split('\n').map((row) => {
    const [feature = '', , ours = '', shown = ''] = row.split('|').slice(1);
    const [unit = '', host = ''] = shown.split(/\bhost /);
    return [feature.trim(), ours, [...names(unit, 'test/unit/language'), ...names(host, 'test/host')]];
  });
}

function names(cell: string, folder: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) =>
    name.startsWith('test/') ? name : `${folder}/${name}`,
  );
}

describe('the features beside those of others', () => {
  it('name tests that are there, but for what is missing', () => {
    const rows = evidence();
    assert(rows.length > 40, `there are ${rows.length} rows`);
    for (const [feature, ours, tests] of rows) {
      assert(tests.length > 0 || ours.includes('**'), `${feature}: nothing shows it`);
      for (const test of tests)
        assert(
          existsSync(path.join(root, `${test}.test.ts`)) || existsSync(path.join(root, test)),
          `${feature}: ${test}`,
        );
    }
  });
});
