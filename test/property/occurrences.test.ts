/** A search by name looks at the lines alone that may hold it, and finds what one walk over the whole text finds. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { analyse } from '../../src/model/project.ts';
import { isSame, occurrencesOf } from '../../src/language/occurrences.ts';
import { applyEdit, edits } from '../support/property/edits.ts';
import { fuzzed } from '../support/property/settings.ts';
import { samples } from '../support/property/texts.ts';

const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
/** Names that do not stand there letter by letter, in other letters, behind an alias. */
const endings = fc.constantFrom(
  '',
  '  - { source: "\\x66etch_db", target: "\\u0065nd" }\n',
  'outputs: { x: "${{ nodes.FETCH_DB.output.\\\n  rows }}", y: &y "${{ inputs.query }}", z: *y }\n',
  'outputs: { x: "${{ nodes[\'fetch_db\'].output }} İ" }\n',
);

describe('Occurrences', () => {
  it('by name are those of the whole walk', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(edits, { maxLength: 4 }),
        endings,
        lineEnds,
        (sample, row, ending, lineEnd) => {
          const text = (row.reduce(applyEdit, sample) + ending).replaceAll('\n', lineEnd);
          const project = analyse(text);
          const all = occurrencesOf(project);
          for (const name of all.slice(0, 40))
            assert.deepEqual(
              occurrencesOf(project, { name }),
              all.filter((one) => isSame(one, name)),
              JSON.stringify({ text, name }),
            );
        },
      ),
      fuzzed(200),
    );
  }).timeout(0);
});
