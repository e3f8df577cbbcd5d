import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { LineIndex } from '../../../src/base/text.ts';
import { codeLenses } from '../../../src/language/codeLens.ts';
import { complete } from '../../../src/language/completion.ts';
import { hover } from '../../../src/language/hover.ts';
import { definitionAt, referencesAt } from '../../../src/language/navigation.ts';
import { symbols } from '../../../src/language/symbols.ts';
import type { OutlineSymbol } from '../../../src/language/types.ts';
import { analyse } from '../../../src/model/project.ts';
import assert from 'node:assert/strict';
import { checkPlace, checkSeeing } from './invariants.ts';

const sample = readFileSync(
  new URL('../../../examples/tutorial/data_aggregation.workflow.yaml', import.meta.url),
  'utf8',
);

type Edit = { readonly at: number } & (
  { readonly remove: number } | { readonly insert: string } | { readonly lines: number }
);

const bits = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  '- ',
  '\n',
  '\n  ',
  '"',
  "'",
  '${{ ',
  ' }}',
  '|\n',
  '#',
  '&a ',
  '*a',
  '!!',
  '\t',
  '---\n',
  '? ',
  ',',
  'x',
  '\u{1F600}',
  '\r',
  'nodes.',
  'inputs.',
  '<<: ',
];

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ at: fc.nat(3000), remove: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ at: fc.nat(3000), insert: fc.constantFrom(...bits) }),
  fc.record({ at: fc.nat(3000), lines: fc.integer({ min: 1, max: 4 }) }),
);

function apply(text: string, change: Edit): string {
  const at = change.at % (text.length + 1);
  if ('remove' in change) return text.slice(0, at) + text.slice(at + change.remove);
  if ('insert' in change) return text.slice(0, at) + change.insert + text.slice(at);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const lines = text.slice(start).split('\n').slice(0, change.lines).join('\n');
  return `${text.slice(0, start)}${lines}\n${text.slice(start)}`;
}

function ask(text: string, offset: number): void {
  const project = analyse(text);
  const at = offset % (text.length + 1);
  // No cursor stands within an end of line.
  const position = new LineIndex(text).positionAt(text.slice(at - 1, at + 1) === '\r\n' ? at - 1 : at);
  for (const { range, label } of complete(project, position)) {
    assert.equal(range.start.line, position.line, label);
    assert.equal(range.end.line, position.line, label);
    assert(range.start.character <= position.character && position.character <= range.end.character, label);
  }
  hover(project, position);
  definitionAt(project, position);
  referencesAt(project, position, { includeDeclaration: true });
  codeLenses(project);
  const named = ({ name, children }: OutlineSymbol): void => {
    assert.notEqual(name, '');
    children.forEach(named);
  };
  symbols(project).forEach(named);
  checkSeeing(project, position);
  checkPlace(project, position);
}

describe('language features on any text', () => {
  it('never throw, however the sample is edited', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), fc.nat(3000), (edits, offset) => {
        ask(edits.reduce(apply, sample), offset);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  }).timeout(120_000);

  it('never throw while the sample is typed', () => {
    for (let length = 0; length <= sample.length; length += 3) ask(sample.slice(0, length), length);
  }).timeout(120_000);

  it('never throw on texts that are no workflow', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 30 }), fc.nat(60), (parts, offset) => {
        ask(parts.join(''), offset);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  }).timeout(120_000);
});
