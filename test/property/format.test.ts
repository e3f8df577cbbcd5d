/** Formatting changes white space only: not what a text means, not its comments, nothing that is right already, and nothing twice. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { LineIndex } from '../../src/base/text.ts';
import { applyEdits } from '../../src/language/edits.ts';
import { agrees } from '../../src/language/format/agree.ts';
import { format, formatRange } from '../../src/language/format/format.ts';
import { scan } from '../../src/language/format/scan.ts';
import { parse } from '../../src/model/syntax/parse.ts';
import { analyse } from '../../src/model/project.ts';
import { applyEdit, edits } from '../support/property/edits.ts';
import { runs } from '../support/property/settings.ts';
import { disorderly, odd } from '../support/property/whiteSpace.ts';
import { commentsOf, meaningOf } from '../support/property/yamlMeaning.ts';

const folders = ['../../examples/', '../fixtures/'].map((folder) => new URL(folder, import.meta.url));
const samples = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.workflow.yaml'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8')),
);

/** @returns the formatted text */
function check(text: string, tabSize = 2): string {
  const tree = parse(text);
  const made = format(tree, { tabSize });
  for (const { range, newText } of made) {
    const [start, end] = [tree.lines.offsetAt(range.start), tree.lines.offsetAt(range.end)];
    const old = text.slice(start, end);
    assert.match(old + newText, /^\s*$/, `not only white space: ${JSON.stringify(text)}`);
    assert(old.charAt(0) !== newText.charAt(0) && old.at(-1) !== newText.at(-1), `changes what stays: ${text}`);
  }
  const result = applyEdits(tree, made);
  if (made.length > 0) {
    assert.deepEqual(meaningOf(result), meaningOf(text), `${text}\n--\n${result}`);
    assert.deepEqual(commentsOf(result), commentsOf(text), `${text}\n--\n${result}`);
    assert.deepEqual(
      applyEdits(parse(result), format(parse(result), { tabSize })),
      result,
      `changes again: ${JSON.stringify(text)}`,
    );
  }
  return result;
}

/** The definition without its places. */
function definitionOf(text: string): string {
  return JSON.stringify(analyse(text).definition, (key, value: unknown) =>
    key.toLowerCase().endsWith('range') || key === 'source'
      ? undefined
      : value instanceof Map
        ? [...(value as ReadonlyMap<unknown, unknown>)]
        : value,
  );
}

/** Whether it is one that is formatted at all. */
function isUnderstood(text: string): boolean {
  const tree = parse(text);
  return tree.problems.length === 0 && agrees(tree, scan(text));
}

describe('Formatting', () => {
  it('understands what the tests hold it against', () => {
    for (const text of [...samples.filter((sample) => parse(sample).problems.length === 0), odd])
      assert(isUnderstood(text), text);
    assert(check(odd) !== odd);
  });

  it('keeps samples in other white space what they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples, odd),
        disorderly,
        fc.constantFrom(2, 2, 4, 1, 3),
        (sample, make, tabSize) => {
          const text = make(sample);
          const result = check(text, tabSize);
          if (parse(text).problems.length === 0) assert.equal(definitionOf(result), definitionOf(text));
        },
      ),
      runs(600),
    );
  }).timeout(120_000);

  it('keeps samples that are being edited what they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples, odd),
        fc.array(edits, { maxLength: 4 }),
        disorderly,
        (sample, row, make) => {
          check(make(row.reduce(applyEdit, sample)));
        },
      ),
      runs(600),
    );
  }).timeout(120_000);

  it('of some lines keeps all of it what it is, and leaves lines that need not move', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples, odd), disorderly, fc.nat(200), fc.nat(6), (sample, make, line, more) => {
        const text = make(sample);
        const tree = parse(text);
        const first = line % new LineIndex(text).lineCount;
        const range = { start: { line: first, character: 0 }, end: { line: first + more, character: 0 } };
        const result = applyEdits(tree, formatRange(tree, range, { tabSize: 2 }));
        assert.deepEqual(meaningOf(result), meaningOf(text), `${text}\n--\n${result}`);
        assert.deepEqual(commentsOf(result), commentsOf(text));
      }),
      runs(600),
    );
  }).timeout(120_000);

  const cases = ['suite', 'hostile'].map((name) => new URL(`../../../shared/cases/yaml/${name}.json`, import.meta.url));
  for (const file of cases)
    if (!existsSync(file)) it(`of other projects' texts is not tested: they are not here (${file.pathname})`);
    else
      it(`keeps other projects' texts what they are (${file.pathname.split('/').at(-1) ?? ''})`, () => {
        const all = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly { readonly yaml?: string }[] };
        for (const { yaml } of all.cases)
          for (const text of yaml === undefined ? [] : placesOf(yaml)) {
            if (text === yaml && parse(text).problems.length === 0) assert(isUnderstood(text), text);
            for (const tabSize of [2, 4]) check(text, tabSize);
          }
      }).timeout(60_000);
});

/** The text alone, and where it stands in workflows. */
function placesOf(yaml: string): readonly string[] {
  return [
    yaml,
    yaml.replaceAll('\n', '\r\n'),
    yaml.trimEnd(),
    `x-a:\n    ${yaml.replaceAll('\n', '\n    ')}\nnodes: []\n`,
    `nodes:\n- ${yaml.replaceAll('\n', '\n  ')}\n`,
    `nodes:\n    -   ${yaml.replaceAll('\n', '\n        ')}\n`,
    `x-a: [ ${yaml.replaceAll('\n', '\n   ')}\n  ]\n`,
  ];
}
