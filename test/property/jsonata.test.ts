/** What is reported of a JSONata text before it is executed: JSONata refuses it too. */
import fc from 'fast-check';
import jsonata from 'jsonata';
import assert from 'node:assert/strict';
import { jsonataProblem } from '../../src/model/expressions/jsonata.ts';
import { parse } from '../../src/model/syntax/parse.ts';
import { runs } from '../support/property/settings.ts';

const words = [
  ...[
    'inputs',
    'a',
    'and',
    'or',
    'in',
    'function',
    '$x',
    '$',
    '$$',
    '`b c`',
    '1',
    '2.5',
    '"t"',
    "'u'",
    '/r/',
    '/[/]/i',
  ],
  ...['true', 'null', 'é', ' ', ' ', ' ', '\n', '/* c */', '/*', '"', "'", '`', '\\', '\u00a0'],
  ...[
    '.',
    '..',
    '+',
    '-',
    '*',
    '**',
    '/',
    '%',
    '&',
    '=',
    '!=',
    '<',
    '<=',
    '>',
    '~>',
    ':=',
    '?',
    ':',
    '?:',
    '??',
    '|',
    '@',
    '#',
    '^',
  ],
  ...['(', ')', '[', ']', '{', '}', ',', ';', '[]', '()', '{}', '$f(?)', 'function($x){', '<n:n>', '^(>', '!', '~'],
];

/** Those that can be read, most of them. */
const sound: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('inputs.a', '$x', '1', '"t"', '*', '%', '**', 'and', '/r/', '$f(?, 1)', '`b c`', '[]', '{}', '()'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('.', '+', '-', '*', '/', '%', '&', '=', '<', 'and', 'or', 'in', '~>', '??', '?:', '..'),
        tie('expression'),
      )
      .map((all) => all.join(' ')),
    tie('expression').map((one) => `(${one}; ${one};)`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{ ${a}: ${b} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}[${b}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a} ? ${b} : ${a}`),
    tie('expression').map((one) => `a^(>${one}, <${one})`),
    tie('expression').map((one) => `-${one}`),
    tie('expression').map((one) => `($x := function($a)<n:n>{ ${one} }; $x(${one}))`),
    tie('expression').map((one) => `a@$v#$i.${one}{ "k": ${one} }`),
  ),
})).expression;

function isRefused(text: string): boolean {
  try {
    jsonata(text);
    return false;
  } catch {
    return true;
  }
}

describe('JSONata before it is executed', () => {
  it('is refused only where JSONata refuses it', () => {
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 10 }).map((parts) => parts.join('')),
      sound,
      fc
        .tuple(sound, fc.nat(), fc.constantFrom('', ...words))
        .map(([text, at, more]) => text.slice(0, at % text.length) + more + text.slice((at % text.length) + 1)),
    );
    let told = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const tree = parse(JSON.stringify(text));
        assert(tree.root?.kind === 'scalar');
        const problem = jsonataProblem(tree.root, tree);
        if (problem) assert(isRefused(text), `${problem.message} ${text}`);
        if (problem) told++;
      }),
      runs(3000),
    );
    assert(told > 0);
  });
});
