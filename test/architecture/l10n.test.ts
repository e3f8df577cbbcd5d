import assert from 'node:assert/strict';
import { collectTexts, readBundle } from '../../scripts/l10n.mjs';

const { texts, unreadable } = collectTexts();
const english = readBundle('l10n/bundle.l10n.json');
const chinese = readBundle('l10n/bundle.l10n.zh-tw.json');
const manifest = readBundle('package.nls.json');
const chineseManifest = readBundle('package.nls.zh-tw.json');

/** What a bundle lacks, and what nobody asks it for. */
const compare = (bundle: Readonly<Record<string, string>>): object => ({
  missing: few(texts.filter((text) => !Object.hasOwn(bundle, text))),
  unused: few(Object.keys(bundle).filter((text) => !texts.includes(text))),
});

/** A failure shows the first ten; `npm run l10n` lists them all. */
const few = (list: readonly string[]): readonly string[] =>
  list.length <= 10 ? list : [...list.slice(0, 10), `… and ${list.length - 10} more`];

/** What must survive translation: `{0}`, and `(command:…)` links. */
const fixedParts = (text: string): readonly string[] => (text.match(/\{\d+\}|\(command:[\w.]+\)/g) ?? []).sort();
const changed = (
  translations: Readonly<Record<string, string>>,
  original: (key: string) => string,
): readonly string[] =>
  Object.entries(translations)
    .filter(([key, text]) => fixedParts(original(key)).join() !== fixedParts(text).join())
    .map(([key]) => key);

describe('text for people', () => {
  it('is a literal in every call of t(…)', () => {
    assert.deepEqual(unreadable, []);
  });

  it('is in l10n/bundle.l10n.json (npm run l10n)', () => {
    assert.deepEqual(compare(english), { missing: [], unused: [] });
  });

  it('is translated into Traditional Chinese, all of it and nothing else', () => {
    assert.deepEqual(compare(chinese), { missing: [], unused: [] });
  });

  it('keeps its placeholders in translation', () => {
    assert.deepEqual(
      changed(chinese, (key) => key),
      [],
    );
  });

  it('is translated in the manifest, links included', () => {
    assert.deepEqual(Object.keys(chineseManifest).sort(), Object.keys(manifest).sort());
    assert.deepEqual(
      changed(chineseManifest, (key) => manifest[key] ?? ''),
      [],
    );
  });
});
