import assert from 'node:assert/strict';
import { formatDuration } from '../../../src/base/duration.ts';
import { t, useTranslations } from '../../../src/base/l10n.ts';

describe('t', () => {
  afterEach(() => {
    useTranslations({});
  });

  it('puts the arguments in their places, also when a translation changes their order', () => {
    assert.equal(t('{0} of {1}', 2, 5), '2 of 5');
    useTranslations({ '{0} of {1}': '共 {1} 個中的第 {0} 個' });
    assert.equal(t('{0} of {1}', 2, 5), '共 5 個中的第 2 個');
  });

  it('leaves a place without an argument as it is, and arguments untouched', () => {
    assert.equal(t('{0} and {1}', '{1}'), '{1} and {1}');
  });

  it('does not take a word of Object.prototype for a translation', () => {
    assert.equal(t('constructor'), 'constructor');
  });
});

describe('formatDuration', () => {
  for (const [ms, text] of [
    [0, '0 ms'],
    [999.4, '999 ms'],
    [1000, '1.0 s'],
    [59_949, '59.9 s'],
    [59_950, '1 m 00 s'],
    [185_000, '3 m 05 s'],
    [3_599_600, '1 h 00 m'],
    [7_800_000, '2 h 10 m'],
  ] as const)
    it(`shows ${String(ms)} ms as ${text}`, () => {
      assert.equal(formatDuration(ms), text);
    });
});
