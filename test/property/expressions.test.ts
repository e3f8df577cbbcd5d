/** Whatever stands between `${{` and `}}`: it is read or refused, evaluated or failed, never thrown, and at a bounded cost. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/base/json.ts';
import { Source } from '../../src/model/syntax/source.ts';
import { compileCondition, compileTemplate } from '../../src/model/expressions/compileTemplate.ts';
import { evaluateCondition, evaluateTemplate, expressionsOf } from '../../src/model/expressions/evaluate.ts';
import type { EvaluationContext } from '../../src/model/expressions/template.ts';
import type { SyntaxScalar } from '../../src/model/syntax/syntaxTree.ts';
import { parse } from '../../src/model/syntax/parse.ts';
import { runs } from '../support/property/settings.ts';

const words = [
  ...[
    'inputs',
    'input',
    'nodes',
    'item',
    'index',
    'secrets',
    'env',
    'workflow',
    'execution',
    'nowhere',
    'a',
    '__proto__',
  ],
  ...['.', '.a', '.output', '.*', "['a']", '[0]', '[', ']', '(', ')', ',', ' ', '==', '!=', '<', '>=', '&&', '||', '!'],
  ...[
    'true',
    'false',
    'null',
    '1',
    '-1',
    '1e999',
    '0xff',
    "'text'",
    "'",
    "''",
    "'it''s'",
    '"',
    '\\',
    '}}',
    '${{',
    '\u{1F600}',
  ],
  ...[
    'contains(',
    'format(',
    'join(',
    'toJSON(',
    'fromJSON(',
    'startsWith(',
    'success()',
    'always()',
    'failure()',
    'nothing(',
  ],
];

const wordy = fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => parts.join(''));

/** Expressions that can be read, most of them. */
const sound: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      'inputs.a',
      'inputs.list',
      'inputs.deep',
      'nodes.n.output',
      "'x'",
      '3',
      'true',
      'null',
      'inputs.text',
      'env.X',
    ),
    fc
      .tuple(tie('expression'), fc.constantFrom('==', '!=', '<', '>', '&&', '||'), tie('expression'))
      .map((all) => `(${all.join(' ')})`),
    tie('expression').map((inner) => `!${inner}`),
    tie('expression').map((inner) => `toJSON(${inner})`),
    tie('expression').map((inner) => `fromJSON(toJSON(${inner}))`),
    tie('expression').map((inner) => `inputs.list[${inner}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `format('{0}-{1}-{0}', ${a}, ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `join(${a}, ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `contains(${a}, ${b})`),
  ),
})).expression;

const texts = fc.oneof(
  wordy,
  fc.tuple(wordy, wordy).map(([text, inside]) => `${text} \${{ ${inside} }}`),
  sound.map((expression) => `\${{ ${expression} }}`),
  fc.tuple(sound, sound).map(([a, b]) => `\${{ ${a} }} and \${{ ${b} }}`),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `\${{${text}}}`),
);

const values: JsonValue = {
  a: 1,
  text: 'x'.repeat(2000),
  list: Array.from({ length: 200 }, (_, index) => ({ id: index, text: 'y'.repeat(20) })),
  deep: JSON.parse(`${'['.repeat(100)}1${']'.repeat(100)}`) as JsonValue,
};

const context: EvaluationContext = {
  inputs: values,
  input: values,
  node: (id) => (id.toLowerCase() === 'n' ? { output: values, status: 'completed', error: null } : undefined),
  item: { as: 'item', value: values, index: 0 },
  secret: () => undefined,
  env: (name) => name,
  workflowName: 'w',
  executionId: 'e',
};

/** A text as a scalar of a file, without the detour of quoting it. */
function scalarOf(text: string): SyntaxScalar {
  const source = new Source(text);
  return { kind: 'scalar', value: text, style: 'quoted', range: source.lines.range(0, text.length), source };
}

describe('Expressions', () => {
  it('are read or refused, evaluated or failed, never thrown', () => {
    let evaluated = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const node = scalarOf(text);
        for (const compile of [compileTemplate, compileCondition]) {
          const { template, problems } = compile(node);
          for (const { message } of problems) assert.notEqual(message, '');
          const value = evaluateTemplate(template, context);
          assert.doesNotThrow(() => JSON.stringify(value));
          const truth = evaluateCondition(template, context);
          assert(!truth.ok || typeof truth.value === 'boolean');
          if (value.ok && expressionsOf(template).length > 0) evaluated++;
        }
      }),
      runs(6000),
    );
    assert(evaluated > 2000, `only ${evaluated} were evaluated`);
  }).timeout(60_000);

  it('give no text longer than the bound', () => {
    fc.assert(
      fc.property(sound, fc.integer({ min: 1, max: 40 }), (inner, times) => {
        const growing = Array.from({ length: times }).reduce<string>((text) => `format('{0}{0}', ${text})`, inner);
        const node = scalarOf(`\${{ ${growing} }}`);
        const { template } = compileTemplate(node);
        const value = evaluateTemplate(template, context);
        if (value.ok && typeof value.value === 'string')
          assert(value.value.length <= 64 * 1024, String(value.value.length));
      }),
      runs(400),
    );
  }).timeout(60_000);

  it('stand in a file as in a string of it', () => {
    fc.assert(
      fc.property(sound, (expression) => {
        const { root } = parse(JSON.stringify(`\${{ ${expression} }}`));
        const { template, problems } = compileTemplate(root);
        assert.deepEqual(
          problems.map(({ message }) => message).filter((message) => !message.includes('nested')),
          [],
        );
        assert(expressionsOf(template).length === 1 || problems.length === 1);
      }),
      runs(500),
    );
  }).timeout(60_000);
});
