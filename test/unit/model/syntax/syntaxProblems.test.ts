import assert from 'node:assert/strict';
import { parseAllDocuments, YAMLParseError } from 'yaml';
import { analyse } from '../../../../src/model/project.ts';
import { yamlMessage } from '../../../../src/model/syntax/yamlMessages.ts';
import { expectDiagnostics } from '../document.ts';

const start = `nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end }
`;

const unclosed = (open: string, close: string): string =>
  `The bracket "${open}" is not closed. Add "${close}", and indent all lines up to it more than the line that it opens in.`;
const column =
  'This line is not indented like its neighbours. Begin the keys of a map, and the items of a list, in one column.';
const asOne =
  'This line and the next are read as one. Write "key: value", close what is open, or indent the next line like its neighbours.';
const stray =
  'This does not belong to what stands before it. Indent it like its neighbours, or put the whole text into quotes.';
const commas =
  'Within brackets, commas separate the items. Add the missing comma, remove the dash, or close the bracket.';
const noText = 'The lines of a text behind | or > are indented alike, and more than its key. Indent them so.';
const directive = 'A line that begins with % speaks to the YAML parser. Remove it, or put the text into quotes.';
const nextLine = 'A list or a map cannot begin in this line. Begin it on the next.';
const cannotBegin = (character: string): string =>
  `A text cannot begin with "${character}". Put the whole text into quotes.`;
const noBracket = (character: string): string =>
  `No bracket is open that "${character}" could close. Remove it, or put the text into quotes.`;

/** A text with marks, and what is said of it: each mark is one line. */
const table: readonly [text: string, ...said: string[]][] = [
  ['a: «@»x', cannotBegin('@')],
  ['a: «%»x', cannotBegin('%')],
  ['a: «`»x`', cannotBegin('`')],
  ['a: «,»', cannotBegin(',')],
  ['a:\n«\t»b: 1', 'A tab cannot indent. Use spaces.'],
  ['a: {\n«\t»x: 1}', 'A tab cannot indent. Use spaces.'],
  ['a: «[1, 2»\nb: 3', unclosed('[', ']')],
  ['«{x: 1»', unclosed('{', '}')],
  ['nodes:\n  - «{ id: a, type: start»\n  - { id: b, type: end }\nedges: []', unclosed('{', '}')],
  ['a: [b: «[c»\nd: 1', unclosed('[', ']')],
  ['a: «"x»\nb: 1\nc: 2', 'This text has no closing quote. Add " at its end.'],
  ["a: «'x»\nb: 'y'", "This text has no closing quote. Add ' at its end."],
  ['a: { x: «"y }»\nb: 1', 'This text has no closing quote. Add " at its end.'],
  ['a: "x" «y»', stray],
  ["a: 'it'«s'»", stray],
  ['- a\n«b»: 1', stray],
  [
    'a: «b»: c',
    'A second colon stands in one line. Put the text into quotes, or begin its inner map on the next line.',
  ],
  ['a: 1\n«foo»\nb: 2', asOne],
  ['a: «1»\n  b: 2', asOne],
  [
    'a: 1\n«foo»',
    'This is no key: a colon is missing. Write "key: value", or indent the line when it belongs to the text above.',
  ],
  ['a:\n- b\n«-c»\n', 'A space is missing behind the dash. Write "- value".'],
  ['a:\n  b: 1\n« »c: 2', column],
  ['a:\n  - 1\n« »- 2', 'This dash does not stand below the others. Begin all items of a list in one column.'],
  [
    'a:\n  - id: x\n« »  type: y',
    'An item of a list begins with a dash and a space. Add them, or indent the line like its neighbours.',
  ],
  ['a: «-» 1', nextLine],
  ['a: [1,«,» 2]', 'Nothing stands before this comma. Remove it, or write an item.'],
  ['a: {x: «1 y: 2»}', commas],
  ['a: [\n  «- 1»\n ]', commas],
  ['a: { "x" «"»y" }', 'A comma is missing between two items. Add it, or put the text into quotes.'],
  ['a: «]»', noBracket(']')],
  ['a: {x: 1}«}»', noBracket('}')],
  [
    'a: { x: $«{»{ inputs.x }} }',
    'Within brackets an expression needs quotes. Write "${{ … }}" with quotes around it.',
  ],
  ['a: «*»', 'A name is missing behind "*". Write one, or put the text into quotes.'],
  ['a: «&»', 'A name is missing behind "&". Write one, or put the text into quotes.'],
  [
    'a: «*b*»',
    'No anchor "&b*" stands before this alias. Write it at the value that is meant, or put the text into quotes.',
  ],
  ['a: &x «*y»', 'An alias has no anchor and no tag of its own. Remove them.'],
  ['a: &x «&y» 1', 'A value has one anchor at most. Remove the others.'],
  ['a: !x «!y» 1', 'A value has one tag at most. Remove the others.'],
  ['a: «!<x»', 'This tag does not fit. Remove it; a text that begins with ! needs quotes.'],
  ['a: "«\\»q"', '"\\q" means nothing in double quotes. Write two backslashes for one, or use single quotes.'],
  ['a: |«x»\n  b', 'Behind | or > stands no text. Begin it on the next line, indented.'],
  ['a: >\n   \n  «b»', noText],
  ['a: "x"«#c»', 'A comment needs a space before its #. Add it, or put the text into quotes.'],
  ['%foo\n«a»: 1', directive],
  ['--- «a»: b', nextLine],
];

describe('yaml-syntax', () => {
  for (const [text, ...said] of table)
    it(`says what is wrong with ${JSON.stringify(text)}`, () => {
      expectDiagnostics(
        text,
        said.map((message) => ({ code: 'yaml-syntax', message })),
      );
    });

  it("keeps the parser's words for a code that is not known", () => {
    const error = new YAMLParseError([0, 1], 'RESOURCE_EXHAUSTION', 'Too much');
    assert.equal(yamlMessage(error, 'a'), 'YAML syntax: Too much');
  });

  it('takes time that grows with the mistakes', () => {
    const text = `a:\n${'  - { x: "1" "y": 2 }\n'.repeat(3000)}  - { x: "`;
    assert.equal(parseAllDocuments(text).length, 1);
    assert.equal(analyse(text).diagnostics.length, 3001);
  });
});

describe('a file that is no UTF-8 text', () => {
  const said = [
    { code: 'yaml-syntax', message: 'This file is no UTF-8 text. Save it with the encoding UTF-8.' },
  ] as const;

  it('is called so: UTF-16', () => {
    expectDiagnostics('n«\0»a\0m\0e\0:\0 \0a\0\n\0', said);
    expectDiagnostics('\uFFFD\uFFFDn«\0»a\0m\0e\0', said);
  });

  it('is called so: binary', () => {
    expectDiagnostics('«\uFFFD»PNG\r\n\u001a\n: [', said);
  });

  it('is read all the same when only a letter is lost', () => {
    expectDiagnostics(`name: M\uFFFDnchen\n${start}`, []);
  });
});
