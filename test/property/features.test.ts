/**
 * Whatever stands in a file and wherever it is asked, no feature of the language throws, hangs, or points to a place that is not
 * there: edits of the samples, of the YAML test suite and of hostile YAML, by itself and in the midst of a workflow.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { Asker } from '../support/property/asker.ts';
import { applyEdit, edits } from '../support/property/edits.ts';
import { fuzzed } from '../support/property/settings.ts';
import { samples, yamlCases } from '../support/property/texts.ts';

/** Far more than any may take: what the machine does besides fails no test. */
const patienceMs = 60_000;

const sample = fc.constantFrom(...samples);
/** A text where a value stands, or an item: indented as what it takes the place of. */
const mixed = fc.tuple(sample, fc.constantFrom('', ...yamlCases), fc.nat(), fc.nat(8)).map(([text, yaml, line, by]) => {
  const lines = text.split('\n');
  const indented = yaml.split('\n').map((part) => ' '.repeat(by) + part);
  lines.splice(line % lines.length, 1, ...indented);
  return lines.join('\n');
});
const beginnings = fc.oneof(sample, fc.constantFrom('', ...yamlCases), mixed);

const lineEnds = fc.constantFrom('\n', '\n', '\r\n', '\r');

describe('Every feature of the language', () => {
  const asker = new Asker();
  after(() => asker.close());

  it('answers whatever stands in a file', async () => {
    await fc.assert(
      fc.asyncProperty(
        beginnings,
        fc.array(edits, { maxLength: 8 }),
        lineEnds,
        fc.array(fc.nat(20_000), { minLength: 3, maxLength: 3 }),
        async (beginning, row, lineEnd, places) => {
          const text = row.reduce(applyEdit, beginning).replaceAll('\n', lineEnd);
          assert.equal(await asker.ask({ text, places }, patienceMs), undefined, JSON.stringify(text));
        },
      ),
      fuzzed(300),
    );
  }).timeout(0);
});
