/** Threat T12: regular expressions that others collected because they hang, polynomial ones among them, as patterns of inputs. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { checkPatterns, type PatternVerdict } from '../../../src/engine/patterns.ts';

const file = new URL('../../../../shared/cases/hostile/regexes.json', import.meta.url);

/** As the cases say it: of 30 and of 50,000 characters. */
const attacks = (length: number): readonly string[] =>
  ['a', 'x', '.', 'b'].map((letter) => `${letter.repeat(length)}!`);

describe('threat T12: patterns that hang', function () {
  this.timeout(60_000);

  if (!existsSync(file)) {
    console.log('    (skipped: the shared regular expressions are not here)');
    return;
  }
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly cases: readonly { readonly id: string; readonly regex: string; readonly cls: string }[];
  };

  for (const { id, regex, cls } of cases)
    it(`${id} ${regex}: has a verdict, and this thread goes on meanwhile`, async () => {
      let turns = 0;
      const count = (): void => {
        turns++;
        counting = setImmediate(count);
      };
      let counting = setImmediate(count);
      const verdicts = await Promise.all(
        [30, 50_000].map((length) => checkPatterns(attacks(length).map((value) => ({ pattern: regex, value })))),
      );
      clearImmediate(counting);
      assert(turns > 1);
      // What only other dialects know is no regular expression here.
      const known: readonly PatternVerdict[] = cls === 'invalid' ? ['invalid'] : ['matches', 'differs', 'too-slow'];
      for (const verdict of verdicts.flat()) assert(known.includes(verdict), verdict);
    });

  it('one that hangs is told of, not waited for', async () => {
    const [verdict] = await checkPatterns([{ pattern: '^(a+)+$', value: `${'a'.repeat(50_000)}!` }]);
    assert.equal(verdict, 'too-slow');
  });
});
