/**
 * Whoever edits the tutorial's sample, however, is never told of a crash, of a place that is not there, or of a mistake that is
 * gone: 500 edits in rows of 20, each row taken back to its start.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Analyser } from '../support/property/analyser.ts';
import { applyEdit, edits } from '../support/property/edits.ts';
import { askAll } from '../support/property/features.ts';
import { runs } from '../support/property/settings.ts';

const sample = readFileSync(new URL('../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url), 'utf8');

describe('Editing the sample', () => {
  let analyser: Analyser;
  before(() => {
    analyser = new Analyser();
  });
  after(() => analyser.close());

  it('says the same of a text whatever it was before, and nothing after everything is undone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edits, { minLength: 20, maxLength: 20 }),
        fc.array(fc.nat(4000), { minLength: 3, maxLength: 3 }),
        async (row, places) => {
          const texts = row.reduce<string[]>(
            (before, edit) => [...before, applyEdit(before.at(-1) ?? '', edit)],
            [sample],
          );
          const said = texts.map((text, step) =>
            askAll(
              text,
              places.map((place) => place + 7 * step),
            ),
          );
          assert.equal(said[0], '[]', 'the sample has no mistake');
          for (let step = texts.length - 1; step >= 0; step--)
            assert.equal(askAll(texts[step] ?? '', places), said[step], `after the undo of edit ${step + 1}`);
          // Another thread has seen neither these texts nor their order.
          const step = (places[0] ?? 0) % texts.length;
          assert.equal((await analyser.analyse(texts[step] ?? '', 30_000)).diagnostics, said[step], 'analysed afresh');
        },
      ),
      runs(25),
    );
  }).timeout(300_000);
});
