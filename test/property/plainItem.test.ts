/** What the quick reader of items answers is, to the last range, what the parser answers. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { finish } from '../../src/base/steps.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findIgnores } from '../../src/model/syntax/ignores.ts';
import { countCollections, defaultLimits } from '../../src/model/syntax/limits.ts';
import { MapNode, SequenceNode } from '../../src/model/syntax/nodes.ts';
import { parseSource } from '../../src/model/syntax/parseSource.ts';
import { type PlainItem, readPlainItem } from '../../src/model/syntax/plainItem.ts';
import { Source } from '../../src/model/syntax/source.ts';
import { atBeginning, split } from '../../src/model/syntax/split.ts';
import { largeText } from '../bench/largeWorkflow.ts';
import { runs } from '../support/property/settings.ts';

/** @returns whether the quick reader answered; where it does, it has to be right */
function isRead(text: string): boolean {
  const source = new Source(text);
  const item = readPlainItem(source);
  if (item) assert.deepEqual(answer(item), parsed(source), JSON.stringify(text));
  return item !== undefined;
}

function answer({ item, extent, collections, lineBreaks }: PlainItem): unknown {
  // It is read again then.
  item.forget();
  const root = new SequenceNode([new MapNode(item.pairs, item.flow, item)], false, extent);
  return { root, collections, lineBreaks, problems: [], usesAnchors: false, ignores: new Map() };
}

function parsed(source: Source): unknown {
  const { text } = source;
  const lineBreaks = text.split('\n').length - 1;
  return {
    ...parseSource(source, defaultLimits),
    collections: countCollections(text, defaultLimits),
    lineBreaks,
    ignores: findIgnores(text),
  };
}

function itemsOf(text: string): readonly string[] {
  const cuts = finish(split(text, 0, text.length, atBeginning))?.cuts ?? [];
  return cuts.filter(({ kind }) => kind === 'item').map(({ start, end }) => text.slice(start, end));
}

/** The share of them that is read. */
function shareOf(items: readonly string[]): number {
  return items.filter(isRead).length / items.length;
}

const numbers = [
  ...[
    '0',
    '7',
    '-1',
    '+1',
    '012',
    '00',
    '0x1F',
    '0xG',
    '0o17',
    '0o8',
    '0b1',
    '1e3',
    '1E-3',
    '1e',
    '1_000',
    '1,000',
    '.5',
    '5.',
    '5.0',
  ],
  ...[
    '.',
    '..',
    '...',
    '.e1',
    '1.2.3',
    '.inf',
    '-.inf',
    '.NaN',
    '.nan',
    '.Inf1',
    '123456789012345',
    '1234567890123456789012',
    '1e999',
  ],
  ...['2026-11-30', '2026-11-30T01:02:03Z', '12:30:45', '30s', '5 min', '1.5h', '0.1.0', '1 2'],
];
const words = [
  ...[
    'true',
    'True',
    'TRUE',
    'tRUE',
    'false',
    'null',
    'Null',
    'NULL',
    '~',
    'yes',
    'no',
    'on',
    'y',
    '',
    'a',
    'Fetch db 1',
    'x-y',
    'a  b',
  ],
  ...[
    'a:b',
    'a: b',
    'a:',
    ':a',
    'a :b',
    'a ::b',
    'http://x/y?z=1&u=%20',
    'a#b',
    'a #b',
    '#a',
    'a,b',
    'a, b',
    "it's",
    'say "x"',
    "'",
    '"',
  ],
  ...[
    '-',
    '- a',
    '-a',
    '--',
    '---',
    '?',
    '? a',
    '?a',
    '!a',
    '!!str a',
    '&x a',
    '*x',
    '<<',
    '|',
    '>-',
    '%a',
    '@a',
    '`a',
    '\\',
    'a\\n',
    '=',
    '$',
  ],
  ...[
    '\ta',
    'a\tb',
    'a\t',
    'a b ',
    'é',
    '中文 字',
    '😀',
    '\uD800',
    'a\u00A0',
    '\u00A0a',
    'a\u2028b',
    '\u2028',
    '\u0085',
    'a\u0085b',
    '\uFEFF',
    'a\uFEFF',
  ],
  ...[
    'a\u0001b',
    '\u007F',
    '/',
    './a.ts',
    '$x',
    '${{ inputs.a }}',
    '${{a}}',
    '(a)',
    'a*',
    'a&b',
    'a|b',
    'a > b',
    'a ? b',
    'a - b',
    'a]',
    'a}',
    'w'.repeat(1_100),
  ],
];
const quotes = [
  ...[
    '""',
    "''",
    '"a"',
    "'a'",
    '"a: b # {"',
    "'a: [b'",
    '"a\\n"',
    '"a\\"b"',
    "'it''s'",
    '"a" b',
    "'a'b",
    '"a',
    "'a",
    '"a\tb"',
    '"a" # c',
    '"é"',
  ],
  ...['"a\u2028"', "'\uFEFF'", '"{{"', "'%'", '"\u0001"', '" a "', '"1"', "'null'"],
];
/** Mostly what is read, so that what is not stands between it. */
function mostly(usual: fc.Arbitrary<string>, ...odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
}
const usual = fc.constantFrom(
  'a',
  'Fetch db 1',
  '30s',
  '7',
  '012',
  'true',
  'Null',
  "'a: b # {'",
  '"é"',
  '""',
  'http://x/y',
  '中文',
  'a b',
);
const scalars = mostly(usual, ...numbers, ...words, ...quotes);
const keys = mostly(
  fc.stringMatching(/^[a-z][a-z_.-]?[a-z0-9]$/),
  ...['id', 'id', 'true', 'null', 'Null', '1', '"a"', "'a'", 'a b', '<<', '-', '? a', '', 'k'.repeat(1_030), 'é'],
);
const colons = mostly(fc.constantFrom(': ', ': ', ':  '), ':', ' : ', ':\t', ' ');
const commas = mostly(fc.constantFrom(', ', ',', ' , '), ',,', ' ', ',\n      ');

const { flow } = fc.letrec<{ flow: string; value: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, { weight: 4, arbitrary: scalars }, tie('flow')),
  flow: fc
    .tuple(
      fc.array(fc.tuple(keys, colons, tie('value'), commas), { maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom('', ' ', '  '),
      mostly(fc.constant(''), ', ', '#', '\t'),
    )
    .map(([entries, isMap, space, last]) => {
      const inside = entries
        .map(
          ([key, colon, value, comma], at) =>
            `${isMap ? key + colon : ''}${value}${at < entries.length - 1 ? comma : last}`,
        )
        .join('');
      return isMap ? `{${space}${inside}${space}}` : `[${space}${inside}${space}]`;
    }),
}));

const indents = mostly(fc.constant('    '), '', '  ', '   ', '     ', '      ', '\t');
const deeper = mostly(fc.constantFrom('', '  '), ' ', '   ');
const ends = mostly(fc.constantFrom('', '', ' ', '\n', '\n   '), ' # c', '#', '\t', '\n  # c', '\n\t', '\n      b');
const lines = fc
  .tuple(indents, keys, colons, fc.oneof({ weight: 3, arbitrary: scalars }, flow), ends)
  .map(([indent, key, colon, value, end]) => indent + key + colon + value + end);
const nested = fc
  .tuple(indents, keys, fc.array(fc.tuple(deeper, lines), { maxLength: 3 }))
  .map(([indent, key, inner]) => [`${indent}${key}:`, ...inner.map(([more, line]) => `  ${more}${line}`)].join('\n'));
const blocks = fc
  .tuple(
    mostly(fc.constant('  - '), '- ', '  -', '  -   ', '-\t'),
    fc.oneof(lines, flow),
    fc.array(fc.oneof(lines, nested), { maxLength: 4 }),
  )
  .map(([dash, first, rest]) => [dash + first.trimStart(), ...rest].join('\n'));
const items = fc
  .tuple(
    blocks,
    fc.constantFrom('', '\n', '\n', '\n\n', '\n  \n', ' \n'),
    mostly(fc.constantFrom('\n', '\r\n'), '\r'),
    fc.option(
      fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.constantFrom(...Array.from(' \n\t\r:,#-?{}[]&*!|>\'"%@`~a1.\\\u00A0'))),
      { freq: 1 },
    ),
  )
  .map(([block, end, lineBreak, change]) => {
    const text = (block + end).replaceAll('\n', lineBreak);
    if (!change) return text;
    const at = change[0] % (text.length + 1);
    return text.slice(0, at) + change[2] + text.slice(at + change[1]);
  });

const root = new URL('../../', import.meta.url);
function textsOf(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|md)$/.test(name))
    .map((name) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8'));
}
const cases = new URL('../shared/cases/yaml/suite.json', root);

describe('Plain items', () => {
  it('of all kinds are read as the parser reads them', () => {
    let read = 0;
    fc.assert(
      fc.property(items, (text) => {
        if (isRead(text)) read++;
      }),
      runs(20_000),
    );

    assert.ok(read > 2_000, `Only ${read} were read, so nothing is proved.`);
  }).timeout(300_000);

  it('with one scalar, wherever it stands, are read as the parser reads them', () => {
    for (const scalar of [...numbers, ...words, ...quotes])
      for (const text of [
        `- a: ${scalar}`,
        `- b: 1\n  a: ${scalar}\n`,
        `- { a: ${scalar} }`,
        `- {a: [${scalar}, ${scalar}]}\n`,
        `- ${scalar}: 1`,
      ])
        isRead(text);
  });

  it('of our own files are read as the parser reads them', () => {
    for (const folder of ['examples', 'docs', 'test/fixtures', 'test/golden'])
      for (const text of textsOf(folder)) {
        const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
        for (const each of [text, ...blocks]) itemsOf(each).forEach(isRead);
      }
  }).timeout(60_000);

  if (existsSync(cases))
    it('of other projects are read as the parser reads them', () => {
      const suite = JSON.parse(readFileSync(cases, 'utf8')) as { readonly cases: readonly { readonly yaml: string }[] };
      for (const { yaml } of suite.cases) {
        isRead(yaml);
        isRead(`  - ${yaml.replaceAll('\n', '\n    ')}\n`);
        isRead(`  - a: ${yaml}`);
        itemsOf(`nodes:\n${yaml}`).forEach(isRead);
      }
    }).timeout(60_000);

  it('are all that a large file and the samples have', () => {
    assert.equal(shareOf(itemsOf(largeText(100))), 1);
    assert.equal(shareOf(textsOf('examples').flatMap(itemsOf)), 1);
  });
});
